// What narrows the articles down: as chips that can be taken off, and as a panel that sets them.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node } = dateline;
  const ROLES = [
    ["event", "It happened here"],
    ["dateline", "Reported from here"],
    ["government", "Stands for a government"],
    ["background", "Named in passing"],
  ];
  const MOST_SOURCES = 100; // in the panel at once; the search finds the others
  const CROSS = "M6 6l8 8M14 6l-8 8";

  const without = (set, value) => new Set([...set].filter((other) => other !== value));
  const sourceName = (model, index) => model.names?.sources[index] || "No source stated";
  const placeName = (model, index) => model.names?.places[index]?.[1] || "A place";
  const SURE = [[90, "almost certain"], [60, "likely"], [50, "more likely than not"], [0, "a guess"]];
  const sure = (least) => SURE.find(([from]) => least >= from)[1];

  // Every filter that is on: {kind, words, clear() -> patch, symbol, foreign}.
  dateline.activeFilters = (model) => {
    const { state } = model;
    const on = [];
    for (const index of state.places) {
      on.push({ key: `p${index}`, words: placeName(model, index), foreign: true, what: "Place",
        clear: () => ({ places: without(model.state.places, index) }) });
    }
    for (const index of state.sources) {
      on.push({ key: `s${index}`, words: sourceName(model, index), foreign: true, what: "Source",
        clear: () => ({ sources: without(model.state.sources, index) }) });
    }
    for (const role of [...state.roles].sort()) {
      on.push({ key: `r${role}`, words: ROLES[role][1], symbol: ROLES[role][0], what: "Role",
        clear: () => ({ roles: without(model.state.roles, role) }) });
    }
    if (state.least > 0) {
      on.push({ key: `l${state.least}`, words: `At least ${state.least} of 100 sure`, what: "How sure",
        clear: () => ({ least: 0 }) });
    }
    if (state.independent > 1) {
      on.push({ key: `i${state.independent}`, words: `${state.independent} or more sources`,
        what: "Independent sources",
        clear: () => ({ independent: 1 }) });
    }
    if (state.area) {
      on.push({ key: "area", words: "Drawn area", what: "Area", clear: () => ({ area: null }) });
    }
    if (state.inView) {
      on.push({ key: "view", words: "In the map’s view", what: "Area", clear: () => ({ inView: false }) });
    }
    return on;
  };

  // The chips; a chip that goes hands the focus on to its neighbour.
  dateline.Chips = function Chips(app, host, fallback) {
    const { model } = app;
    let now = "";
    this.draw = () => {
      const on = dateline.activeFilters(model);
      const key = on.map((filter) => `${filter.key}:${filter.words}`).join("\n");
      if (key === now) return;
      now = key;
      const focused = [...host.children].indexOf(document.activeElement);
      host.replaceChildren(...on.map((filter) => {
        const chip = node("button", {
          type: "button", class: "chip", title: `${filter.what}: ${filter.words}. Take it away`,
          "aria-label": `Take away the filter ${filter.what}: ${filter.words}`,
        }, filter.symbol ? dateline.symbol(filter.symbol) : null,
        node("span", filter.foreign ? { dir: "auto" } : {}, filter.words));
        const cross = dateline.icon(CROSS);
        cross.setAttribute("width", "14");
        cross.setAttribute("height", "14");
        chip.append(cross);
        chip.addEventListener("click", () => model.set(filter.clear(), { settle: true }));
        return chip;
      }));
      if (focused >= 0) (host.children[Math.min(focused, on.length - 1)] || fallback).focus();
    };
  };

  // The panel's inside. draw() only what is in sight.
  dateline.FilterForm = function FilterForm(app, host) {
    const { model } = app;
    const set = (patch) => model.set(patch, { settle: true });
    const roles = ROLES.map(([name, words], role) => {
      const box = node("input", { type: "checkbox" });
      box.addEventListener("change", () => {
        const chosen = without(model.state.roles, role);
        if (box.checked) chosen.add(role);
        set({ roles: chosen });
      });
      return { box, label: node("label", { class: "check" }, box, dateline.symbol(name), words) };
    });
    const least = slider({
      label: "How sure at least", min: 0, max: 100, step: 10, model, key: "least",
      say: (value) =>
        (value === 0 ? "Everything, however unsure" : `${value} of 100: ${sure(value)} or better`),
    });
    const independent = slider({
      label: "Independent sources at least", min: 1, max: 10, step: 1, model, key: "independent",
      say: (value) => (value === 1 ? "One is enough" : `${value} that each tell it on their own`),
    });
    const sources = sourceList(model, set);
    const places = node("div", { class: "chosen" });
    const inView = node("input", { type: "checkbox" });
    inView.addEventListener("change", () => set({ inView: inView.checked }));
    const reset = node("button", { type: "button", class: "text-button" }, "Reset all");
    reset.addEventListener("click", () => model.reset());
    const source = node("fieldset", {}, node("legend", {}, "Source"), sources.elements);
    const beyondCounts = [source, least.element, independent.element];
    host.append(
      node("fieldset", {}, node("legend", {}, "What the place does in the article"),
        roles.map((role) => role.label)),
      source, least.element, independent.element,
      node("fieldset", {}, node("legend", {}, "Place, with all that lies in it"), places,
        node("label", { class: "check" }, inView, "Only what the map shows now")),
      node("div", { class: "foot" }, reset),
    );
    let drawnPlaces = null;
    this.draw = () => {
      const { state } = model;
      // Counts alone cannot be narrowed by these.
      for (const part of beyondCounts) part.hidden = model.data?.cube;
      roles.forEach(({ box }, role) => { box.checked = state.roles.has(role); });
      least.draw();
      independent.draw();
      inView.checked = state.inView;
      reset.style.visibility = model.filtered ? "" : "hidden";
      sources.draw();
      if (drawnPlaces === state.places && places.named === Boolean(model.names)) return;
      drawnPlaces = state.places;
      places.named = Boolean(model.names);
      places.replaceChildren(...(state.places.size
        ? [...state.places].map((index) => chosenPlace(model, set, index))
        : [node("p", { class: "hint" }, "All. Type a name into the search above to choose one.")]));
    };
  };

  function chosenPlace(model, set, index) {
    const [, name, kind, where] = model.names?.places[index] || ["", "A place", "", ""];
    const off = dateline.iconButton(`Take away ${name}`, CROSS);
    off.addEventListener("click", () => set({ places: without(model.state.places, index) }));
    return node("div", { class: "line" }, node("span", { dir: "auto" }, name),
      node("span", { class: "where", dir: "auto" }, [kind, where].filter(Boolean).join(" in ")), off);
  }

  function slider({ label, min, max, step, model, key, say }) {
    const range = node("input", { type: "range", min, max, step });
    const words = node("output", {});
    const show = (value) => {
      words.textContent = say(value);
      range.setAttribute("aria-valuetext", say(value));
      range.style.setProperty("--part", `${((value - min) / (max - min)) * 100}%`);
    };
    // While it is dragged nothing is settled yet.
    range.addEventListener("input", () => {
      show(Number(range.value));
      model.set({ [key]: Number(range.value) }, { settle: false });
    });
    range.addEventListener("change", () => model.settle());
    return {
      element: node("label", { class: "slider" }, node("span", { class: "legend" }, label), range, words),
      draw() {
        if (Number(range.value) !== model.state[key] || !words.textContent) {
          range.value = String(model.state[key]);
          show(model.state[key]);
        }
      },
    };
  }

  // The sources by how many articles they have in all, so that nothing changes its place; the figures tell
  // how many the other filters leave.
  function sourceList(model, set) {
    const search = node("input", { type: "search", placeholder: "Find a source",
      "aria-label": "Find a source", class: "field" });
    const list = node("ul", { class: "sources" });
    const more = node("p", { class: "hint" });
    let order = [];
    let folded = null;
    let ordered = null;
    let rows = [];
    const sort = () => {
      const { data, names } = model;
      if (ordered === data.a.article_source && Boolean(folded) === Boolean(names)) return false;
      ordered = data.a.article_source;
      folded = names ? names.sources.map((name) => ` ${dateline.fold(name || "No source stated")}`) : null;
      const totals = new Uint32Array(data.s);
      for (const source of ordered) totals[source] += 1;
      order = Array.from(totals, (total, index) => index)
        .filter((index) => totals[index] || model.state.sources.has(index));
      order.sort((a, b) => totals[b] - totals[a] || a - b);
      return true;
    };
    const fill = () => {
      const wanted = dateline.fold(search.value);
      const fitting = order.filter((index) => !wanted || !folded || folded[index].includes(` ${wanted}`));
      rows = fitting.slice(0, MOST_SOURCES).map((index) => {
        const box = node("input", { type: "checkbox" });
        const count = node("span", { class: "count" });
        box.addEventListener("change", () => {
          const chosen = without(model.state.sources, index);
          if (box.checked) chosen.add(index);
          set({ sources: chosen });
        });
        return { index, box, count, element: node("li", {}, node("label", { class: "check" }, box,
          node("span", { class: "name", dir: "auto" }, sourceName(model, index)), count)) };
      });
      list.replaceChildren(...rows.map((row) => row.element));
      const rest = fitting.length - rows.length;
      more.textContent = rest > 0 ? `and ${rest.toLocaleString("en-GB")} more; the search finds them` : "";
      if (!fitting.length) more.textContent = "None of that name.";
    };
    const mark = () => {
      const { state, result, data } = model;
      const counts = new Uint32Array(data.s);
      for (const lot of [result.shown, result.unplaced, result.undated]) {
        for (let i = 0; i < lot.length; i += 1) counts[data.a.article_source[lot[i]]] += 1;
      }
      for (const row of rows) {
        const on = state.sources.has(row.index);
        row.box.checked = on;
        // Of a source that the choice leaves out it is not known how many there would be.
        row.count.textContent = !state.sources.size || on ? counts[row.index].toLocaleString("en-GB") : "";
      }
    };
    search.addEventListener("input", () => {
      fill();
      mark();
    });
    return {
      elements: [search, list, more],
      draw() {
        if (!model.data) return;
        if (sort()) fill();
        mark();
      },
    };
  }
})();
