/* Plays the period: a window that moves, or one that grows from a fixed start. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const WHOLE_SPAN = 10; // seconds that the whole span takes at speed 1
  const STEP = 1; // seconds between two steps when motion is reduced
  const LONGEST_FRAME = 1; // seconds; a machine that was asleep does not leap
  const PART = 8; // a window that holds everything starts as this part of the span

  /* track: {bounds(), window(), show(first, last), settle(), told(playing)}, all in days.
     ours(event): true for what a person does without wanting it to stop. */
  dateline.Player = class {
    constructor(track, ours) {
      Object.assign(this, { track, ours, mode: "moving", speed: 1, loop: false, playing: false });
      this.stopped = null;
      this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
      this.touched = (event) => this.ours(event) || this.pause();
      this.hidden = () => document.hidden && this.pause();
    }

    toggle() {
      if (this.playing) this.pause();
      else this.start();
    }

    start() {
      const bounds = this.track.bounds();
      if (!bounds || this.playing) return;
      const [first, last] = bounds;
      const [from, to] = this.track.window();
      if (this.mode === "moving") {
        const span = last - first + 1;
        const all = to - from + 1 >= span;
        this.width = all ? Math.max(1, Math.round(span / PART)) : to - from + 1;
        this.begin = first;
        this.at = to >= last ? first : from;
      } else {
        const resumed = this.stopped && this.stopped[0] === from && this.stopped[1] === to;
        this.begin = from;
        this.at = resumed && to < last ? to : from;
      }
      this.shown = null;
      this.playing = true;
      this.listen("addEventListener");
      this.track.told(true);
      this.show();
      this.wait();
    }

    pause() {
      if (!this.playing) return;
      this.playing = false;
      cancelAnimationFrame(this.frame);
      clearTimeout(this.timer);
      this.listen("removeEventListener");
      this.stopped = this.mode === "growing" ? [this.begin, this.shown] : null;
      this.track.settle();
      this.track.told(false);
    }

    listen(change) {
      for (const name of ["pointerdown", "keydown", "wheel"]) {
        document[change](name, this.touched, { capture: true, passive: true });
      }
      document[change]("visibilitychange", this.hidden);
    }

    wait() {
      if (this.still.matches) {
        this.timer = setTimeout(() => this.step(STEP), STEP * 1000);
        return;
      }
      const before = performance.now();
      this.frame = requestAnimationFrame(() => {
        this.step(Math.min(LONGEST_FRAME, (performance.now() - before) / 1000));
      });
    }

    step(seconds) {
      const bounds = this.track.bounds();
      if (!bounds) {
        this.pause();
        return;
      }
      const [first, last] = bounds;
      const end = this.mode === "moving" ? last - this.width + 1 : last;
      // The end is shown before it begins anew.
      if (this.at >= end && this.loop) this.at = this.begin;
      else this.at = Math.min(end, this.at + (last - first + 1) * this.speed * seconds / WHOLE_SPAN);
      this.show();
      if (this.at >= end && !this.loop) this.pause();
      else this.wait();
    }

    /* The track asks the model only for days that are not on show already. */
    show() {
      const day = Math.floor(this.at);
      this.shown = day;
      if (this.mode === "moving") this.track.show(day, day + this.width - 1);
      else this.track.show(this.begin, day);
    }
  };
})();
