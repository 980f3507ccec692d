// "This is wrong…" on the card: an analyst overrules what was decided about a name, sees beforehand what
// that would change, and can undo it. What it means is decided by the server (geo.dashboard.changes).
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node } = dateline;
  const PAUSE = 250; // milliseconds without a further letter before the server is asked
  const WHATS = [
    ["place", "It is another place"], ["nil", "It is not a place"], ["point", "The point is wrong"],
    ["role", "It does something else here"], ["date", "It was on another day"],
  ];
  const REACHES = [
    ["mention", "This mention"], ["article", "This name in this article"],
    ["outlet", "This name in this outlet"], ["everywhere", "This name everywhere"],
  ];
  const OF_ONE_ARTICLE = new Set(["mention", "article"]); // how far a day may reach
  const NOT_KNOWN = "No place of this name is known. Try another spelling, or add what contains it: Paris, Texas.";
  const DRAGGED = 4; // pixels
  const NEW = "new:"; // as geo.dashboard.drawing reads it
  const KINDS = [
    ["village", "Village"], ["town", "Town"], ["city", "City"], ["area", "Part of a town, plain or hill"],
    ["valley", "Valley"], ["pass", "Mountain pass"], ["mountain", "Mountain"], ["lake", "Lake"], ["dam", "Dam"],
    ["tunnel", "Tunnel"], ["road", "Road"], ["border_crossing", "Border crossing"], ["airport", "Airport"],
    ["base", "Base or prison"],
  ];
  const HERE = "where it is now";
  let draft = null; // the open form; it outlives a card that is drawn anew
  let made = 0; // of names for groups of radio buttons

  // What was corrected here, and the way to correct. told: the card's `why`, or a name without a place.
  dateline.correcting = (app, card, told) => {
    if (!told.mentions?.length) return null;
    const box = node("div", { class: "overrule" }, said(app, card, told));
    if (app.settings.viewOnly) return told.corrections.length ? box : null;
    const [{ part, start, name }] = told.mentions;
    const key = `${card.id} ${part}:${start}`;
    const button = node("button", { type: "button", class: "text-button", "aria-expanded": "false",
      "aria-label": `This is wrong: ${name}` }, "This is wrong…");
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
      if (draft?.key === key) draft.close();
      else {
        draft?.drop();
        draft = new Draft(app, card, told, key);
        show();
        draft.form.querySelector("input").focus();
      }
    });
    box.append(button);
    if (draft?.key === key) show();
    return box;
  };

  // Drops the form once what it asked for was done.
  dateline.corrected = () => {
    draft?.drop();
    draft = null;
  };

  function said(app, card, told) {
    if (!told.corrections.length) return null;
    return node("ul", { class: "said", "aria-label": "Corrections" }, told.corrections.map((one) => {
      const back = node("button", { type: "button", class: "text-button",
        "aria-label": `Undo the correction of ${one.name}` }, "Undo");
      back.addEventListener("click", () => {
        follow(app, card, told.mentions[0]);
        app.tell("take-back", { correction: one.number, author: authorOf(card) });
      });
      return node("li", {},
        node("span", { dir: "auto" }, `“${one.name}”: ${one.is}${one.was ? `; was: ${one.was}` : ""}. ${one.reach}. `,
          `${one.author}, ${one.date}: “${one.reason}”`),
        app.settings.viewOnly ? null : back);
    }));
  }

  const authorOf = (card) => dateline.kept("author") || card.author || "";

  // The card stays on this mention, whatever place it means after the change.
  const follow = (app, card, { part, start }) => {
    app.following = { id: card.id, part, start };
  };

  function radios(legend, choices, chosen, onChange) {
    made += 1;
    const inputs = new Map(choices.map(([value]) => [value,
      node("input", { type: "radio", name: `dl-correct-${made}`, value, checked: value === chosen })]));
    const element = node("fieldset", {}, node("legend", {}, legend),
      choices.map(([value, words]) => node("label", { class: "choice" }, inputs.get(value), node("span", {}, words))));
    element.addEventListener("change", onChange);
    return { element, inputs, get value() {
      return [...inputs].find(([, input]) => input.checked)?.[0] ?? "";
    } };
  }

  const labelled = (words, field) => node("label", { class: "labelled" }, node("span", {}, words), field);

  const askedOf = async (address) => {
    const answer = await fetch(address);
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.error || "The server did not answer. Try again in a moment.");
    return told;
  };

  // A point, typed, or taken from where the map is, or from where it is clicked next.
  function pointField(app, words, onChange) {
    const input = node("input", { class: "field", autocomplete: "off", placeholder: "35.3129, 69.5152" });
    const button = (says) => node("button", { type: "button", class: "text-button" }, says);
    const middle = button("Take the middle of the map"), click = button("Click the map");
    const take = (latlng) => {
      const { lat, lng } = latlng.wrap();
      input.value = `${lat.toFixed(4)}, ${lng.toFixed(4)}`;
      onChange();
    };
    let down = null; // where the pointer went down: who drags the map does not click it
    const pressed = (event) => {
      down = event;
    };
    const clicked = (event) => {
      const moved = down ? Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) : 0;
      if (moved > DRAGGED || event.target.closest(".leaflet-control")) return;
      event.stopImmediatePropagation(); // nothing else on the map shall open
      event.preventDefault();
      wait(false);
      if (input.isConnected) take(app.map.mouseEventToLatLng(event));
    };
    const pane = app.map.getContainer();
    const wait = (waiting) => {
      click.setAttribute("aria-pressed", String(waiting));
      click.textContent = waiting ? "Click the map where it is …" : "Click the map";
      pane.classList.toggle("pointing", waiting);
      const change = waiting ? "addEventListener" : "removeEventListener";
      pane[change]("pointerdown", pressed, true);
      pane[change]("click", clicked, true);
    };
    middle.addEventListener("click", () => take(app.map.getCenter()));
    click.addEventListener("click", () => wait(click.getAttribute("aria-pressed") !== "true"));
    return { input, element: node("div", {}, labelled(words, input), middle, click),
      stop: () => wait(false) };
  }

  Object.assign(dateline, { labelled, askedOf, authorOf });

  class Draft {
    constructor(app, card, told, key) {
      Object.assign(this, { app, key, mentions: told.mentions, pin: told.at ? card.pin : null, number: 0 });
      const [{ name, role }] = told.mentions;
      const changed = () => this.changed();
      this.what = radios(`What is wrong with “${name}”?`, WHATS.filter(([what]) => told.at || what !== "point"),
        "place", () => this.choose());
      this.find = new Find(app, name, this.pin, changed);
      const point = pointField(app, "Latitude, longitude", changed);
      this.point = point.input;
      this.pointing = [point, this.find];
      this.role = node("select", { class: "field" }, card.roles.map(([value, words]) =>
        node("option", { value, selected: value === role }, words)));
      this.day = node("input", { type: "date", class: "field", min: "1800-01-01", max: "2200-12-31" });
      this.parts = {
        place: this.find.element, nil: null,
        point: point.element, role: labelled("What it does", this.role), date: labelled("On which day", this.day),
      };
      this.reach = radios("How far does that hold?", REACHES, "mention", () => this.choose());
      this.which = node("select", { class: "field" }, told.mentions.map(({ around }, index) =>
        node("option", { value: index }, around)));
      this.whichLabel = labelled("Which mention", this.which);
      this.reason = node("textarea", { class: "field", rows: 2, maxlength: 500, required: true });
      this.author = node("input", { class: "field", maxlength: 80, autocomplete: "name", value: authorOf(card) });
      this.status = node("p", { class: "effect", role: "status" });
      this.submit = node("button", { type: "submit", class: "plain" }, "Correct it");
      const cancel = node("button", { type: "button", class: "text-button" }, "Cancel");
      cancel.addEventListener("click", () => this.close());
      this.form = node("form", { class: "correcting", "aria-label": `Correct “${name}”`, novalidate: true },
        this.what.element, Object.values(this.parts), this.reach.element, this.whichLabel,
        labelled("Why", this.reason), labelled("Your name", this.author), this.status,
        node("div", { class: "line" }, this.submit, cancel));
      this.form.addEventListener("input", changed);
      this.form.addEventListener("submit", (event) => this.send(event));
      this.form.addEventListener("keydown", (event) => {
        event.stopPropagation(); // the page's own keys rest while a form is filled in
        if (event.key === "Escape") this.close();
      });
      this.choose();
    }

    // The card was drawn anew, and says what is known now.
    again(card) {
      this.seen = card.seen;
      this.id = card.id;
      this.submit.removeAttribute("aria-disabled");
      this.find.draw();
      this.changed();
    }

    drop() {
      this.number += 1;
      clearTimeout(this.due);
      this.pointing.forEach((each) => each.stop());
      this.form.remove();
    }

    choose() {
      const what = this.what.value;
      for (const [name, part] of Object.entries(this.parts)) if (part) part.hidden = name !== what;
      for (const [reach, input] of this.reach.inputs) {
        input.disabled = what === "date" && !OF_ONE_ARTICLE.has(reach);
        if (input.disabled && input.checked) this.reach.inputs.get("article").checked = true;
      }
      this.whichLabel.hidden = this.mentions.length < 2 || this.reach.value !== "mention";
      if (what === "place") this.find.begin();
      this.changed();
    }

    get value() {
      return { place: this.find.value, nil: "", point: this.point.value, role: this.role.value,
        date: this.day.value }[this.what.value];
    }

    get proposal() {
      const { part, start, end } = this.mentions[this.whichLabel.hidden ? 0 : Number(this.which.value)];
      return { article: this.id, part, start, end, what: this.what.value, value: this.value, reach: this.reach.value };
    }

    get complete() {
      return this.what.value === "nil" || this.value.trim() !== "";
    }

    changed() {
      clearTimeout(this.due);
      this.number += 1;
      if (!this.complete || !this.id) {
        this.say("");
        return;
      }
      this.say("Counting what would change …"); // what stands there was of another choice
      this.due = setTimeout(() => this.preview(this.number), PAUSE);
    }

    async preview(number) {
      try {
        const told = await askedOf(`${this.app.texts.address}/effect?${new URLSearchParams(this.proposal)}`);
        if (number === this.number) this.say(told.mentions ? `This changes ${told.says}.` : "This changes nothing.");
      } catch (error) {
        if (number === this.number) this.say(error.message);
      }
    }

    say(sentence) {
      if (this.status.textContent !== sentence) this.status.textContent = sentence;
    }

    send(event) {
      event.preventDefault();
      if (this.submit.getAttribute("aria-disabled")) return;
      const missing = [
        [this.complete, "Say first what it is instead.", this.form.querySelector(`.correcting > :not([hidden]) .field`)],
        [this.reason.value.trim(), "Say why, so that others can follow it.", this.reason],
      ].find(([there]) => !there);
      if (missing) {
        clearTimeout(this.due);
        this.number += 1;
        this.say(missing[1]);
        missing[2]?.focus();
        return;
      }
      dateline.keep("author", this.author.value.trim());
      this.submit.setAttribute("aria-disabled", "true");
      const { proposal } = this;
      follow(this.app, { id: this.id }, proposal);
      this.app.tell("correct", { ...proposal, reason: this.reason.value, author: this.author.value, seen: this.seen });
    }
  }

  // The search of the gazetteer, with what it found as a list and on a small map.
  class Find {
    constructor(app, name, pin, onChoice) {
      Object.assign(this, { app, pin, onChoice, number: 0, places: [], chosen: "" });
      this.input = node("input", { type: "search", class: "field", value: name, maxlength: 200, autocomplete: "off" });
      this.said = node("p", { class: "hint", role: "status" });
      this.results = node("fieldset", { class: "found" });
      this.canvas = node("canvas", { class: "mini", role: "img", hidden: true });
      this.name = node("input", { class: "field", value: name, maxlength: 120, autocomplete: "off" });
      this.kind = node("select", { class: "field" }, KINDS.map(([value, words]) => node("option", { value }, words)));
      this.within = node("input", { class: "field", inputmode: "decimal", value: "1" });
      this.point = pointField(app, "Its point, in degrees north and east", () => {
        this.mark();
        onChoice();
      });
      this.point.input.addEventListener("input", () => this.mark());
      this.drawn = node("div", { class: "drawn", hidden: true },
        node("p", { class: "hint" }, "It goes to the team's layer of the gazetteer, and names this place from now on."),
        labelled("Its name", this.name), labelled("What it is", this.kind), this.point.element,
        labelled("It lies within so many km of that point", this.within));
      this.element = node("div", { class: "find" },
        labelled("Search for the place", this.input), this.said, this.canvas, this.results, this.drawn);
      this.input.addEventListener("input", () => {
        clearTimeout(this.due);
        this.due = setTimeout(() => this.search(), PAUSE);
      });
      this.input.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        clearTimeout(this.due);
        this.search();
      });
      this.results.addEventListener("change", (event) => {
        this.chosen = event.target.value;
        this.drawn.hidden = this.chosen !== NEW;
        this.draw();
        this.onChoice();
      });
    }

    get value() {
      if (this.chosen !== NEW) return this.chosen;
      const point = this.point.input.value.trim(), name = this.name.value.trim();
      return point && name ? `${NEW} ${point}; ${this.kind.value}; ${this.within.value}; ${name}` : "";
    }

    begin() {
      if (!this.begun) this.search();
      this.begun = true;
    }

    async search() {
      const q = this.input.value.trim();
      this.number += 1;
      const mine = this.number;
      if (!q) return;
      this.said.textContent = "Searching …";
      try {
        const asks = new URLSearchParams(this.pin ? { q, pin: this.pin } : { q });
        const told = await askedOf(`${this.app.texts.address}/places?${asks}`);
        if (mine === this.number) this.take(told);
      } catch (error) {
        if (mine === this.number) this.said.textContent = error.message;
      }
    }

    take({ places, more, spelled }) {
      this.places = places;
      if (this.chosen !== NEW) this.chosen = ""; // who draws a place may look on whether there is one
      const count = places.length === 1 ? "1 place" : `${places.length} places`;
      this.said.textContent = !places.length ? NOT_KNOWN
        : `${spelled ? "None is spelled so; near it: " : ""}${count}${more ? `, and ${more} more` : ""}.`;
      made += 1;
      this.results.replaceChildren(node("legend", { class: "hidden" }, "Which place it is"));
      for (const { id, name, kind, where, km } of places) {
        const far = km === null ? "" : km < 1 ? HERE : `${Math.round(km).toLocaleString("en-GB")} km from ${HERE}`;
        this.results.append(node("label", { class: "choice" },
          node("input", { type: "radio", name: `dl-correct-${made}`, value: id }),
          node("span", {}, node("b", { dir: "auto" }, name), ` · ${kind}`,
            node("small", { dir: "auto" }, [where, far].filter(Boolean).join(" · ")))));
      }
      this.results.append(node("label", { class: "choice" },
        node("input", { type: "radio", name: `dl-correct-${made}`, value: NEW, checked: this.chosen === NEW }),
        node("span", {}, "None of these: a new place")));
      this.draw();
      this.onChoice();
    }

    // Shows on the map itself where a new place would stand, among what is there.
    mark() {
      this.shown?.remove();
      const [lat, lon] = this.point.input.value.split(/[,;\s]+/).map(Number);
      if (this.chosen !== NEW || !(Math.abs(lat) <= 85 && Math.abs(lon) <= 180)) return;
      this.shown = L.circleMarker([lat, lon], { radius: 7, className: "dl-new", interactive: false });
      this.shown.addTo(this.app.map);
    }

    stop() {
      this.point.stop();
      this.shown?.remove();
    }

    draw() {
      const { places, canvas } = this;
      this.mark();
      canvas.hidden = places.length < 2 || !this.app.miniMap;
      canvas.setAttribute("aria-label", `A small map of the ${places.length} found; the list says the same`);
      if (canvas.hidden) return;
      const points = places.map(({ id, at: [lat, lon] }) => ({ lat, lon, chosen: id === this.chosen }));
      requestAnimationFrame(() => canvas.isConnected && this.app.miniMap(canvas, points));
    }
  }
})();
