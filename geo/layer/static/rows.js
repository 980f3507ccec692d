// A list of articles of which only the rows in sight are in the document. Every row is as high as the next,
// so that a row's place follows from its number and no row is ever measured but the first.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node } = dateline;
  const NONE = -2147483648;
  const SPARE = 6; // rows beyond each edge, so that scrolling finds them there
  const DAY_HEIGHT = 30; // px, as in panels.css
  const EMPTY = new Uint32Array(0);

  // A copy of a symbol; each is drawn once.
  const drawn = new Map();
  function symbol(role, unsure) {
    const key = `${role}${unsure ? "?" : ""}`;
    if (!drawn.has(key)) drawn.set(key, dateline.symbol(role, unsure));
    return drawn.get(key).cloneNode(true);
  }

  // Where each article stands in the order of the clock; null when that is its own number.
  const ranks = new WeakMap();
  function ranking(model) {
    if (model.state.clock !== "published") return null;
    const order = model.data.a.published_order;
    if (!ranks.has(order)) {
      const rank = new Uint32Array(order.length);
      for (let i = 0; i < order.length; i += 1) rank[order[i]] = i;
      ranks.set(order, rank);
    }
    return ranks.get(order);
  }

  // The first index in `list` whose article stands at or after article `n`.
  function lowerBound(model, list, n) {
    // Behind a cube's counts a few are listed, of which it is not known how all are ranked.
    if (model.data.cube) return Math.max(0, list.indexOf(n));
    const rank = ranking(model);
    const wanted = rank ? rank[n] : n;
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rank ? rank[list[middle]] : list[middle]) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The index of article `n` in a list that is in the order of the clock, or -1.
  dateline.indexIn = (model, list, n) => {
    const at = lowerBound(model, list, n);
    return list[at] === n ? at : -1;
  };

  // app: the contract's. host: filled with the list. label: for those who listen. byDay: with day headers.
  dateline.Rows = class Rows {
    constructor(app, host, { label, byDay, id }) {
      this.app = app;
      this.byDay = byDay;
      this.id = id;
      this.list = EMPTY;
      this.slots = [];
      this.sections = [];
      this.dayHeight = byDay ? DAY_HEIGHT : 0;
      this.rowHeight = 0;
      this.starts = new Int32Array(64); // index in the list at which each day begins
      this.days = 0;
      this.active = -1; // index that the keyboard stands on
      this.marked = null; // article under the pointer, here or on the map
      this.anchor = null; // the article at the top edge, and by how much it is cut
      // Kept here, because to ask the browser in the middle of a change costs a layout of its own.
      this.scrollTop = 0;
      this.viewHeight = 0;
      this.canvas = node("div", { class: "canvas", role: "presentation" });
      this.scroller = node("div", { class: "rows", role: "listbox", tabindex: "0", "aria-label": label },
        this.canvas);
      host.append(this.scroller);
      this.listen();
    }

    listen() {
      const { app, scroller } = this;
      scroller.addEventListener("scroll", () => {
        this.scrollTop = scroller.scrollTop;
        this.remember();
        this.draw();
      }, { passive: true });
      new ResizeObserver(() => this.look()).observe(scroller);
      scroller.addEventListener("click", (event) => {
        const row = event.target.closest(".row");
        if (!row) return;
        this.active = Number(row.dataset.at);
        this.draw();
        app.open(this.list[this.active], null);
      });
      scroller.addEventListener("pointerover", (event) => {
        const row = event.target.closest(".row");
        const n = row ? this.list[Number(row.dataset.at)] : null;
        if (n !== this.marked) app.highlight(n);
      });
      scroller.addEventListener("pointerleave", () => app.highlight(null));
      scroller.addEventListener("focus", () => {
        if (this.active < 0 || this.active >= this.list.length) {
          const chosen = app.model.state.article;
          const at = chosen === null ? -1 : dateline.indexIn(app.model, this.list, chosen);
          this.active = at >= 0 ? at : this.list.length ? this.first() : -1;
        }
        this.draw();
      });
      scroller.addEventListener("blur", () => app.highlight(null));
      scroller.addEventListener("keydown", (event) => this.key(event));
    }

    // Take the measures anew, after the list came into sight or changed its size.
    look() {
      this.viewHeight = this.scroller.clientHeight;
      this.scrollTop = this.scroller.scrollTop;
      if (this.viewHeight && !this.rowHeight) this.resize();
      this.draw();
    }

    scrollTo(top) {
      this.scroller.scrollTop = top;
      this.scrollTop = this.scroller.scrollTop;
    }

    key(event) {
      if (event.altKey || event.ctrlKey || event.metaKey || !this.list.length) return;
      const last = this.list.length - 1;
      const page = Math.max(1, Math.floor(this.viewHeight / this.rowHeight) - 1);
      const at = this.active;
      const to = {
        ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + page, PageUp: at - page, Home: 0, End: last,
      }[event.key];
      if (to !== undefined) this.stand(Math.min(last, Math.max(0, to)));
      else if ((event.key === "Enter" || event.key === " ") && at >= 0) this.app.open(this.list[at], null);
      else return;
      event.preventDefault();
    }

    // Let the keyboard stand on a row, and bring it into sight.
    stand(index) {
      this.active = index;
      this.reveal(index);
      this.draw();
      this.app.highlight(this.list[index]);
    }

    // A list of articles in the order of the clock, and the day under which each is filed. anew: whether the
    // rows' words may have changed too.
    show(list, filed, anew) {
      const before = this.active >= 0 ? this.list[this.active] : null;
      this.list = list;
      this.filed = filed;
      this.days = 0;
      if (this.byDay) {
        let now = null;
        for (let i = 0; i < list.length; i += 1) {
          const day = filed[list[i]];
          if (day === now) continue;
          now = day;
          if (this.days === this.starts.length) {
            const longer = new Int32Array(this.days * 2);
            longer.set(this.starts);
            this.starts = longer;
          }
          this.starts[this.days] = i;
          this.days += 1;
        }
      }
      this.active = before === null ? -1 : dateline.indexIn(this.app.model, list, before);
      for (const slot of this.slots) {
        slot.at = -1;
        if (anew) slot.n = -1;
      }
      this.resize();
      this.draw();
    }

    resize() {
      this.measure();
      const height = this.list.length * this.rowHeight + this.days * this.dayHeight;
      if (height !== this.height) this.canvas.style.height = `${height}px`;
      this.height = height;
      // The article at the top edge stays there, or the next one that is left.
      if (!this.anchor || !this.list.length || !this.viewHeight) return;
      const at = Math.min(this.list.length - 1, lowerBound(this.app.model, this.list, this.anchor.n));
      const top = this.top(at) - (this.list[at] === this.anchor.n ? this.anchor.cut : this.dayHeight);
      if (Math.abs(this.scrollTop - top) >= 1 || top > height - this.viewHeight) this.scrollTo(top);
    }

    measure() {
      if (this.rowHeight || !this.list.length || !this.viewHeight) return;
      const { element } = this.slot(0);
      element.hidden = false;
      this.slots[0].at = -1;
      const height = element.offsetHeight;
      if (height) this.rowHeight = height;
    }

    // At the very top the list stays at the top, whatever comes in before.
    remember() {
      const top = this.scrollTop;
      if (top < 1 || !this.list.length || !this.rowHeight) {
        this.anchor = null;
        return;
      }
      const at = this.at(top + this.dayHeight);
      this.anchor = { n: this.list[at], cut: this.top(at) - top };
    }

    // The day that holds an index.
    dayOf(index) {
      let low = 0;
      let high = this.days - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.starts[middle] <= index) low = middle;
        else high = middle - 1;
      }
      return low;
    }

    dayTop(day) {
      return this.starts[day] * this.rowHeight + day * this.dayHeight;
    }

    // px from the top of the list to a row.
    top(index) {
      return index * this.rowHeight + (this.byDay ? (this.dayOf(index) + 1) * this.dayHeight : 0);
    }

    // The row at so many px from the top.
    at(y) {
      const { rowHeight, list } = this;
      let index = Math.floor(y / rowHeight);
      if (this.days) {
        let low = 0;
        let high = this.days - 1;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (this.dayTop(middle) <= y) low = middle;
          else high = middle - 1;
        }
        const within = Math.floor((y - this.dayTop(low) - this.dayHeight) / rowHeight);
        const end = low + 1 < this.days ? this.starts[low + 1] : list.length;
        index = Math.min(end - 1, this.starts[low] + Math.max(0, within));
      }
      return Math.min(list.length - 1, Math.max(0, index));
    }

    first() {
      return this.at(this.scrollTop + this.dayHeight);
    }

    reveal(index) {
      const top = this.top(index);
      const bottom = top + this.rowHeight;
      if (top - this.dayHeight < this.scrollTop) this.scrollTo(top - this.dayHeight);
      else if (bottom > this.scrollTop + this.viewHeight) this.scrollTo(bottom - this.viewHeight);
    }

    // Bring an article into sight if it is in this list.
    find(n) {
      if (!this.rowHeight) return;
      const at = dateline.indexIn(this.app.model, this.list, n);
      if (at < 0) return;
      this.active = at;
      this.reveal(at);
      this.draw();
    }

    slot(number) {
      while (this.slots.length <= number) {
        const symbolBox = node("span", { class: "symbol-box" });
        const title = node("span", { class: "title", dir: "auto" });
        const places = node("span", { class: "places", dir: "auto" });
        const told = node("span", { class: "told" });
        const source = node("span", { class: "source", dir: "auto" });
        const element = node("div", { class: "row", role: "option", id: `${this.id}-${this.slots.length}` },
          symbolBox, node("span", { class: "body" }, title,
            node("span", { class: "meta" }, places, told, source)));
        this.canvas.append(element);
        this.slots.push({ element, symbolBox, title, places, told, source, at: -1, n: -1, full: false,
          symbol: "" });
      }
      return this.slots[number];
    }

    draw() {
      const { list, scroller } = this;
      this.measure();
      const height = this.viewHeight;
      let from = 0;
      let to = -1;
      if (list.length && this.rowHeight && height) {
        from = Math.max(0, this.at(this.scrollTop) - SPARE);
        to = Math.min(list.length - 1, this.at(this.scrollTop + height) + SPARE);
      }
      // A row stays in its slot while it is in sight: row i lies in slot i modulo their number.
      const needed = Math.max(this.slots.length, to - from + 1);
      if (needed > this.slots.length) {
        for (const slot of this.slots) slot.at = -1;
        this.slot(needed - 1);
      }
      let standing = null;
      const { article } = this.app.model.state;
      const focused = document.activeElement === scroller;
      for (let k = 0; k < this.slots.length; k += 1) {
        const count = this.slots.length;
        const index = from + ((((k - from) % count) + count) % count);
        const slot = this.slots[k];
        if (index > to) {
          if (slot.at !== -2) slot.element.hidden = true;
          slot.at = -2;
          continue;
        }
        this.fill(slot, index);
        const { element } = slot;
        flag(element, "aria-selected", slot.n === article ? "true" : "false");
        element.classList.toggle("marked", slot.n === this.marked);
        const on = index === this.active;
        element.classList.toggle("standing", on && focused);
        if (on) standing = element.id;
      }
      if (standing) flag(scroller, "aria-activedescendant", standing);
      else scroller.removeAttribute("aria-activedescendant");
      if (this.byDay) this.drawDays(from, to);
    }

    fill(slot, index) {
      const n = this.list[index];
      const { element } = slot;
      if (slot.at !== index) {
        if (slot.at < 0) element.hidden = false;
        slot.at = index;
        element.dataset.at = String(index);
        element.style.transform = `translateY(${this.top(index)}px)`;
        element.setAttribute("aria-posinset", String(index + 1));
      }
      flag(element, "aria-setsize", String(this.list.length));
      if (slot.n === n && slot.full) return;
      const row = this.app.texts.row(n);
      if (slot.n === n && !row) return;
      slot.n = n;
      slot.full = row !== null;
      element.classList.toggle("waiting", !row);
      if (!row) {
        for (const part of [slot.title, slot.places, slot.told, slot.source]) part.textContent = "";
        slot.symbolBox.replaceChildren();
        slot.symbol = "";
        element.removeAttribute("title");
        return;
      }
      slot.title.textContent = row.title;
      slot.title.classList.toggle("untitled", Boolean(row.untitled));
      element.title = row.title;
      slot.places.textContent = row.places || "No place";
      slot.told.textContent = [row.when, row.fallback ? row.fallback[0] : ""].filter(Boolean).join(" · ");
      slot.told.title = row.fallback ? row.fallback[1] : row.when;
      slot.source.textContent = row.source;
      if (this.byDay && this.filed[n] !== NONE) {
        element.setAttribute("aria-description", dateline.days.long(this.filed[n]));
      }
      const key = `${row.role}${row.unsure}`;
      if (slot.symbol !== key) slot.symbolBox.replaceChildren(symbol(row.role, row.unsure));
      slot.symbol = key;
    }

    // A day's box is as high as its rows, so that its header sticks without a script.
    drawDays(from, to) {
      let used = 0;
      if (to >= from) {
        const last = this.dayOf(to);
        for (let day = this.dayOf(from); day <= last; day += 1, used += 1) {
          if (used === this.sections.length) {
            const label = node("span", {});
            const count = node("span", { class: "count" });
            const element = node("div", { class: "day-box", "aria-hidden": "true" },
              node("div", { class: "day" }, label, count));
            this.canvas.append(element);
            this.sections.push({ element, label, count, key: "" });
          }
          const section = this.sections[used];
          const start = this.starts[day];
          const end = day + 1 < this.days ? this.starts[day + 1] : this.list.length;
          const filed = this.filed[this.list[start]];
          const key = `${filed} ${start} ${end} ${day}`;
          if (section.key === key) continue;
          section.key = key;
          section.element.hidden = false;
          section.element.style.top = `${this.dayTop(day)}px`;
          section.element.style.height = `${(end - start) * this.rowHeight + this.dayHeight}px`;
          section.label.textContent = filed === NONE ? "Without a day" : dateline.days.long(filed);
          section.count.textContent = (end - start).toLocaleString("en-GB");
        }
      }
      for (; used < this.sections.length; used += 1) {
        this.sections[used].element.hidden = true;
        this.sections[used].key = "";
      }
    }

    mark(n) {
      if (n === this.marked) return;
      this.marked = n;
      for (const slot of this.slots) slot.element.classList.toggle("marked", slot.at >= 0 && slot.n === n);
    }
  };

  function flag(element, name, value) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
})();
