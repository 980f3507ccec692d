// The story of the open article, as a fold of its card: its near copies, what differs, and what was said.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node } = dateline;
  const WHERE = { both: "span", first: "del", second: "ins" };

  /* Asks for what is known of an article's copies, and gives it to `show`. wanted: whether the card is
     open still. */
  dateline.askCopies = async (app, article, wanted, show) => {
    let told;
    try {
      told = await app.texts.copies(article);
    } catch {
      told = { failed: true };
    }
    if (wanted()) show(told);
  };

  /* Returns the nodes that tell of an article's story. fold(class, words, content) makes the card's folds. */
  dateline.copiesTold = (app, card, article, told, fold) => {
    if (told.failed) return [node("p", { class: "more" }, "Whether it has near copies could not be told.")];
    if (!told.folded) return [];
    const forms = dateline.folding(app, card, told);
    if (!told.total && !told.said.length && !forms) return [];
    const rest = told.total - told.copies.length;
    return [fold("copies-fold", title(told), node("div", { class: "story" },
      told.total ? node("p", { class: "first" }, "First seen in ", node("bdi", {}, told.first.source),
        told.first.date ? `, ${told.first.date}.` : ".", " It counts as one story, of this source.") : null,
      node("ul", { class: "rejected" },
        told.copies.map((copy) => node("li", {}, opener(app, copy), differing(app, article, copy))),
        rest > 0 ? node("li", { class: "more" }, `${figure(rest)} more`) : null),
      forms))];
  };

  function opener(app, copy) {
    const button = node("button", { type: "button", class: "copy" },
      node("span", { class: "outlet" }, node("bdi", {}, copy.source), " · ", copy.date || "no date"),
      node("span", { dir: "auto" }, copy.title));
    button.addEventListener("click", () => app.open(copy.n));
    return button;
  }

  /* A button that shows and hides what a copy changed; it is asked for when first wanted. */
  function differing(app, article, copy) {
    const shown = node("div", { class: "differing", hidden: true });
    const button = node("button", { type: "button", class: "text-button", "aria-expanded": "false",
      "aria-label": `What differs in ${copy.source}: ${copy.title}` }, "What differs");
    button.addEventListener("click", async () => {
      shown.hidden = !shown.hidden;
      button.setAttribute("aria-expanded", String(!shown.hidden));
      if (shown.hidden || shown.childNodes.length) return;
      shown.textContent = "Comparing …";
      try {
        shown.replaceChildren(...differences(await app.texts.differences(article, copy.n)));
      } catch {
        shown.replaceChildren();
        shown.hidden = true;
        button.setAttribute("aria-expanded", "false");
        button.textContent = "What differs could not be told. Try again";
      }
    });
    return [button, shown];
  }

  function differences({ runs, left }) {
    const more = left[0] + left[1];
    if (runs.every(([where]) => where === "both") && !more) return [node("p", {}, "Not a word differs.")];
    return [
      node("p", { class: "key" }, node("del", {}, "only here"), " · ", node("ins", {}, "only in the copy")),
      node("p", { dir: "auto" }, runs.map(([where, words]) => [node(WHERE[where], {}, words), " "])),
      more ? node("p", { class: "key" }, `${figure(more)} further words of the two were not compared.`) : null,
    ].filter(Boolean);
  }

  /* "3 near copies in 2 other outlets" */
  function title({ total, elsewhere, outlets }) {
    if (!total) return "No near copies";
    const copies = `${figure(total)} near ${total === 1 ? "copy" : "copies"}`;
    if (!elsewhere) return copies;
    const where = `in ${figure(outlets)} other ${outlets === 1 ? "outlet" : "outlets"}`;
    return elsewhere === total ? `${copies} ${where}` : `${copies}, ${figure(elsewhere)} of them ${where}`;
  }

  const figure = (number) => number.toLocaleString("en-GB");
})();
