// The queue of mentions to check, by keys alone: right, wrong, other, skip, undo. Each judgement is shown as
// done at once and told to the page one at a time; where one is refused, the queue is asked anew.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node, beside } = dateline;
  const MORE = 20; // mentions that are asked for at once
  const ORDERS = [["doubtful", "Least sure, most seen"], ["sample", "Random sample"]];
  const ABOUT = {
    doubtful: "First the names of which most mentions are expected to be wrong, by their stated confidence.",
    sample: "In an order that favours nothing: only this tells how often all mentions are right. Skip none.",
  };
  const DONE = "Nothing is left to check.";
  const HINT = "Press the letters on the buttons.";

  dateline.Check = class {
    constructor(trust) {
      Object.assign(this, { trust, order: "doubtful", items: [], done: new Set(), waiting: [], made: [], seen: 0,
        roles: [], step: "judge", last: Date.now(), checked: 0 });
      this.orders = node("fieldset", { class: "orders" }, node("legend", {}, "Check next"),
        ORDERS.map(([value, words]) => node("label", {},
          node("input", { type: "radio", name: "dl-order", value, checked: value === this.order }), words)));
      this.orders.addEventListener("change", (event) => {
        this.order = event.target.value;
        event.target.blur(); // so that the next key judges
        this.items = [];
        this.ask();
      });
      this.about = node("p", { class: "remark" });
      this.status = node("p", { class: "status", role: "status" }, HINT);
      this.card = node("article", { class: "mention", tabindex: "-1", "aria-label": "The mention to check" });
      this.keys = node("div", { class: "keys" });
      this.author = node("input", { class: "field", maxlength: 80, autocomplete: "name",
        value: dateline.kept("author") || "" });
      this.author.addEventListener("change", () => dateline.keep("author", this.author.value.trim()));
      this.element = node("section", { class: "check", "aria-label": "Mentions to check" },
        this.orders, this.about, this.card, this.keys, this.status,
        node("label", { class: "labelled" }, node("span", {}, "Your name"), this.author));
      document.addEventListener("keydown", (event) => this.pressed(event));
      // The keys are heard where the page itself has the focus, too.
      try {
        if (window.parent !== window) window.parent.document.addEventListener("keydown", (event) => this.pressed(event));
      } catch {
        // The page is of another origin.
      }
      this.draw();
    }

    get item() {
      return this.items[0];
    }

    // What the page knows by now; the first time the queue is asked for.
    known({ seen, author, roles }) {
      this.seen = Math.max(this.seen, seen);
      this.roles = roles;
      if (!this.author.value) this.author.placeholder = author;
      if (!this.begun) this.ask();
      this.begun = true;
    }

    async ask() {
      const { order } = this;
      this.about.textContent = ABOUT[order];
      this.asking = true;
      this.draw();
      try {
        const told = await dateline.asked(
          `${this.trust.assets}/accuracy/queue?${new URLSearchParams({ order, limit: MORE })}`);
        if (order !== this.order) return;
        this.seen = Math.max(this.seen, told.seen);
        const here = new Set(this.items.map(keyOf));
        this.items.push(...told.items.filter((item) => !this.done.has(keyOf(item)) && !here.has(keyOf(item))));
        this.failed = "";
      } catch (error) {
        this.failed = error.message;
      }
      this.asking = false;
      this.draw();
    }

    // The page acted on what was told.
    answered({ acted, done, notice, kept, viewOnly }) {
      const [sent] = this.waiting;
      if (viewOnly || !sent || acted !== sent.number) return;
      this.waiting.shift();
      if (done && sent.kind === "judge") {
        this.seen = Math.max(this.seen, kept);
        if (sent.what !== "role") this.checked += 1;
        this.made.push({ number: kept, item: sent.item, counted: sent.what !== "role" });
        this.say(`${notice} ${this.checked} checked.`);
      } else if (done) {
        this.seen += 1;
        if (sent.counted) this.checked -= 1;
        this.again(sent.item);
        this.say(notice);
      } else {
        // It may mean something else by now: the queue is asked anew, and has it if it is still to be judged.
        if (sent.kind === "judge") this.anew(sent.item);
        else this.made.push({ number: sent.correction, item: sent.item, counted: sent.counted });
        this.say(notice);
        // Somebody else may have said something: their entry of the log is known from now on.
        this.trust.ask();
      }
      this.send();
    }

    tell(told) {
      this.last = Math.max(Date.now(), this.last + 1);
      this.waiting.push({ ...told, number: this.last });
      if (this.waiting.length === 1) this.send();
    }

    send() {
      const [next] = this.waiting;
      if (!next) return;
      const { item, ...told } = next;
      this.trust.tell({ ...placeOf(item), ...told, seen: this.seen,
        author: this.author.value.trim(), reason: "" });
    }

    judge(what, value) {
      const { item } = this;
      if (!item) return;
      this.tell({ kind: "judge", what, value, item });
      // A role says nothing of the place, which is still to be judged.
      if (what !== "role") this.pass();
      else this.go("judge");
    }

    pass() {
      this.done.add(keyOf(this.item));
      this.passed = this.items.shift();
      this.go("judge");
      if (!this.items.length) this.ask();
    }

    skip() {
      if (!this.item) return;
      this.say("Skipped.");
      this.made.push({ number: 0, item: this.item });
      this.pass();
    }

    undo() {
      if (this.waiting.length) return this.say("One moment, the last one is being kept.");
      const back = this.made.pop();
      if (!back) return this.say("There is nothing to undo.");
      if (back.number) return this.tell({ kind: "take-back", correction: back.number, ...back });
      this.again(back.item);
      return this.say("Back to the one that was skipped.");
    }

    again(item) {
      this.done.delete(keyOf(item));
      this.items = [item, ...this.items.filter((other) => keyOf(other) !== keyOf(item))];
      this.go("judge");
    }

    anew(item) {
      this.done.delete(keyOf(item));
      this.items = [];
      this.step = "judge";
      this.ask();
    }

    go(step) {
      this.step = step;
      this.choices = step === "wrong" ? this.item.choices : [];
      this.draw();
      if (this.element.contains(document.activeElement) || document.activeElement === document.body) {
        this.card.focus({ preventScroll: true });
      }
    }

    pressed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (dateline.typing(event) && event.target.type !== "radio") {
        if (event.key === "Escape") event.target.blur();
        return;
      }
      const act = this.acts?.get(event.key.toLowerCase());
      if (!act) return;
      event.preventDefault();
      act();
    }

    say(sentence) {
      this.status.textContent = sentence;
    }

    // The buttons of a step: [key, words, what to do, further words].
    offer(choices) {
      this.acts = new Map(choices.map(([key, , act]) => [key.toLowerCase(), act]));
      this.keys.replaceChildren(...choices.map(([key, words, act, further]) => {
        const made = node("button", { type: "button", "aria-keyshortcuts": key },
          node("kbd", { "aria-hidden": "true" }, key === "Escape" ? "Esc" : key),
          node("span", { dir: "auto" }, words, further ? node("small", { dir: "auto" }, further) : null));
        made.addEventListener("click", act);
        return made;
      }));
      this.keys.dataset.step = this.step;
    }

    draw() {
      const { item } = this;
      if (!item) {
        this.card.replaceChildren(node("p", {}, this.failed || (this.asking || !this.begun ? "Looking …" : DONE)));
        this.offer([["U", "Undo", () => this.undo()]]);
        return;
      }
      this.card.replaceChildren(...paper(item));
      if (this.step === "wrong") this.drawWrong();
      else if (this.step === "other") this.drawOther();
      else {
        this.offer([
          ["R", "Right", () => this.judge("confirm", item.place)],
          ["W", "Wrong …", () => this.go("wrong")],
          ["O", "Other …", () => this.go("other")],
          ["S", "Skip", () => this.skip()],
          ["U", "Undo", () => this.undo()],
        ]);
      }
    }

    drawWrong() {
      const search = node("input", { type: "search", class: "field", maxlength: 200, autocomplete: "off",
        "aria-label": "Search for another place", value: this.item.name });
      this.offer([
        ...this.choices.map(({ id, name, kind, where, km }, index) => [String(index + 1), `${name} · ${kind}`,
          () => this.judge("place", id), [where, far(km)].filter(Boolean).join(" · ")]),
        ...(this.item.place ? [["N", "Not a place", () => this.judge("nil", "")]] : []),
        ["/", "Search another place", () => {
          search.focus();
          search.select();
        }],
        ["Escape", "Back", () => this.go("judge")],
      ]);
      search.addEventListener("keydown", async (event) => {
        if (event.key !== "Enter" || !search.value.trim()) return;
        event.preventDefault();
        const { item } = this;
        try {
          const asks = new URLSearchParams({ q: search.value });
          const { choices } = await dateline.asked(`${this.trust.assets}/accuracy/places?${asks}`);
          if (item !== this.item || this.step !== "wrong") return;
          this.choices = choices;
          this.say(choices.length ? dateline.counted(choices.length, "place") : "No place of this name is known.");
          this.draw();
          this.card.focus({ preventScroll: true });
        } catch (error) {
          this.say(error.message);
        }
      });
      this.keys.append(search);
      this.say("Which place is it? A number, or N for none.");
    }

    drawOther() {
      const { item } = this;
      const address = `${beside(".")}?${new URLSearchParams({ article: item.article, ...(item.place ? { pin: item.place } : {}) })}`;
      this.offer([
        ...this.roles.map(([role, words], index) => [String(index + 1), words, () => this.judge("role", role)]),
        ["M", "Its point or day is wrong: open it on the map", () => window.open(address, "_blank", "noopener")],
        ["Escape", "Back", () => this.go("judge")],
      ]);
      this.say("What does the name do there?");
    }
  };

  const keyOf = ({ article, part, start }) => `${article} ${part} ${start}`;
  const placeOf = ({ article, part, start, end, reach }) => ({ article, part, start, end, reach });
  const far = (km) => (km === null ? "" : `${Math.round(km).toLocaleString("en-GB")} km from it`);

  function paper(item) {
    const [before, name, after] = item.sentence;
    const { alike } = item;
    return [
      node("p", { class: "of", dir: "auto" }, [item.source, item.date].join(" · ")),
      node("h2", { dir: "auto" }, item.title),
      node("blockquote", { dir: "auto" }, before, node("mark", {}, name), after),
      node("p", { class: "claim" }, node("b", { dir: "auto" }, item.name), ` ${item.claim} `,
        item.what ? node("b", { dir: "auto" }, item.what) : null,
        item.where.includes(",") ? node("small", { dir: "auto" }, item.where) : null),
      node("p", { class: "remark" }, `Stated confidence ${item.confidence.toFixed(2)}. ${item.role}. `,
        alike && alike.mentions > 1 ? `${dateline.counted(alike.mentions, "mention")} in ` +
          `${dateline.counted(alike.articles, "article")} mean the same; about ${alike.wrong} of them are likely wrong` +
          `${alike.judged ? `, and ${alike.judged} were checked` : ""}.` : ""),
      item.reasons.length ? node("details", {}, node("summary", {}, "Why this place?"),
        node("ul", {}, item.reasons.map((reason) => node("li", { dir: "auto" }, reason)))) : null,
    ].filter(Boolean);
  }
})();
