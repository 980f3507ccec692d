// The card of the open article; without one, a guide to the symbols.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node, symbol } = dateline;
  const EARTH = 6371; // km
  const ROLES = [
    ["event", "It happened here"],
    ["dateline", "Reported from here"],
    ["government", "Stands for a government (“Moscow said”)"],
    ["background", "Named in passing, or in an organisation’s name"],
  ];
  const KEYS = [
    ["/", "search"],
    ["j k", "next and previous article"],
    ["↑ ↓", "along the list; Enter opens"],
    ["Esc", "closes what is open"],
  ];
  const LOTS = { unplaced: " without a place", undated: " without a day" };

  dateline.Card = function Card(app, host) {
    const { model } = app;
    const bar = drawBar(app);
    const paper = node("article", { class: "paper", "aria-label": "The open article", tabindex: "-1" });
    const failed = node("div", { class: "failed", role: "alert", hidden: true });
    const guide = drawGuide();
    const scroller = node("div", { class: "card-scroll", tabindex: "0" }, failed, paper, guide);
    const said = node("p", { class: "hidden", role: "status" });
    host.setAttribute("role", "complementary");
    host.setAttribute("aria-label", "Card");
    host.append(bar.element, scroller, said);
    let asked = 0; // which question an answer must belong to
    let drawnFor = null;
    let indexOf = null; // place id -> its number
    let folds = new Set(); // those that were open when the card was drawn last
    let known = null; // what was told of an article's copies: {id, address, told}

    const placeIndex = (id) => {
      if (!model.names) return null;
      if (indexOf?.of !== model.names) {
        indexOf = { of: model.names,
          map: new Map(model.names.places.map((place, index) => [place[0], index])) };
      }
      return indexOf.map.get(id) ?? null;
    };
    // Another version of the articles has other numbers for them.
    const isKnown = (id) => known !== null && known.id === id && known.address === app.texts.address;
    const show = (article) => {
      const open = article !== null;
      bar.element.hidden = !open;
      paper.hidden = !open;
      guide.hidden = open;
      if (!open) failed.hidden = true;
    };
    const ask = async () => {
      const { article, place } = model.state;
      asked += 1;
      const mine = asked;
      show(article);
      if (article === null) {
        drawnFor = null;
        paper.replaceChildren();
        return;
      }
      const id = place === null ? null : model.names?.places[place]?.[0] ?? null;
      host.setAttribute("aria-busy", "true");
      try {
        const { following } = app;
        const mention = following && following.id === app.articleId ? following : null;
        const answer = await app.texts.card(article, id, mention);
        if (mine !== asked) return;
        failed.hidden = true;
        const showCopies = draw(answer, article);
        const { id: its } = answer.card;
        // Another place of the article has the same copies.
        if (!isKnown(its)) dateline.askCopies(app, article, () => mine === asked, (told) => {
          if (!told.failed) known = { id: its, address: app.texts.address, told };
          showCopies(isKnown(its) ? known.told : told);
        });
        // A name that was corrected may mean another place now: that is lit, and the map stays where it is.
        const pin = mention && answer.card.pin ? placeIndex(answer.card.pin) : null;
        if (pin !== null) app.stand(pin);
      } catch {
        if (mine !== asked) return;
        // Another article's card must not stand for this one.
        if (drawnFor !== article) paper.replaceChildren();
        const again = node("button", { type: "button", class: "text-button" }, "Try again");
        again.addEventListener("click", ask);
        failed.replaceChildren("This article’s card could not be fetched. ", again);
        failed.hidden = false;
      }
      if (mine === asked) host.removeAttribute("aria-busy");
    };

    /* Draws a card, and returns what shows its copies in it once they are told. */
    const draw = (answer, article) => {
      const { card } = answer;
      const same = drawnFor === article;
      const within = paper.contains(document.activeElement);
      const open = new Set();
      if (same) {
        for (const fold of paper.querySelectorAll("details[open]")) open.add(fold.className);
        // The copies may not have been told again since.
        if (folds.has("copies-fold") && !paper.querySelector(".copies-fold")) open.add("copies-fold");
      }
      folds = open;
      const focused = same && within ? document.activeElement : null;
      const held = focused ? focused.dataset.place : null;
      drawnFor = article;
      const fold = (name, label, content) =>
        node("details", { class: name, open: open.has(name) }, node("summary", {}, label), content);
      const copies = node("div", { class: "copies" });
      let shown = null;
      const showCopies = (told) => {
        const now = JSON.stringify(told);
        // What a reader stands on stays where nothing has changed.
        if (now !== shown) copies.replaceChildren(...dateline.copiesTold(app, card, article, told, fold));
        shown = now;
      };
      if (isKnown(card.id)) showCopies(known.told);
      const parts = [
        card.why ? fold("why-fold", "Why is this pin here?", why(app, card, card.why)) : null,
        card.unplaced?.length
          ? fold("unplaced-fold", `${counted(card.unplaced, "name", "names")} could not be placed`,
            unplaced(app, card))
          : null,
        card.relative?.length
          ? fold("relative-fold", "Places told by distance", relative(card.relative)) : null,
        card.times?.length ? fold("times-fold", "Dates, as they are understood", times(card.times)) : null,
        copies,
        card.body?.length
          ? fold("text-fold", "The whole text", node("div", { class: "full" },
            card.body.map((runs) => node("p", { dir: "auto" }, text(runs)))))
          : null,
      ];
      // node() flattens and drops what is null; replaceChildren would write "null".
      const content = node("div", {},
        node("h2", { dir: "auto", class: card.untitled ? "untitled" : "" }, card.title),
        about(card),
        card.remark ? node("p", { class: "remark" }, card.remark) : null,
        card.places?.length ? places(card.places) : null,
        card.sentence?.length
          ? [node("span", { class: "label" }, card.sentence_label),
            node("p", { class: "sentence", dir: "auto" }, text(card.sentence))]
          : null,
        node("div", { class: "folds" }, parts),
        app.settings.viewOnly ? null : dating(app, card),
      );
      paper.replaceChildren(...content.childNodes);
      drawMiniMap(app, paper, card.why);
      bar.draw();
      if (!same) {
        scroller.scrollTop = 0;
        said.textContent = `Opened: ${card.title}`;
      }
      if (focused && paper.contains(focused)) focused.focus(); // an open form, which was kept
      if (held) [...paper.querySelectorAll(".place")].find((other) => other.dataset.place === held)?.focus();
      // A copy was opened from within: who came by keys reads on in its card.
      else if (within && !same) paper.focus({ preventScroll: true });
      return showCopies;
    };

    paper.addEventListener("click", (event) => {
      const chosen = event.target.closest("[data-place]");
      if (!chosen) return;
      const index = placeIndex(chosen.dataset.place);
      if (index !== null) app.open(model.state.article, index);
    });
    host.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !dateline.typing(event) && model.state.article !== null) app.close();
    });
    document.addEventListener("keydown", (event) => {
      const by = { j: 1, k: -1 }[event.key];
      if (!by || event.ctrlKey || event.metaKey || event.altKey || dateline.typing(event)) return;
      event.preventDefault();
      if (model.state.article !== null) app.step(by, bar.way());
      else if (model.result.shown.length) app.open(model.result.shown[0], null);
    });
    model.on((result, changed) => {
      // The names may come after the first card, and with them the id of the place it stands on.
      const late = changed.has("names") && model.state.place !== null;
      if (["article", "place", "data"].some((key) => changed.has(key)) || late) ask();
      bar.draw();
    });
    // A change that leaves the map as it was, or that was refused, is told by the card too.
    app.on("changed", (done) => {
      if (done) {
        dateline.corrected();
        dateline.folded();
      }
      known = null;
      ask();
    });
    bar.draw();
    ask();
  };

  function drawBar(app) {
    const { model } = app;
    let way = dateline.kept("step") === "distance" ? "distance" : "time";
    const position = node("span", { class: "position" });
    const step = (by, label, path) => {
      const made = dateline.iconButton(label, path);
      made.addEventListener("click", () => app.step(by, way));
      return made;
    };
    const previous = step(-1, "Previous article", "M12 5l-5 5 5 5");
    const next = step(1, "Next article", "M8 5l5 5-5 5");
    const close = dateline.iconButton("Close the card", "M5 5l10 10M15 5L5 15", { class: "close" });
    close.addEventListener("click", () => app.close());
    const ways = [["time", "time"], ["distance", "distance"]].map(([value, words]) => {
      const radio = node("input", { type: "radio", name: "dl-step", value, checked: value === way });
      radio.addEventListener("change", () => {
        way = value;
        dateline.keep("step", value);
        draw();
      });
      return node("label", {}, radio, node("span", {}, words));
    });
    const element = node("div", { class: "bar" }, position,
      node("span", { class: "segments", role: "radiogroup", "aria-label": "Next and previous by" }, ways),
      previous, next, close);
    const draw = () => {
      const { article } = model.state;
      if (article === null) return;
      const lot = model.result.lot(article);
      const list = lot ? model.result[lot] : null;
      const at = list ? dateline.indexIn(model, list, article) : -1;
      position.textContent = at < 0 ? "Not in the list now"
        : `${(at + 1).toLocaleString("en-GB")} of ${list.length.toLocaleString("en-GB")}${LOTS[lot] || ""}`;
      // By distance there is always a next one, until all were seen; app.step knows.
      const ends = way === "time" && at >= 0;
      for (const [button, off] of [[previous, ends && at === 0], [next, ends && at === list.length - 1]]) {
        // A button that is switched off under the focus would lose it.
        button.setAttribute("aria-disabled", String(off));
      }
    };
    element.addEventListener("click", (event) => {
      if (event.target.closest('[aria-disabled="true"]')) event.stopPropagation();
    }, true);
    return { element, draw, way: () => way };
  }

  const counted = (all, one, many) => `${all.length} ${all.length === 1 ? one : many}`;

  function drawGuide() {
    const lines = (all) => node("ul", {}, all.map((line) => node("li", {}, line)));
    return node("section", { class: "guide", "aria-label": "How to read this page" },
      node("h2", {}, "Choose an article or a pin"),
      node("p", {},
        "Its card opens here: the sentence that names the place, and why the pin stands where it stands."),
      node("h3", {}, "What a pin says"),
      lines(ROLES.map(([role, words]) => [symbol(role), node("span", {}, words)])),
      node("h3", {}, "How exact it is"),
      lines([
        "A sharp pin: a village, a town, a pass.",
        "A dashed circle: a district or a valley, as wide as it is.",
        "Hatched: a province or state. By its outline where that is known, else by a circle; " +
          "a hatched square stands for the whole of a wide one.",
        "No pin: a country, a sea, or a people. They stand in the list only.",
      ]),
      node("h3", {}, "How sure it is"),
      lines([
        [symbol("event", true), node("span", {},
          "Hollow, and “?” after the name: it may well be another place of that name.")],
        "The fainter, the less sure.",
      ]),
      node("h3", {}, "Keys"),
      node("dl", { class: "keys" }, KEYS.map(([keys, words]) => [
        node("dt", {}, keys.split(" ").map((key) => node("kbd", {}, key))), node("dd", {}, words)])),
    );
  }

  function about(card) {
    return node("div", { class: "about" },
      node("p", {}, node("b", { dir: "auto" }, card.source)),
      node("p", {}, card.date ? [node("b", {}, card.date), " · "] : null, card.dated),
      link(card.url),
    );
  }

  function link(address) {
    let target;
    try {
      target = new URL(address);
    } catch {
      return null;
    }
    if (target.protocol !== "http:" && target.protocol !== "https:") return null;
    return node("p", {}, node("a", { href: target.href, target: "_blank", rel: "noopener noreferrer" },
      "Read it at ", node("bdi", {}, target.hostname)));
  }

  function places(all) {
    return node("div", { class: "places", role: "group", "aria-label": "Places of this article" },
      all.map((place) => node("button", {
        type: "button", class: place.no_pin ? "place faint" : "place", dataset: { place: place.id },
        "aria-pressed": String(Boolean(place.on)),
        title: [place.what, place.role_words, place.unsure && "not sure which place is meant", place.no_pin]
          .filter(Boolean).join(" · "),
      }, symbol(place.role, place.unsure),
      node("span", { dir: "auto" }, place.name, place.unsure ? "?" : null))),
    );
  }

  function text(runs) {
    return runs.map((run) => {
      if (run.role) {
        return node("mark", {
          class: [run.role, run.on && "on", run.unsure && "unsure", run.place && "here"]
            .filter(Boolean).join(" "),
          dataset: run.place ? { place: run.place } : {},
        }, run.text);
      }
      return run.time ? node("span", { class: "time" }, run.text) : document.createTextNode(run.text);
    });
  }

  function why(app, card, told) {
    const [name, verb, what, figure] = told.claim;
    const weighed = told.reasons.filter((reason) => reason.weight);
    const decided = weighed.reduce((best, reason) =>
      (Number(reason.weight) > (best ? Number(best.weight) : 0) ? reason : best), null);
    const mapped = told.rejected.some((other) => other.at) && told.at && app.miniMap;
    return node("div", { class: "why" },
      node("p", { class: "claim" }, "“", node("b", { dir: "auto" }, name), `” ${verb} `,
        node("b", { dir: "auto" }, what),
        node("span", { class: "figure", title: "How sure, from 0 to 1" }, figure)),
      decided ? node("p", { class: "decided" }, node("span", { class: "label" }, "What spoke for it most"),
        node("span", { dir: "auto" }, decided.text)) : null,
      dateline.correcting(app, card, told),
      node("dl", {},
        told.facts.map(([term, fact]) => [node("dt", {}, term), node("dd", {}, node("bdi", {}, fact))])),
      told.reasons.length ? [
        node("h3", {}, "What was weighed"),
        reasons(told.reasons),
        weighed.length > 1
          ? node("p", { class: "sum" }, node("span", {}, "together; minus speaks against it"),
            node("span", {}, told.score))
          : null,
      ] : null,
      told.rejected.length ? [
        node("h3", {}, "What else it could have meant"),
        mapped ? node("canvas", {
          class: "mini", role: "img",
          "aria-label": `A small map: the place that was chosen, and ${told.rejected.length} that were not`,
        }) : null,
        node("ul", { class: "rejected" }, told.rejected.map((other) => node("li", {},
          node("div", { class: "what" }, node("span", { dir: "auto" }, other.what),
            node("span", { class: "weight" }, other.score)),
          told.at && other.at
            ? node("p", { class: "far" },
              `${kilometres(distance(told.at, other.at))} from the place that was chosen`)
            : null,
          reasons(other.reasons),
        ))),
        told.more ? node("p", { class: "more" }, told.more) : null,
      ] : null,
    );
  }

  // A canvas has no size while its fold is shut.
  function drawMiniMap(app, paper, told) {
    const canvas = paper.querySelector("canvas.mini");
    if (!canvas) return;
    const points = [{ lat: told.at[0], lon: told.at[1], chosen: true }];
    for (const { at } of told.rejected) if (at) points.push({ lat: at[0], lon: at[1], chosen: false });
    const fold = canvas.closest("details");
    const draw = () => fold.open && app.miniMap(canvas, points);
    fold.addEventListener("toggle", draw);
    draw();
  }

  function distance([lat1, lon1], [lat2, lon2]) {
    const turn = Math.PI / 180;
    const a = Math.sin(((lat2 - lat1) * turn) / 2) ** 2 +
      Math.cos(lat1 * turn) * Math.cos(lat2 * turn) * Math.sin(((lon2 - lon1) * turn) / 2) ** 2;
    return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(a)));
  }

  function kilometres(km) {
    if (km < 1) return "Less than 1 km";
    const step = km < 100 ? 1 : 10;
    return `About ${(Math.round(km / step) * step).toLocaleString("en-GB")} km`;
  }

  function reasons(all) {
    return node("ul", { class: "reasons" }, all.map((reason) =>
      node("li", {}, node("span", { dir: "auto" }, reason.text),
        reason.weight ? node("span", { class: "weight" }, reason.weight) : null)));
  }

  function unplaced(app, card) {
    return node("ul", { class: "rejected" }, card.unplaced.map((name) => node("li", {},
      node("div", { class: "what" }, node("b", { dir: "auto" }, name.name)), reasons(name.reasons),
      dateline.correcting(app, card, name))));
  }

  function relative(all) {
    return node("ul", { class: "rejected" }, all.map((place) => node("li", {},
      node("div", { class: "what" }, node("span", { dir: "auto" }, `“${place.text}” ${place.leads}`)))));
  }

  function times(all) {
    return node("dl", {}, all.map(({ text: words, says }) => [
      node("dt", {}, node("bdi", {}, `“${words}”`)), node("dd", {}, node("bdi", {}, says))]));
  }

  function dating(app, card) {
    const field = node("input", { type: "date", class: "field", required: true, value: card.published,
      max: "9999-12-31" });
    const form = node("form", { class: "dating" },
      node("label", {}, "Set the publication date", field),
      node("button", { type: "submit", class: "plain" }, "Set the date"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      app.tell("date", { article: card.id, day: field.value });
    });
    if (card.dated_by_user) {
      const back = node("button", { type: "button", class: "text-button" }, "Take it back");
      back.addEventListener("click", () => app.tell("date", { article: card.id, day: null }));
      form.append(back);
    }
    return form;
  }
})();
