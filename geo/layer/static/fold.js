// "Not the same story" and "Same story as…" on the card: an analyst overrules which articles are one story.
// What it means is decided by the server (geo.dashboard.copies); the log is that of corrections.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node, labelled, askedOf, authorOf } = dateline;
  const PAUSE = 250; // milliseconds without a further letter before the server is asked
  const NOTHING = "No other article has these words. Try fewer, or give an article’s id.";
  let draft = null; // the open form; it outlives a card that is drawn anew
  let made = 0; // of names for groups of radio buttons

  /* What was said of the story, and the ways to say something; null where there is neither. */
  dateline.folding = (app, card, told) => {
    const { viewOnly } = app.settings;
    if (viewOnly && !told.said.length) return null;
    const box = node("div", { class: "overrule" }, said(app, card, told.said));
    if (viewOnly) return box;
    const ways = [["merge", "Same story as…"]];
    if (told.total) ways.unshift(["split", "Not the same story…"]);
    const line = node("div", { class: "line" });
    box.append(line);
    for (const [kind, words] of ways) {
      const button = node("button", { type: "button", class: "text-button", "aria-expanded": "false" }, words);
      const key = `${kind} ${card.id}`;
      const show = () => {
        box.append(draft.form);
        button.setAttribute("aria-expanded", "true");
        draft.close = () => {
          draft.drop();
          draft = null;
          button.setAttribute("aria-expanded", "false");
          button.focus();
        };
        draft.again(card);
      };
      button.addEventListener("click", () => {
        if (draft?.key === key) {
          draft.close();
          return;
        }
        draft?.close();
        draft = new Draft(app, card, kind, key);
        show();
        draft.form.querySelector(".field").focus();
      });
      line.append(button);
      if (draft?.key === key) show();
    }
    return box;
  };

  /* Drops the form once what it asked for was done. */
  dateline.folded = () => {
    draft?.drop();
    draft = null;
  };

  function said(app, card, all) {
    if (!all.length) return null;
    return node("ul", { class: "said", "aria-label": "What was said of this story" }, all.map((one) => {
      const back = node("button", { type: "button", class: "text-button",
        "aria-label": `Undo what ${one.author} said of this story` }, "Undo");
      back.addEventListener("click", () =>
        app.tell("take-back", { correction: one.number, author: authorOf(card) }));
      const is = one.other === null ? " is a story of its own. " : [" is the same story as ", quoted(one.other), ". "];
      return node("li", {}, node("span", { dir: "auto" }, quoted(one.article), is,
        `${one.author}, ${one.date}: “${one.reason}”`), app.settings.viewOnly ? null : back);
    }));
  }

  const quoted = (words) => ["“", node("bdi", {}, words), "”"];

  class Draft {
    constructor(app, card, kind, key) {
      Object.assign(this, { app, kind, key, id: card.id, number: 0, other: "" });
      this.find = kind === "merge" ? this.search() : null;
      this.reason = node("textarea", { class: "field", rows: 2, maxlength: 500, required: true });
      this.author = node("input", { class: "field", maxlength: 80, autocomplete: "name", value: authorOf(card) });
      this.status = node("p", { class: "effect", role: "status" });
      this.submit = node("button", { type: "submit", class: "plain" }, kind === "merge" ? "Merge them" : "Split it");
      const cancel = node("button", { type: "button", class: "text-button" }, "Cancel");
      cancel.addEventListener("click", () => this.close());
      const label = kind === "merge" ? "Same story as another article" : "Not the same story as its copies";
      this.form = node("form", { class: "folding", "aria-label": label, novalidate: true }, this.find,
        labelled("Why", this.reason), labelled("Your name", this.author), this.status,
        node("div", { class: "line" }, this.submit, cancel));
      this.form.addEventListener("submit", (event) => this.send(event));
      this.form.addEventListener("keydown", (event) => {
        event.stopPropagation(); // the page's own keys rest while a form is filled in
        if (event.key === "Escape") this.close();
      });
    }

    /* The search for the other article, by words of it or its id. */
    search() {
      const input = node("input", { type: "search", class: "field", maxlength: 200, autocomplete: "off" });
      this.hint = node("p", { class: "hint", role: "status" });
      this.results = node("fieldset", { class: "found" });
      input.addEventListener("input", () => {
        clearTimeout(this.finding);
        this.finding = setTimeout(() => this.look(input.value.trim()), PAUSE);
      });
      input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        clearTimeout(this.finding);
        this.look(input.value.trim());
      });
      this.results.addEventListener("change", (event) => {
        this.other = event.target.value;
        this.preview();
      });
      return node("div", { class: "find" }, labelled("Words of the other article, or its id", input), this.hint,
        this.results);
    }

    async look(q) {
      this.number += 1;
      const mine = this.number;
      this.other = "";
      this.say("");
      this.results.replaceChildren();
      this.hint.textContent = q ? "Searching …" : "";
      if (!q) return;
      const { app } = this;
      try {
        const asks = new URLSearchParams({ n: app.model.state.article, q });
        const told = await askedOf(`${app.texts.address}/others?${asks}`);
        if (mine === this.number) this.take(told);
      } catch (error) {
        if (mine === this.number) this.hint.textContent = error.message;
      }
    }

    take({ articles, more }) {
      const count = articles.length === 1 ? "1 article" : `${articles.length} articles`;
      this.hint.textContent = !articles.length ? NOTHING : `${count}${more ? `, and ${more} more` : ""}.`;
      made += 1;
      this.results.replaceChildren(node("legend", { class: "hidden" }, "Which article it is"));
      for (const { id, title, source, date } of articles) {
        this.results.append(node("label", { class: "choice" },
          node("input", { type: "radio", name: `dl-fold-${made}`, value: id }),
          node("span", {}, node("b", { dir: "auto" }, title),
            node("small", {}, node("bdi", {}, source), ` · ${date || "no date"}`))));
      }
    }

    get asked() {
      return this.kind === "merge" ? { article: this.id, other: this.other } : { article: this.id };
    }

    get complete() {
      return this.kind === "split" || this.other !== "";
    }

    // The card was drawn anew, and says what is known now.
    again(card) {
      this.seen = card.seen;
      this.submit.removeAttribute("aria-disabled");
      this.preview();
    }

    async preview() {
      if (!this.complete) return;
      this.number += 1;
      const mine = this.number;
      this.say("Counting what would change …");
      try {
        const told = await askedOf(`${this.app.texts.address}/folding?${new URLSearchParams(this.asked)}`);
        if (mine === this.number) this.say(`This changes: ${told.says}.`);
      } catch (error) {
        if (mine === this.number) this.say(error.message);
      }
    }

    say(sentence) {
      if (this.status.textContent !== sentence) this.status.textContent = sentence;
    }

    send(event) {
      event.preventDefault();
      if (this.submit.getAttribute("aria-disabled")) return;
      const missing = [
        [this.complete, "Choose first which article tells the same story.", this.find?.querySelector(".field")],
        [this.reason.value.trim(), "Say why, so that others can follow it.", this.reason],
      ].find(([there]) => !there);
      if (missing) {
        this.number += 1;
        this.say(missing[1]);
        missing[2]?.focus();
        return;
      }
      dateline.keep("author", this.author.value.trim());
      this.submit.setAttribute("aria-disabled", "true");
      this.app.tell("fold", { other: null, ...this.asked, reason: this.reason.value, author: this.author.value,
        seen: this.seen });
    }

    drop() {
      this.number += 1;
      clearTimeout(this.finding);
      this.form.remove();
    }
  }
})();
