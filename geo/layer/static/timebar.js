/* The time bar: the histogram is the slider, with its play, period, chips and clocks above it. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const { node, days, icon } = dateline;
  const PLAY = "M6.500 4.500v11l9-5.500z";
  const PAUSE = "M7 4.500v11M13 4.500v11";
  const LOOP = "M4 9.500a5 5 0 0 1 5-5h6m-2.500-2.500 2.500 2.500-2.500 2.500"
    + "M16 10.500a5 5 0 0 1-5 5H5m2.500 2.500-2.500-2.500 2.500-2.500";
  const MORE = "M4 6h6m4 0h2M4 14h2m4 0h6M12 4v4M8 12v4";
  const CHIPS = [["Day", 1], ["3 days", 3], ["Week", 7], ["Month", 30], ["All", Infinity]];
  const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
  const ROLE_WORDS = [
    "It happened here", "Reported from here", "Stands for a government", "Named in passing",
  ];
  const NO_DAYS = "No article has a day. Those without one are in the list’s tray.";
  const PHONE = 620; // px; narrower, the row folds in two
  const HUSH = 600; // ms after which a change is told aloud
  const button = (name, props, ...inside) => (
    node("button", { type: "button", class: name, ...props }, ...inside));
  // Text beside what is as wide as it may become.
  const steady = () => [
    node("span", { class: "sizer", "aria-hidden": "true" }), node("span", { class: "words" }),
  ];

  /* Radio buttons that look like one control; each option is [value, words, short words]. */
  function segments(name, legend, options, chosen, change) {
    const made = node("fieldset", { class: "segments" }, node("legend", {}, legend), options.map(
      ([value, words, short]) => node("label", { title: words },
        node("input", {
          type: "radio", name: `dl-${name}`, value, checked: value === chosen, "aria-label": words,
        }),
        node("span", { class: "long" }, words), node("span", { class: "short" }, short)),
    ));
    made.addEventListener("change", (event) => change(event.target.value));
    return made;
  }

  /* An element above the button that opens it; the browser shuts it by Escape or a click elsewhere. */
  function panel(opener, name, label, ...inside) {
    const made = node("div", {
      class: `panel ${name}`, popover: "auto", role: "group", "aria-label": label,
    }, ...inside);
    opener.popoverTargetElement = made;
    opener.setAttribute("aria-expanded", "false");
    made.addEventListener("beforetoggle", (event) => {
      opener.setAttribute("aria-expanded", String(event.newState === "open"));
      const box = opener.getBoundingClientRect();
      const right = box.left + box.right > innerWidth;
      Object.assign(made.style, {
        bottom: `${innerHeight - box.top + 8}px`,
        left: right ? "auto" : `${box.left}px`,
        right: right ? `${innerWidth - box.right}px` : "auto",
      });
    });
    return made;
  }

  dateline.TimeBar = class {
    constructor(app, host) {
      Object.assign(this, { app, host, model: app.model });
      this.texts = { count: ["", ""], period: ["", ""] };
      this.bars = new dateline.Bars();
      const track = {
        bounds: () => this.model.bounds,
        window: () => this.window(),
        open: () => this.model.state.from === null && this.model.state.to === null,
        show: (first, last) => this.show(first, last),
        settle: () => this.model.settle(),
        play: () => this.player.toggle(),
        keep: () => ({ from: this.model.state.from, to: this.model.state.to }),
        restore: (kept) => this.model.set(kept, { settle: false }),
        told: (playing) => this.tellPlaying(playing),
      };
      this.player = new dateline.Player(track, (event) => (
        this.play.contains(event.target) || (event.key === " " && this.plot.contains(event.target))));
      this.build();
      this.hands = new dateline.Hands(this.plot, track, this.bars, (bar) => this.hint(bar));
      this.watch();
      this.fold();
      if (this.model.result) this.redraw();
    }

    build() {
      const { host, player, model } = this;
      this.play = button("play", {});
      this.play.addEventListener("click", () => player.toggle());
      const mode = segments("play-mode", "What plays", [
        ["moving", "Moving window", "Moving"], ["growing", "Growing from its first day", "Growing"],
      ], "moving", (value) => { player.mode = value; });
      const speed = node("select", { class: "speed", "aria-label": "Speed", title: "Speed" }, SPEEDS.map(
        (value) => node("option", { value, selected: value === 1 }, `${value}×`)));
      speed.addEventListener("change", () => { player.speed = Number(speed.value); });
      const again = "Play again and again";
      const loop = button("loop", {
        "aria-pressed": "false", "aria-label": again, title: again,
      }, icon(LOOP));
      loop.addEventListener("click", () => {
        player.loop = !player.loop;
        loop.setAttribute("aria-pressed", String(player.loop));
      });
      this.playing = node("div", { class: "playing" }, mode, speed, loop);

      this.period = button("period", {}, steady());
      this.count = node("p", { class: "count" }, steady());
      this.chips = node("div", { class: "chips", role: "group", "aria-label": "Last days of the period" });
      for (const [words, long] of CHIPS) {
        const title = long === Infinity ? "All days" : `The period’s last ${words.toLowerCase()}`;
        const chip = button("chip", { title }, words);
        chip.addEventListener("click", () => this.last(long));
        this.chips.append(chip);
      }
      this.clock = segments("clock", "Which days count", [
        ["happened", "When it happened", "Happened"],
        ["published", "When it was published", "Published"],
      ], model.state.clock, (clock) => model.set({ clock }));
      this.inView = button("in-view", { title: "Count only what lies in the map’s view" }, "In view");
      this.inView.addEventListener("click", () => model.set({ inView: !model.state.inView }));
      this.counting = node("div", { class: "counting" }, this.clock, this.inView);
      const rest = "Playing and counting";
      this.more = button("more", { "aria-label": rest, title: rest }, icon(MORE));
      this.menu = panel(this.more, "menu", rest);
      this.row = node("div", { class: "row" },
        this.play, this.playing, this.period, this.count, this.chips, this.counting, this.more);

      const slider = (part, label) => node("div", {
        class: part === "window" ? "window" : `handle ${part}`, role: "slider", tabindex: "0",
        "aria-label": label, "aria-orientation": "horizontal", dataset: { part },
      });
      this.sliders = {
        from: slider("from", "First day"),
        window: slider("window", "Period"),
        to: slider("to", "Last day"),
      };
      this.hovered = node("div", { class: "hovered" });
      // Time runs from left to right on every page.
      this.plot = node("div", { class: "plot", dir: "ltr" },
        node("div", { class: "ground" },
          this.hovered, node("i", { class: "tint" }), this.bars.canvas,
          node("i", { class: "edge from" }), node("i", { class: "edge to" }), Object.values(this.sliders)),
        this.bars.axis);
      this.alone = node("p", { class: "alone", hidden: true });
      this.tip = node("div", { class: "tip", popover: "manual", "aria-hidden": "true" });
      this.said = node("p", { class: "said", role: "status" });
      host.append(this.row, this.alone, this.plot, this.menu, this.typed(), this.tip, this.said);
      this.tellPlaying(false);
    }

    /* The first and last day as one types them. An empty field is an open end. */
    typed() {
      const field = (part) => (
        node("input", { type: "date", id: `dl-${part}`, "aria-describedby": "dl-wrong" }));
      this.fields = [field("from"), field("to")];
      this.wrong = node("p", { class: "wrong", id: "dl-wrong", role: "alert" });
      this.dates = panel(this.period, "dates", "Period",
        node("label", { for: "dl-from" }, "From"), this.fields[0],
        node("label", { for: "dl-to" }, "To"), this.fields[1], this.wrong);
      const told = (aloud) => {
        if (!this.model.bounds) return;
        const { values: [from, to], words, at } = this.read();
        // While someone types, a year is wrong until its last digit: it is told when they are done.
        if (aloud || !words) this.tellWrong(words, at);
        const { state } = this.model;
        if (!words && (from !== state.from || to !== state.to)) this.model.set({ from, to });
        this.filled = this.asked();
      };
      this.dates.addEventListener("input", () => told(false));
      this.dates.addEventListener("focusout", () => told(true));
      this.dates.addEventListener("keydown", (event) => event.key === "Enter" && told(true));
      this.dates.addEventListener("beforetoggle", (event) => {
        // A wrong entry waits for its author, unless the period has moved on without them.
        const waits = this.wrong.textContent && this.filled === this.asked();
        if (event.newState === "open" && !waits) this.fill();
      });
      return this.dates;
    }

    asked() {
      const { from, to } = this.model.state;
      return `${this.model.bounds} ${from} ${to}`;
    }

    fill() {
      const bounds = this.model.bounds.map(days.iso);
      this.window().forEach((day, i) => {
        Object.assign(this.fields[i], { min: bounds[0], max: bounds[1], value: days.iso(day) });
      });
      this.tellWrong("", []);
    }

    /* What stands in the fields: as ends for the model, and what is wrong with it in words. */
    read() {
      const [first, last] = this.model.bounds;
      const values = this.fields.map((field) => (field.value ? days.parse(field.value) : null));
      const part = this.fields.findIndex((field) => field.validity.badInput);
      const out = values.findIndex((day) => day !== null && (day < first || day > last));
      const wrong = (words, ...at) => ({ values, words, at });
      if (part >= 0) return wrong("That is not a whole date: give its day, month and year.", part);
      if (out >= 0) return wrong(`The articles’ days run from ${days.period(first, last)}.`, out);
      const [from, to] = values;
      if (from !== null && to !== null && from > to) {
        return wrong("The first day lies after the last. Change one of them.", 0, 1);
      }
      return { values: [from === first ? null : from, to === last ? null : to], words: "", at: [] };
    }

    tellWrong(words, at) {
      this.fields.forEach((field, i) => field.setAttribute("aria-invalid", String(at.includes(i))));
      if (this.wrong.textContent !== words) this.wrong.textContent = words;
    }

    watch() {
      this.model.on(() => this.redraw());
      this.model.onSettled(() => this.announce());
      const size = new ResizeObserver(() => {
        this.fold();
        this.redraw();
      });
      size.observe(this.host);
      size.observe(this.bars.canvas);
      const recolour = () => {
        this.bars.forgetColours();
        this.redraw();
      };
      new MutationObserver(recolour).observe(this.app.element, { attributeFilter: ["data-theme", "class"] });
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    }

    /* The period as days that are there: open ends are the bounds', others held within them. */
    window() {
      const [first, last] = this.model.bounds;
      const { from, to } = this.model.state;
      const held = (day, open) => Math.min(last, Math.max(first, day === null ? open : day));
      return [held(from, first), held(to, last)];
    }

    /* Ask for a period. What reaches the first or last day is open there. */
    show(first, last) {
      const bounds = this.model.bounds;
      const asked = { from: first <= bounds[0] ? null : first, to: last >= bounds[1] ? null : last };
      const { from, to } = this.model.state;
      if (asked.from !== from || asked.to !== to) this.model.set(asked, { settle: false });
    }

    /* The last days up to the period's end. */
    last(long) {
      if (long === Infinity) this.model.set({ from: null, to: null });
      else {
        const to = this.window()[1];
        this.show(to - long + 1, to);
        this.model.settle();
      }
    }

    words() {
      const { from, to } = this.model.state;
      const [first, last] = this.model.bounds;
      const start = from === null ? Math.min(first, to === null ? first : to) : from;
      return days.period(start, to === null ? Math.max(last, start) : to);
    }

    redraw() {
      const { model, host } = this;
      const { result, bounds, state } = model;
      if (!result) return;
      const kind = !bounds ? "none" : bounds[0] === bounds[1] ? "single" : "many";
      host.dataset.days = kind;
      for (const input of this.clock.querySelectorAll("input")) input.checked = input.value === state.clock;
      this.inView.setAttribute("aria-pressed", String(state.inView));
      const { shown, total } = result.counts;
      const tail = `of ${this.counted(total)}${state.inView ? " in view" : ""}`;
      this.texts.count = [`${shown.toLocaleString("en")} ${tail}`, `${total.toLocaleString("en")} ${tail}`];
      this.alone.hidden = kind === "many";
      if (kind === "many") this.redrawDays(result, bounds);
      else {
        this.player.pause();
        const one = bounds && `All days that are known are one: ${days.long(bounds[0])}.`;
        this.alone.textContent = one || NO_DAYS;
      }
      this.write();
      const sizes = kind + this.texts.count[1] + this.texts.period[1];
      if (this.sizes === sizes) return;
      this.sizes = sizes;
      this.fold();
    }

    redrawDays(result, bounds) {
      const [from, to] = this.window();
      const words = this.words();
      const sameYear = days.month(bounds[0])[0] === days.month(bounds[1])[0];
      this.texts.period = [words, `30 September${sameYear ? "" : " 2000"} to 30 November 2000`];
      this.period.setAttribute("aria-label", `Period: ${words}. Type its days`);
      const { bars } = this;
      bars.fit();
      if (bars.width) {
        const key = `${bars.width} ${bounds}`;
        if (this.taken !== result.bars || this.key !== key) {
          this.hint(null);
          bars.take(result.bars, bounds);
        }
        Object.assign(this, { taken: result.bars, key });
        bars.draw(from, to);
        this.slide(from, to, bounds, `${words}, ${this.counted(result.counts.shown)}`);
      }
      const long = to - from + 1;
      const span = bounds[1] - bounds[0] + 1;
      CHIPS.forEach(([, wanted], i) => {
        const chip = this.chips.children[i];
        chip.disabled = wanted !== Infinity && wanted >= span;
        chip.setAttribute("aria-pressed", String(long === Math.min(wanted, span) && !chip.disabled));
      });
    }

    /* Text beside what is as wide as it may become, so that nothing moves while it changes. */
    write() {
      const narrow = this.host.dataset.fold >= 3;
      for (const [name, [words, widest]] of Object.entries(this.texts)) {
        [widest, words].forEach((text, i) => {
          const told = narrow ? dateline.Bars.brief(text).replace(/ articles?/, "") : text;
          const place = this[name].children[i];
          if (place.textContent !== told) place.textContent = told;
        });
      }
    }

    slide(from, to, [first, last], words) {
      const left = this.bars.x(from);
      const right = this.bars.x(to + 1);
      const { sliders } = this;
      const style = this.plot.style;
      style.setProperty("--from", `${left.toFixed(2)}px`);
      style.setProperty("--to", `${right.toFixed(2)}px`);
      const values = {
        from: [first, to, from], window: [first, last - (to - from), from], to: [from, last, to],
      };
      for (const [part, [low, high, now]] of Object.entries(values)) {
        const slider = sliders[part];
        slider.setAttribute("aria-valuemin", low);
        slider.setAttribute("aria-valuemax", high);
        slider.setAttribute("aria-valuenow", now);
        slider.setAttribute("aria-valuetext", words);
      }
      this.plot.classList.toggle("all", from === first && to === last);
    }

    /* Put into the menu what finds no room in the row. */
    fold() {
      const { host, row, menu, playing, counting } = this;
      if (!host.clientWidth) return;
      const focused = document.activeElement;
      for (let tier = host.clientWidth < PHONE ? 4 : 0; tier <= 4; tier++) {
        if (tier < 2) this.play.after(playing);
        else if (playing.parentNode !== menu) menu.prepend(playing);
        if (tier < 3) this.more.before(counting);
        else if (counting.parentNode !== menu) menu.append(counting);
        host.dataset.fold = tier;
        this.write();
        if (row.scrollWidth <= row.clientWidth) break;
      }
      // What is moved loses its focus.
      if (host.contains(focused) && focused !== document.activeElement) focused.focus();
    }

    tellPlaying(playing) {
      const words = playing ? "Pause" : "Play";
      this.play.replaceChildren(icon(playing ? PAUSE : PLAY));
      this.play.setAttribute("aria-label", words);
      this.play.title = words;
      this.host.classList.toggle("runs", playing);
    }

    /* What the bar under the mouse holds. */
    hint(bar) {
      if (this.hinted === bar) return;
      this.hinted = bar;
      this.hovered.hidden = !bar;
      if (!bar) {
        this.tip.hidePopover();
        return;
      }
      const { bars } = this;
      const [left, right] = [bars.x(bar.first), bars.x(bar.last + 1)];
      Object.assign(this.hovered.style, { left: `${left}px`, width: `${right - left}px` });
      const kept = bar.kept.reduce((sum, count) => sum + count, 0);
      const roles = bar.kept.map((count, role) => count && node("li", {},
        dateline.symbol(dateline.Bars.ROLES[role]), node("span", {}, ROLE_WORDS[role]),
        node("b", {}, count.toLocaleString("en")))).filter(Boolean);
      this.tip.replaceChildren(...[
        node("strong", {}, (bar.first === bar.last ? days.long : days.period)(bar.first, bar.last)),
        node("p", {}, `${kept === bar.total ? "" : `${kept.toLocaleString("en")} of `}${this.counted(bar.total)}`),
        kept ? node("ul", {}, roles) : null,
        kept < bar.total ? node("p", { class: "note" }, "Grey: left out by the other filters") : null,
        bars.merged > 1 ? node("p", { class: "note" }, `Counts of each ${bars.unit}, added up`) : null,
        bars.rooted ? node("p", { class: "note" }, "Heights grow by the square root") : null,
      ].filter(Boolean));
      if (!this.tip.matches(":popover-open")) this.tip.showPopover();
      const box = bars.canvas.getBoundingClientRect();
      const middle = box.left + (left + right) / 2 - this.tip.offsetWidth / 2;
      this.tip.style.left = `${Math.max(8, Math.min(innerWidth - this.tip.offsetWidth - 8, middle))}px`;
      this.tip.style.bottom = `${innerHeight - box.top + 8}px`;
    }

    /* So many of what the bars count. */
    counted(count) {
      return dateline.counted(count, this.model.unit);
    }

    /* Told aloud once things have come to rest, and only what is new. */
    announce() {
      clearTimeout(this.hush);
      this.hush = setTimeout(() => {
        if (!this.model.bounds || this.player.playing) return;
        const words = `${this.words()}, ${this.counted(this.model.result.counts.shown)}`;
        if (this.said.textContent !== words) this.said.textContent = words;
      }, HUSH);
    }
  };
})();
