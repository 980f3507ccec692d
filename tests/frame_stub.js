/* An app that stands in for the real one, so that a panel can be tried by itself. */
(() => {
  "use strict";

  // An app with `n` articles, `per` to a day; `told` overrides what a test is about.
  window.stubApp = ({ n = 0, per = 50, unplaced = [], undated = [], titles = null, cards = {}, copies = {}, names = null,
    settings = {}, delay = 0, sources = ["Alpha Wire", "Beta Post"] } = {}) => {
    const out = new Set([...unplaced, ...undated]);
    const filed = new Int32Array(n);
    for (let i = 0; i < n; i += 1) filed[i] = 18800 + Math.floor(i / per);
    const array = {
      happened_filed: filed, published_filed: filed, happened_fallback: new Uint8Array(n),
      published_fallback: new Uint8Array(n), published_order: Uint32Array.from({ length: n }, (_, i) => i),
      article_source: Uint32Array.from({ length: n }, (_, i) => i % sources.length),
      row_article: Uint32Array.from({ length: n }, (_, i) => i),
      row_count: new Uint32Array(n).fill(1),
      row_place: Int32Array.from({ length: n }, (_, i) => (names ? i % names.length : -1)),
    };
    const listeners = [], settled = [], others = {}, waiting = new Set(), have = new Map(), drawn = [];
    const calls = { tell: [], open: [], step: [], highlight: [], set: [], labels: [], theme: [], copies: [], dismissed: 0 };
    const state = {
      clock: "happened", from: null, to: null, q: "", matching: null, places: new Set(), sources: new Set(),
      roles: new Set(), least: 0, independent: 1, area: null, inView: false, article: null, place: null,
    };
    const fresh = { ...state };
    const result = {
      counts: {}, shown: Uint32Array.from({ length: n }, (_, i) => i).filter((i) => !out.has(i)),
      unplaced: Uint32Array.from(unplaced), undated: Uint32Array.from(undated),
      lot: (i) => (unplaced.includes(i) ? "unplaced" : undated.includes(i) ? "undated"
        : result.shown.includes(i) ? "shown" : null),
    };
    const count = () => {
      result.counts = { total: n, shown: result.shown.length, unplaced: result.unplaced.length,
        undated: result.undated.length, outside: 0, pins: 0, stories: result.shown.length,
        sources: Math.min(result.shown.length, sources.length) };
    };
    count();
    const tellAll = (changed) => listeners.forEach((listener) => listener(result, new Set(changed)));
    const model = {
      state, result, bounds: n ? [filed[0], filed[n - 1]] : null,
      names: names ? { places: names, sources } : null,
      data: { n, m: n, p: names ? names.length : 0, s: sources.length, cube: false, folded: true, a: array },
      unit: "article",
      get filed() {
        return array[`${state.clock}_filed`];
      },
      get filtered() {
        return ["places", "sources", "roles"].some((key) => state[key].size) || state.q !== "" ||
          state.least > 0 || state.independent > 1 || state.from !== null || state.area !== null;
      },
      set(patch, options) {
        calls.set.push([Object.keys(patch), options]);
        Object.assign(state, patch);
        tellAll(Object.keys(patch));
        if (!options || options.settle !== false) settled.forEach((fn) => fn(state));
      },
      settle: () => settled.forEach((fn) => fn(state)),
      reset() {
        const { article, place, clock } = state;
        model.set({ ...fresh, places: new Set(), sources: new Set(), roles: new Set(), article, place, clock });
      },
      on: (fn) => listeners.push(fn),
      onSettled: (fn) => settled.push(fn),
      show(kept) {
        result.shown = kept;
        count();
        tellAll(["from", "to"]);
      },
      tellAll,
    };
    const answer = () => {
      const got = [...waiting];
      waiting.clear();
      for (const i of got) {
        have.set(i, { id: `a${i}`, title: titles?.[i] ?? `Article ${i} tells of fighting near the pass`,
          untitled: false, source: sources[i % sources.length], places: "Bazarak, Anjuman Pass", when: "",
          fallback: null, role: ["event", "dateline", "government", "background"][i % 4], unsure: i % 7 === 0 });
      }
      model.texts.forEach((fn) => fn());
    };
    model.texts = [];
    let notices = settings.notices || [];
    const app = {
      model, calls, settings: { assets: "", viewOnly: false, bare: false, ...settings },
      element: document.getElementById("dl-app"),
      tell: (kind, props) => calls.tell.push([kind, props]),
      link: { write() {} },
      texts: {
        row(i) {
          if (!have.has(i) && !waiting.has(i)) {
            if (!waiting.size && delay !== null) setTimeout(answer, delay);
            waiting.add(i);
          }
          return have.get(i) || null;
        },
        on: (fn) => model.texts.push(fn),
        card: (i, place) => new Promise((resolve, reject) => {
          drawn.push({ n: i, place, resolve, reject });
          if (cards[i]) resolve({ card: { dated_by_user: false, published: null, ...cards[i] } });
        }),
        // A list is answered one after the other, the last for good.
        copies: async (i) => {
          const told = [copies[i] ?? { folded: true, copies: [], total: 0, elsewhere: 0, outlets: 0, said: [] }].flat();
          calls.copies.push(i);
          return told[Math.min(calls.copies.filter((other) => other === i).length, told.length) - 1];
        },
      },
      asked: drawn, answer,
      step: (by, way) => calls.step.push([by, way]),
      open(i, place) {
        calls.open.push([i, place]);
        model.set({ article: i, place });
      },
      close: () => model.set({ article: null, place: null }),
      highlight(i) {
        calls.highlight.push(i);
        app.send("highlight", i);
      },
      on: (name, fn) => (others[name] = [...(others[name] || []), fn]),
      send: (name, value) => (others[name] || []).forEach((fn) => fn(value)),
      notices: () => notices,
      dismissNotices() {
        calls.dismissed += 1;
        notices = [];
        app.send("notices");
      },
      setLabels: (value) => calls.labels.push(value),
      setTheme(value) {
        calls.theme.push(value);
        if (value !== "auto") app.element.dataset.theme = value;
      },
      miniMap(canvas, points) {
        calls.mini = points;
        const pen = canvas.getContext("2d");
        pen.fillRect(0, 0, canvas.width, canvas.height);
      },
    };
    return app;
  };
})();
