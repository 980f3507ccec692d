// The page that tells how far to trust the pins: figures beside a queue of mentions to check (check.js).
// Text from outside becomes a text node, never markup.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node, way } = dateline;
  const NOBODY = "Nobody has checked a mention yet; here is the queue.";
  const NOBODY_LOOKING = "Nobody has checked a mention yet. Whoever runs Dateline can, on this page.";
  const MOST_LINES = 12; // of a table, before the rest is counted
  let app = null;

  // Called with what the page tells, at first and at each change. tell: hands a value to it.
  dateline.trust = (told, tell) => {
    if (!app) app = new Trust(tell);
    app.told(told);
  };

  dateline.asked = async (address) => {
    const answer = await fetch(address);
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.error || "The server did not answer. Try again in a moment.");
    return told;
  };

  class Trust {
    constructor(tell) {
      this.tell = tell;
      this.figures = node("section", { class: "figures", "aria-label": "How far to trust it", "aria-busy": "true" });
      this.check = null;
      this.main = node("main", {}, this.figures);
      this.element = node("div", { id: "dl-app", class: "dl-trust" },
        node("header", {},
          way(".", "Dateline", { class: "name" }),
          node("h1", {}, "How far to trust it"),
          way(".", "Back to the map", { class: "back" })),
        this.main);
      document.body.append(this.element);
      new dateline.Theme((name) => {
        this.element.dataset.theme = name;
      });
    }

    told(told) {
      this.assets = told.assets;
      if (!told.viewOnly && !this.check) {
        this.check = new dateline.Check(this);
        this.main.prepend(this.check.element);
      }
      this.check?.answered(told);
      if (told.version === this.version) return;
      this.version = told.version;
      this.viewOnly = told.viewOnly;
      this.ask();
    }

    async ask() {
      this.number = (this.number || 0) + 1;
      const mine = this.number;
      try {
        const told = await dateline.asked(`${this.assets}/accuracy/figures`);
        if (mine !== this.number) return; // a later one is under way
        this.check?.known(told);
        this.draw(told.figures);
      } catch (error) {
        if (mine === this.number) this.figures.replaceChildren(node("p", { class: "remark" }, error.message));
      }
      this.figures.setAttribute("aria-busy", "false");
    }

    draw(told) {
      const { placed, random_sample: sample, left_without_a_place: left } = told;
      const nobody = !placed.judged && !left.judged;
      this.figures.replaceChildren(...[
        nobody ? node("p", { class: "nobody" }, this.viewOnly ? NOBODY_LOOKING : NOBODY) : summary(told),
        nobody ? null : node("p", { class: "remark" }, told.bias),
        nobody ? null : node("h2", {}, "Precision of what was checked"),
        nobody ? null : rates("All together", "Which mentions", [
          { name: "given a place", ...placed }, { name: "in the random sample", ...sample },
          { name: "given no place", ...left },
        ], { all: true }),
        nobody ? null : rates("By stated confidence", "Confidence", told.confidence, { all: true, stated: true }),
        nobody ? null : rates("By kind of place", "Kind", told.kinds),
        nobody ? null : rates("By source", "Source", told.sources),
        node("h2", {}, "Without a sure pin, and why"),
        unplaced(told),
        node("h2", {}, "Measured before you had it"),
        marked(told.marked),
      ].filter(Boolean));
    }
  }

  const percent = (share) => `${Math.round(share * 100)}\u00a0%`;
  const many = (number) => number.toLocaleString("en");

  function summary({ placed }) {
    if (!placed.judged) return node("p", { class: "summary" }, "No mention with a place was checked yet.");
    return node("p", { class: "summary" },
      node("b", {}, percent(placed.precision)), ` of the ${many(placed.judged)} checked mentions with a place are right; `,
      `from so few, anything between ${percent(placed.low)} and ${percent(placed.high)} may be. `,
      `There are ${many(placed.of)} in all.`);
  }

  // A table of rates; each bar is as long as the share, and the line over it as the interval.
  // all: lines of which nothing was checked too. stated: with the mean confidence that was stated.
  function rates(caption, head, lines, { all = false, stated = false } = {}) {
    const judged = all ? lines : lines.filter((line) => line.judged);
    const shown = judged.slice(0, MOST_LINES);
    const rest = lines.length - shown.length;
    if (!shown.length) return null;
    const row = (line) => node("tr", {},
      node("th", { scope: "row", dir: "auto" }, line.name),
      node("td", { class: "bar" }, line.judged ? bar(line) : null),
      node("td", { class: "share" }, line.judged ? percent(line.precision) : "–"),
      node("td", { class: "between" }, line.judged ? `${percent(line.low)} to ${percent(line.high)}` : "–"),
      node("td", {}, `${many(line.right)} of ${many(line.judged)}`),
      stated ? node("td", { class: "stated" }, typeof line.stated === "number" ? percent(line.stated) : "–") : null,
      node("td", { class: "of" }, many(line.of)));
    const heads = [["", head], ["bar", ""], ["share", "Right"], ["between", "95\u00a0% between"], ["", "Of checked"],
      ...(stated ? [["stated", "Stated"]] : []), ["of", "There are"]];
    return node("table", { class: "rates" }, node("caption", {}, caption),
      node("thead", {}, node("tr", {}, heads.map(([name, words]) =>
        node(words ? "th" : "td", { class: name || null, scope: words ? "col" : null }, words)))),
      node("tbody", {}, shown.map(row)),
      rest ? node("tfoot", {}, node("tr", {}, node("td", { colspan: heads.length },
        `and ${many(rest)} more of which ${judged.length > shown.length ? "fewer" : "none"} were checked`))) : null);
  }

  function bar({ precision, low, high }) {
    const made = node("div", { class: "track", "aria-hidden": "true" });
    const part = (name, from, to) => {
      const piece = node("i", { class: name });
      piece.style.insetInlineStart = `${from * 100}%`;
      piece.style.inlineSize = `${(to - from) * 100}%`;
      made.append(piece);
    };
    part("share", 0, precision);
    part("between", low, high);
    return made;
  }

  const WHATS = { "no place": "no place", unsure: "drawn, unsure", "no pin": "no pin" };

  function unplaced({ unplaced: lines, articles }) {
    const pinless = articles.with_names - articles.with_pins;
    const unnamed = articles.all - articles.with_names;
    return node("div", {},
      lines.length ? node("table", {}, node("caption", {}, "Mentions, as they were decided"),
        node("thead", {}, node("tr", {}, ["What", "Why", "Mentions"].map((words) =>
          node("th", { scope: "col", class: words === "Why" ? "why" : null }, words)))),
        node("tbody", {}, lines.map(({ what, why, mentions }) => node("tr", {},
          node("th", { scope: "row" }, WHATS[what] || what), node("td", { class: "why" }, why),
          node("td", {}, many(mentions)))))) : null,
      node("p", { class: "remark" }, `Of ${dateline.counted(articles.all, "article")}, ${many(articles.with_pins)} `,
        `have a pin; the places of ${many(pinless)} have none, and in ${many(unnamed)} no place name was found.`));
  }

  const CORPORA = { lgl: "LGL, American local papers", geovirus: "GeoVirus, outbreaks of disease",
    tudloc2013: "TUD-Loc-2013, the web" };

  function marked(lines) {
    return node("div", {},
      node("table", {}, node("caption", {}, "On articles in which people marked every place, cross-validated"),
        node("thead", {}, node("tr", {}, ["Articles", "F1 of finding names", "Found and within 161 km"].map((words) =>
          node("th", { scope: "col" }, words)))),
        node("tbody", {}, lines.map(({ name, f1, e2e161 }) => node("tr", {},
          node("th", { scope: "row" }, CORPORA[name] || name), node("td", {}, f1.toFixed(2)),
          node("td", {}, percent(e2e161)))))),
      node("p", { class: "remark" }, "Your reports are others than these. `python -m geo accuracy --gold FILE` measures on ",
        "articles that you marked yourselves."));
  }
})();
