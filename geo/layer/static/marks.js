/* The marks for keys and screen readers: once the map rests, each mark in sight is a button too, in
   reading order. They lie over the canvas and let the pointer through. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const MOST = 80; // the list has all of them
  const { node } = dateline;

  class Marks {
    constructor(map, layer, words) {
      this.map = map;
      this.layer = layer;
      this.words = words;
      this.box = node("div", { class: "dl-marks", role: "group", "aria-label": "Marks on the map" });
      map.getContainer().append(this.box);
      this.buttons = new Map();
      layer.onRest((hits) => this.settle(hits));
      map.on("movestart zoomstart", () => this.box.classList.add("moving"));
      this.pointer();
    }

    settle(hits) {
      this.box.classList.remove("moving");
      const size = this.map.getSize();
      const seen = hits.filter(({ x, y }) => x > 0 && y > 0 && x < size.x && y < size.y);
      seen.sort((one, other) => other.mark.count - one.mark.count);
      const kept = seen.slice(0, MOST).sort((one, other) => one.y - other.y || one.x - other.x);
      const before = this.buttons;
      this.buttons = new Map();
      let following = null;
      for (const hit of kept.reverse()) {
        const key = `${hit.kind} ${hit.place} ${hit.kind === "pin" ? this.layer.rowOf(hit) : ""}`;
        if (this.buttons.has(key)) continue;
        const button = before.get(key) || this.made();
        before.delete(key);
        this.buttons.set(key, button);
        this.place(button, hit, key);
        // Moving an element takes the focus off it: only those that stand wrong are moved.
        if (button.nextSibling !== following || button.parentNode !== this.box) this.box.insertBefore(button, following);
        following = button;
      }
      for (const button of before.values()) button.remove();
      this.map.getContainer().dataset.marks = String(seen.length);
    }

    made() {
      const button = node("button", { type: "button", class: "dl-mark" });
      button.addEventListener("focus", () => this.words.show(button.hit));
      button.addEventListener("blur", () => this.words.hide());
      button.addEventListener("click", () => this.layer.act(button.hit));
      return button;
    }

    place(button, hit, key) {
      button.hit = hit;
      const half = Math.max(12, hit.radius);
      button.style.transform = `translate(${Math.round(hit.x - half)}px, ${Math.round(hit.y - half)}px)`;
      button.style.width = `${2 * half}px`;
      button.style.height = `${2 * half}px`;
      button.setAttribute("aria-label", this.words.spoken(hit));
      const { a } = this.layer.data;
      Object.assign(button.dataset, {
        kind: hit.kind, key, count: hit.mark.count, place: this.layer.idOf(hit.place) || "",
        precision: ["point", "circle", "area"][a.place_precision[hit.place]] || "",
      });
      if (hit.kind === "pin" && !this.layer.data.cube) {
        const row = this.layer.rowOf(hit);
        button.setAttribute("aria-pressed", String(a.row_article[row] === this.layer.app.model.state.article));
        button.dataset.article = String(a.row_article[row]);
        button.dataset.role = dateline.roles[a.row_role[row]];
        button.dataset.unsure = String(Boolean(a.row_flags[row] & 2));
      }
    }

    // The pointer meets the canvas, not the buttons.
    pointer() {
      const { map, layer, words } = this;
      const container = map.getContainer();
      map.on("mousemove", ({ containerPoint }) => {
        const hit = layer.hit(containerPoint);
        container.classList.toggle("dl-over", Boolean(hit));
        if (hit === words.hit) return;
        if (hit) words.show(hit);
        else words.hide();
        const single = hit && hit.kind === "pin" && !layer.data.cube;
        layer.app.point(single ? layer.data.a.row_article[layer.rowOf(hit)] : null);
      });
      map.on("mouseout", () => {
        words.hide();
        layer.app.point(null);
      });
      map.on("click", ({ containerPoint }) => {
        const hit = layer.hit(containerPoint);
        if (hit) layer.act(hit);
        else layer.spreadAt(-1);
      });
      container.addEventListener("keydown", (event) => {
        if (event.key === "Escape") layer.spreadAt(-1);
      });
    }
  }

  Object.assign(dateline, { Marks });
})();
