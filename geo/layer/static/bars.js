/* The bars of the time bar and the days beneath them. Nothing here changes the model. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const { node, days } = dateline;
  const ROLES = ["event", "dateline", "government", "background"];
  const PITCH = 3; // px from one bar to the next, at least
  const WIDEST = 44; // px
  const OUTSIDE = 0.34; // opacity outside the period
  const UNEVEN = 20; // times the median from which one bar would flatten the others
  const APART = 12; // px between two labels
  // How many neighbours may be drawn as one bar.
  const MERGES = { day: [1, 2, 7, 14, 28], week: [1, 2, 4, 13, 26, 52], month: [1, 3, 6, 12, 24, 60, 120] };
  // How far labels may lie apart, with about how many days that is.
  const STEPS = [
    ["day", 1, 1], ["day", 2, 2], ["week", 1, 7], ["week", 2, 14],
    ["month", 1, 30], ["month", 3, 91], ["month", 6, 182],
    ...[1, 2, 5, 10, 20, 50, 100].map((years) => ["year", years, 365 * years]),
  ];

  const week = (day) => Math.floor((day + 3) / 7); // 1 January 1970 was a Thursday
  const monthOf = (day) => {
    const [year, month] = days.month(day);
    return 12 * year + month;
  };
  const numbered = { day: (day) => day + 3, week, month: monthOf };

  /* The days on which labels stand, between two days. */
  function* ticks(unit, step, first, last) {
    if (unit === "day" || unit === "week") {
      const every = unit === "day" ? step : 7 * step;
      for (let day = first + ((every - ((first + 3) % every)) % every); day <= last; day += every) yield day;
      return;
    }
    const every = unit === "month" ? step : 12 * step;
    for (let at = Math.ceil(monthOf(first) / every) * every; ; at += every) {
      const day = days.monthStart(Math.floor(at / 12), ((at % 12) + 12) % 12);
      if (day > last) return;
      if (day >= first) yield day;
    }
  }

  const brief = (text) => text.replace(/([A-Z][a-z]{2})[a-z]+/g, "$1");

  function label(unit, day) {
    const [date, month, year] = brief(days.short(day)).split(" ");
    if (unit === "year" || (unit === "month" && month === "Jan")) return year;
    return unit === "month" ? month : `${date} ${month}`;
  }

  dateline.Bars = class {
    constructor() {
      this.canvas = node("canvas", { "aria-hidden": "true" });
      this.axis = node("div", { class: "axis", "aria-hidden": "true" });
      this.ink = this.canvas.getContext("2d");
      this.drawn = [];
      this.colours = null;
      this.width = this.height = 0;
    }

    /* px from the left of a day's beginning, and the (broken) day at so many px. */
    x(day) {
      return (day - this.first) / (this.last - this.first + 1) * this.width;
    }

    day(x) {
      return this.first + x / this.width * (this.last - this.first + 1);
    }

    /* The bar under so many px, also where it is empty. */
    at(x) {
      const day = Math.min(this.last, Math.max(this.first, Math.floor(this.day(x))));
      return this.drawn.find((bar) => day >= bar.first && day <= bar.last) || null;
    }

    fit() {
      this.width = this.canvas.clientWidth;
      this.height = this.canvas.clientHeight;
    }

    forgetColours() {
      this.colours = null;
    }

    /* Take new bars: {unit, edges, total, kept}. */
    take(bars, [first, last]) {
      Object.assign(this, { first, last, unit: bars.unit });
      const count = bars.edges.length - 1;
      const merges = MERGES[bars.unit];
      const wanted = merges.find((many) => this.width / Math.ceil(count / many) >= PITCH);
      this.merged = count > 1 ? wanted || merges[merges.length - 1] : 1;
      this.drawn = [];
      let group = null;
      for (let i = 0; i < count; i++) {
        const from = Math.max(first, bars.edges[i]);
        const to = Math.min(last, bars.edges[i + 1] - 1);
        const key = Math.floor(numbered[bars.unit](bars.edges[i]) / this.merged);
        if (!group || group.key !== key) {
          group = { key, first: from, last: to, total: 0, kept: [0, 0, 0, 0] };
          this.drawn.push(group);
        }
        group.last = to;
        group.total += bars.total[i];
        bars.kept.forEach((kept, role) => { group.kept[role] += kept[i]; });
      }
      const totals = this.drawn.map((bar) => bar.total).filter(Boolean).sort((a, b) => a - b);
      this.most = totals[totals.length - 1] || 1;
      this.rooted = totals.length > 0 && this.most / totals[totals.length >> 1] > UNEVEN;
      this.write();
    }

    /* The share of the height that a count has. */
    share(count) {
      return this.rooted ? Math.sqrt(count / this.most) : count / this.most;
    }

    /* The days beneath: the first and the last always, and what finds room between them. */
    write() {
      const font = getComputedStyle(this.axis);
      this.ink.font = `${font.fontSize} ${font.fontFamily}`;
      const wide = (text) => this.ink.measureText(text).width;
      const ends = [this.first, this.last].map((day) => brief(days.short(day)));
      const span = this.last - this.first + 1;
      const sample = { day: "30 May", week: "30 May", month: "May", year: "2020" };
      const [unit, step] = STEPS.find(([name, , about]) => (
        span / about * (wide(sample[name]) + 2 * APART) < this.width
      )) || STEPS[STEPS.length - 1];
      // Under their days, but never beyond the bars.
      const left = Math.max(0, this.x(this.first + 0.5) - wide(ends[0]) / 2);
      const right = Math.min(this.width, this.x(this.last + 0.5) + wide(ends[1]) / 2) - wide(ends[1]);
      const made = [];
      const put = (text, at) => {
        const span = node("span", {}, text);
        span.style.left = `${at.toFixed(1)}px`;
        made.push(span);
      };
      put(ends[0], left);
      let free = left + wide(ends[0]) + APART;
      for (const day of ticks(unit, step, this.first, this.last)) {
        const x = this.x(unit === "day" || unit === "week" ? day + 0.5 : day);
        const text = label(unit, day);
        const half = wide(text) / 2;
        if (x - half < free || x + half > right - APART) continue;
        put(text, x - half);
        free = x + half + APART;
      }
      put(ends[1], right);
      this.axis.replaceChildren(...made);
    }

    /* The canvas knows no variables: a drawn element tells what they stand for. */
    colour(name) {
      if (!this.colours) {
        this.colours = {};
        const probe = node("i", { hidden: true });
        this.axis.append(probe);
        for (const one of [...ROLES, "bar", "line"]) {
          probe.style.color = `var(--${one})`;
          this.colours[one] = getComputedStyle(probe).color;
        }
        probe.remove();
      }
      return this.colours[name];
    }

    /* Draw with the period in full and what lies outside it dimmed. */
    draw(from, to) {
      const { ink, width, height } = this;
      const ratio = window.devicePixelRatio || 1;
      const size = [Math.round(width * ratio), Math.round(height * ratio)];
      if (this.canvas.width !== size[0]) this.canvas.width = size[0];
      if (this.canvas.height !== size[1]) this.canvas.height = size[1];
      ink.setTransform(ratio, 0, 0, ratio, 0, 0);
      ink.clearRect(0, 0, width, height);
      this.pixel = 1 / ratio;
      const [left, right] = [this.x(from), this.x(to + 1)];
      this.paint([[0, left], [right, width]], OUTSIDE);
      this.paint([[left, right]], 1);
      ink.fillStyle = this.colour("line");
      ink.fillRect(0, height - 1, width, 1);
    }

    crisp(x) {
      return Math.round(x / this.pixel) * this.pixel;
    }

    paint(spans, opacity) {
      const { ink, height } = this;
      ink.save();
      ink.globalAlpha = opacity;
      ink.beginPath();
      for (const [left, right] of spans) ink.rect(left, 0, right - left, height);
      ink.clip();
      for (const bar of this.drawn) if (bar.total) this.column(bar, height - 1);
      ink.restore();
    }

    column(bar, room) {
      const { ink } = this;
      const left = this.x(bar.first);
      const whole = this.x(bar.last + 1) - left;
      const gap = whole >= 3 ? Math.max(1, Math.min(3, whole / 6)) : 0;
      const wide = Math.min(WIDEST, whole - gap);
      const x = this.crisp(left + (whole - wide) / 2);
      const w = Math.max(this.pixel, this.crisp(left + (whole + wide) / 2) - x);
      const tall = (count) => (count ? Math.max(1, this.crisp(this.share(count) * (room - 2))) : 0);
      const kept = bar.kept.reduce((sum, count) => sum + count, 0);
      const high = tall(kept);
      ink.fillStyle = this.colour("bar");
      ink.fillRect(x, room - tall(bar.total), w, tall(bar.total) - high);
      let sum = 0;
      let foot = 0;
      bar.kept.forEach((count, role) => {
        if (!count) return;
        sum += count;
        const top = sum === kept ? high : this.crisp(high * sum / kept);
        // A thin gap tells two roles apart where there is room for one.
        const between = foot && top - foot >= 3 ? 1 : 0;
        ink.fillStyle = this.colour(ROLES[role]);
        ink.fillRect(x, room - top, w, top - foot - between);
        foot = top;
      });
    }
  };
  dateline.Bars.ROLES = ROLES;
  dateline.Bars.brief = brief;
})();
