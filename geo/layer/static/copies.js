// The near copies of the open article, as a fold of its card.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node } = dateline;
  const PAUSES = [500, 8000]; // milliseconds until it is asked again: the first and the longest

  /* Tells `show` what is known of an article's copies, once or more often: the server may be looking
     for them still. wanted: whether the card is open still. */
  dateline.askCopies = async (app, article, wanted, show, pause = PAUSES[0]) => {
    let told;
    try {
      told = await app.texts.copies(article);
    } catch {
      told = { failed: true };
    }
    if (!wanted()) return;
    show(told);
    if (told.ready || told.failed) return;
    const again = () => wanted() && dateline.askCopies(app, article, wanted, show, Math.min(2 * pause, PAUSES[1]));
    setTimeout(again, pause);
  };

  /* Returns the nodes that tell of copies. fold(class, words, content) makes the card's folds. */
  dateline.copiesTold = (app, told, fold) => {
    if (told.failed) return [node("p", { class: "more" }, "Whether it has near copies could not be told.")];
    if (!told.ready) return [node("p", { class: "more" }, "Near copies are still being looked for.")];
    if (!told.total) return [];
    const rest = told.total - told.copies.length;
    return [fold("copies-fold", title(told), node("ul", { class: "rejected" },
      told.copies.map((copy) => {
        const button = node("button", { type: "button", class: "copy" },
          node("span", { class: "outlet" }, node("bdi", {}, copy.source), " · ", copy.date || "no date"),
          node("span", { dir: "auto" }, copy.title));
        button.addEventListener("click", () => app.open(copy.n));
        return node("li", {}, button);
      }),
      rest > 0 ? node("li", { class: "more" }, `${figure(rest)} more`) : null))];
  };

  /* "3 near copies in 2 other outlets" */
  function title({ total, elsewhere, outlets }) {
    const copies = `${figure(total)} near ${total === 1 ? "copy" : "copies"}`;
    if (!elsewhere) return copies;
    const where = `in ${figure(outlets)} other ${outlets === 1 ? "outlet" : "outlets"}`;
    return elsewhere === total ? `${copies} ${where}` : `${copies}, ${figure(elsewhere)} of them ${where}`;
  }

  const figure = (number) => number.toLocaleString("en-GB");
})();
