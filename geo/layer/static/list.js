// The list by day, with the counts above it and the trays below.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node } = dateline;
  const NOTHING = "No article with a place is left. Widen the days, or take a filter away.";
  const WAITING = `Articles are listed once the map shows at most ${dateline.MOST_SAMPLED.toLocaleString("en-GB")} ` +
    "places and rests. Zoom in, choose days, or click a place.";
  const TRAYS = {
    unplaced: {
      words: "without a place", title: "Articles without a place that can be drawn",
      hint: "Nothing in them can be drawn on the map: no name was placed, or only countries, seas " +
        "or peoples.",
    },
    undated: {
      words: "without a day", title: "Articles without a day",
      hint: "They stay here whatever the days are. Open one to set its date.",
      viewing: "They stay here whatever the days are.",
    },
  };
  const many = (value) => value.toLocaleString("en-GB");
  const NOT_FOLDED = "Stories are not counted among so many articles.";
  const FOLDED = "Copies of one report are one story, which counts for the outlet that had it first.";

  dateline.List = function List(app, host) {
    const { model } = app;
    const notices = drawNotices(app);
    const counts = drawCounts(app, (name) => trays[name].open(true));
    const lot = node("div", { class: "lot" });
    const rows = new dateline.Rows(app, lot, { label: "Articles by day", byDay: true, id: "dl-row" });
    const nothing = node("p", { class: "nothing", hidden: true }, NOTHING);
    const first = node("p", { class: "hint first", hidden: true });
    lot.prepend(first);
    lot.append(nothing);
    const trays = { unplaced: drawTray(app, "unplaced"), undated: drawTray(app, "undated") };
    host.setAttribute("role", "region");
    host.setAttribute("aria-label", "Articles");
    host.append(notices.element, counts.element, lot,
      node("div", { class: "trays" }, trays.unplaced.element, trays.undated.element));
    const lists = [rows, trays.unplaced.rows, trays.undated.rows];

    const draw = (result, anew) => {
      const { filed } = model;
      const { cube } = model.data;
      counts.draw(result.counts, model);
      nothing.textContent = cube && result.counts.shown ? WAITING : NOTHING;
      nothing.hidden = result.shown.length > 0;
      const more = cube && result.shown.length < model.sample.total;
      first.hidden = !more;
      if (more) first.textContent = `The first ${many(result.shown.length)} of ${many(model.sample.total)} articles`;
      for (const tray of Object.values(trays)) tray.element.hidden = cube;
      // In sight before it is filled: what is hidden has no height, and would be filled with nothing.
      rows.scroller.hidden = result.shown.length === 0;
      rows.show(result.shown, filed, anew);
      trays.unplaced.draw(result.unplaced, filed, anew);
      trays.undated.draw(result.undated, filed, anew);
    };
    const find = (n) => {
      const where = n === null ? null : model.result.lot(n);
      if (where === "shown") rows.find(n);
      else if (where) trays[where].find(n);
    };
    model.on((result, changed) => {
      const opened = changed.has("article");
      const only = [...changed].every((key) => key === "article" || key === "place");
      if (!only) draw(result, changed.has("clock") || changed.has("data"));
      if (!opened) return;
      lists.forEach((list) => list.draw());
      find(model.state.article);
    });
    app.texts.on(() => lists.forEach((list) => list.draw()));
    app.on("highlight", (n) => lists.forEach((list) => list.mark(n)));
    app.on("notices", notices.draw);
    if (model.data) draw(model.result);
  };

  function drawNotices(app) {
    const list = node("ul", {});
    const close = dateline.iconButton("Close these notices", "M5 5l10 10M15 5L5 15");
    const element = node("div", { class: "notices", role: "status" }, list, close);
    const draw = () => {
      const notices = app.notices();
      element.hidden = notices.length === 0;
      list.replaceChildren(...notices.map((notice) => node("li", { dir: "auto" }, notice)));
    };
    close.addEventListener("click", () => {
      app.dismissNotices();
      draw();
    });
    draw();
    return { element, draw };
  }

  // Only the figures change, so that those who listen hear no more than that.
  function drawCounts(app, unfold) {
    const shown = node("strong", {});
    const total = document.createTextNode("");
    const jump = (name) => {
      const made = node("button", { type: "button", class: "quiet", title: TRAYS[name].title });
      made.addEventListener("click", () => unfold(name));
      return made;
    };
    const unplaced = jump("unplaced");
    const undated = jump("undated");
    const reset = node("button", { type: "button", class: "text-button reset" }, "Reset");
    reset.title = "Take away every filter, and show all days";
    reset.addEventListener("click", () => app.model.reset());
    const told = node("span", { class: "told" });
    const dot = () => node("span", { "aria-hidden": "true" }, "·");
    const element = node("div", { class: "counts", role: "status" },
      node("span", {}, shown, total), dot(), unplaced, dot(), undated, reset, told);
    const draw = (counts, model) => {
      const { filtered, unit } = model;
      shown.textContent = many(counts.shown);
      total.data = ` of ${many(counts.total)} ${counts.total === 1 ? unit : `${unit}s`}`;
      unplaced.textContent = `${many(counts.unplaced)} unplaced`;
      undated.textContent = `${many(counts.undated)} undated`;
      for (const button of [unplaced, undated]) button.disabled = unit === "mention"; // no tray
      const { folded } = model.data;
      told.textContent = folded ? dateline.toldIn(counts.stories, counts.sources) : NOT_FOLDED;
      told.title = folded ? FOLDED : "";
      // Out of sight it keeps its room, so that the line does not jump.
      reset.style.visibility = filtered ? "" : "hidden";
    };
    return { element, draw };
  }

  function drawTray(app, name) {
    const { words, hint, viewing } = TRAYS[name];
    const label = node("span", {});
    const opener = node("button", { type: "button", "aria-expanded": "false",
      "aria-controls": `dl-tray-${name}` }, label);
    const said = node("p", { class: "hint" });
    const inside = node("div", { class: "inside", id: `dl-tray-${name}`, hidden: true }, said);
    const rows = new dateline.Rows(app, inside, { label: `Articles ${words}`, byDay: false,
      id: `dl-${name}` });
    const element = node("section", { class: "tray", "aria-label": `Articles ${words}` }, opener, inside);
    let filed = null;
    const open = (wanted) => {
      inside.hidden = !wanted;
      opener.setAttribute("aria-expanded", String(wanted));
      if (!wanted) return;
      rows.look();
    };
    opener.addEventListener("click", () => open(inside.hidden));
    return {
      element, rows, open,
      draw(list, days, anew) {
        filed = days;
        label.textContent = `${many(list.length)} ${words}`;
        element.classList.toggle("empty", list.length === 0);
        said.textContent = !list.length ? "None." : app.settings.viewOnly && viewing ? viewing : hint;
        rows.scroller.hidden = list.length === 0;
        rows.scroller.style.setProperty("--rows", String(Math.min(5, list.length)));
        rows.show(list, days, anew);
      },
      find(n) {
        if (inside.hidden) open(true);
        rows.find(n);
      },
    };
  }
})();
