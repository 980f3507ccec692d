/* What mouse, fingers, pen, wheel and keys do on the bars of the time bar. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const STIR = 4; // px that a press may stray and still be a click
  const QUIET = 300; // ms without the wheel after which it has come to rest
  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  /* plot: the element with the bars; its children bear data-part "from", "to" or "window".
     track: {bounds(), window(), open(), show(first, last), settle(), play(), keep(), restore(kept)};
     bars: where a day stands; hover(bar, x): what the mouse is over, null when nothing. */
  dateline.Hands = class {
    constructor(plot, track, bars, hover) {
      Object.assign(this, { plot, track, bars, hover });
      this.fingers = new Map();
      this.drag = this.zoom = null;
      plot.addEventListener("pointerdown", (event) => this.down(event));
      plot.addEventListener("pointermove", (event) => this.move(event));
      plot.addEventListener("pointerup", (event) => this.up(event));
      plot.addEventListener("pointercancel", (event) => this.lost(event));
      plot.addEventListener("pointerleave", () => this.hover(null));
      plot.addEventListener("dblclick", () => this.whole());
      plot.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
      plot.addEventListener("keydown", (event) => this.key(event));
      plot.addEventListener("keyup", () => this.rest());
      plot.addEventListener("focusout", () => this.rest());
      this.escape = (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopImmediatePropagation();
        this.undo();
      };
    }

    x(event) {
      return event.clientX - this.bars.canvas.getBoundingClientRect().left;
    }

    whole() {
      this.track.show(...this.track.bounds());
      this.track.settle();
    }

    down(event) {
      if (event.button !== 0) return;
      this.hover(null);
      this.plot.setPointerCapture(event.pointerId);
      const x = this.x(event);
      this.fingers.set(event.pointerId, x);
      const held = event.target.closest("[data-part]");
      if (this.fingers.size === 1) {
        // A period that holds everything cannot be moved: within it a new one is drawn.
        const on = held ? held.dataset.part : "ground";
        const part = on === "window" && this.track.open() ? "ground" : on;
        this.drag = { part, x, window: this.track.window(), kept: this.track.keep(), stirred: false };
        document.addEventListener("keydown", this.escape, true);
      } else if (this.fingers.size === 2 && this.drag) {
        const [a, b] = this.fingers.values();
        this.drag = {
          ...this.drag, part: "pinch", window: this.track.window(),
          apart: Math.max(1, Math.abs(a - b)), middle: this.bars.day((a + b) / 2),
        };
      }
    }

    move(event) {
      const x = this.x(event);
      if (!this.fingers.has(event.pointerId)) {
        if (event.pointerType !== "touch") this.hover(this.bars.at(x), x);
        return;
      }
      this.fingers.set(event.pointerId, x);
      const { drag } = this;
      if (!drag) return;
      drag.stirred = drag.stirred || drag.part === "pinch" || Math.abs(x - drag.x) >= STIR;
      if (!drag.stirred) return;
      const [first, last] = this.track.bounds();
      const [from, to] = drag.window;
      const moved = Math.round(this.bars.day(x) - this.bars.day(drag.x));
      if (drag.part === "from") this.track.show(clamp(from + moved, first, to), to);
      else if (drag.part === "to") this.track.show(from, clamp(to + moved, from, last));
      else if (drag.part === "window") this.shift(from, to, moved);
      else if (drag.part === "ground") {
        const ends = [drag.x, x].map((at) => clamp(Math.floor(this.bars.day(at)), first, last));
        this.track.show(Math.min(...ends), Math.max(...ends));
      } else if (this.fingers.size === 2) {
        const [a, b] = this.fingers.values();
        const size = drag.apart / Math.max(1, Math.abs(a - b));
        // Fingers that part stretch the period, as they stretch a picture.
        this.show(this.sized(from, to + 1, drag.middle, 1 / size));
      }
    }

    up(event) {
      if (!this.fingers.delete(event.pointerId) || !this.drag) return;
      const { part, stirred } = this.drag;
      this.release();
      const bar = this.bars.at(this.x(event));
      if (!stirred && bar && (part === "ground" || part === "window")) this.track.show(bar.first, bar.last);
      this.track.settle();
    }

    lost(event) {
      this.fingers.delete(event.pointerId);
      this.undo();
    }

    release() {
      this.drag = null;
      document.removeEventListener("keydown", this.escape, true);
    }

    undo() {
      if (!this.drag) return;
      const { kept } = this.drag;
      this.release();
      this.track.restore(kept);
      this.track.settle();
    }

    /* Move a period by days without changing its length. */
    shift(from, to, days) {
      const [first, last] = this.track.bounds();
      const by = clamp(days, first - from, last - to);
      this.track.show(from + by, to + by);
    }

    /* Broken days [start, end) made `times` as long about a middle, not less than a day. */
    sized(start, end, middle, times) {
      const [first, last] = this.track.bounds();
      const about = clamp(middle, start, end);
      const least = Math.max(times, 1 / (end - start));
      const reach = [about - (about - start) * least, about + (end - about) * least];
      return [Math.max(first, reach[0]), Math.min(last + 1, reach[1]), about];
    }

    show([start, end, about]) {
      const from = Math.round(start);
      const to = Math.round(end) - 1;
      const [, last] = this.track.bounds();
      if (to < from) this.track.show(...Array(2).fill(Math.min(last, Math.floor(about))));
      else this.track.show(from, to);
    }

    wheel(event) {
      event.preventDefault();
      if (this.drag || !event.deltaY) return;
      const step = event.deltaMode === 1 ? 24 : event.deltaMode === 2 ? 240 : 1;
      const [from, to] = this.track.window();
      // Small turns add up: the broken days are kept until the wheel rests.
      const [start, end] = this.zoom || [from, to + 1];
      this.zoom = this.sized(start, end, this.bars.day(this.x(event)), Math.exp(event.deltaY * step * 0.002));
      this.show(this.zoom);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        this.zoom = null;
        this.track.settle();
      }, QUIET);
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " ") {
        event.preventDefault();
        if (!event.repeat) this.track.play();
        return;
      }
      const held = event.target.closest("[data-part]");
      const moved = held && this.stepped(held.dataset.part, event);
      if (!moved) return;
      event.preventDefault();
      event.stopPropagation();
      this.pressed = true;
      this.track.show(...moved);
    }

    /* The period after a key, null for a key that means nothing here. */
    stepped(part, { key, shiftKey }) {
      const [first, last] = this.track.bounds();
      const [from, to] = this.track.window();
      const long = to - from + 1;
      const arrow = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key];
      const page = { PageDown: -1, PageUp: 1 }[key];
      const end = { Home: first - last, End: last - first }[key];
      let by = end;
      if (arrow) by = arrow * (shiftKey ? long : 1);
      if (page) by = page * (part === "window" ? long : 7);
      if (by === undefined) return null;
      if (part === "from") return [clamp(from + by, first, to), to];
      if (part === "to") return [from, clamp(to + by, from, last)];
      const kept = clamp(by, first - from, last - to);
      return [from + kept, to + kept];
    }

    rest() {
      if (!this.pressed) return;
      this.pressed = false;
      this.track.settle();
    }
  };
})();
