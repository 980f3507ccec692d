/* A model as the parts of the frame know it, over a few articles: {first, last, role, hidden, away,
   published: [first, last]}; first null: undated. hidden: by another filter; away: outside the view. */
window.dateline = window.dateline || {};
dateline.FakeModel = class {
  constructor(articles) {
    Object.assign(this, { articles, heard: [], settled: [], patches: [], told: [], waiting: false });
    this.state = { clock: "happened", from: null, to: null, inView: false };
    this.work();
  }

  days(one) {
    return this.state.clock === "published" && one.published ? one.published : [one.first, one.last];
  }

  get bounds() {
    const dated = this.articles.map((one) => this.days(one)).filter(([first]) => first !== null);
    if (!dated.length) return null;
    return [Math.min(...dated.map(([first]) => first)), Math.max(...dated.map(([, last]) => last))];
  }

  kept(one) {
    return !one.hidden && !(this.state.inView && one.away);
  }

  within(one, from, to) {
    const [first, last] = this.days(one);
    return first !== null && first <= to && last >= from;
  }

  get unit() {
    return "article";
  }

  count(from, to) {
    return this.articles.filter((one) => this.kept(one) && this.within(one, from, to)).length;
  }

  work() {
    const { from, to } = this.state;
    const low = from === null ? -Infinity : from;
    const high = to === null ? Infinity : to;
    const shown = this.count(low, high);
    this.result = { counts: { total: this.articles.length, shown, unplaced: 0 }, bars: this.bars() };
  }

  bars() {
    const { bounds } = this;
    if (!bounds) return { unit: "day", edges: new Int32Array(1), total: new Uint32Array(0), kept: [0, 1, 2, 3].map(() => new Uint32Array(0)) };
    const [first, last] = bounds;
    const span = last - first + 1;
    const unit = span <= 400 ? "day" : span <= 2800 ? "week" : "month";
    const edges = [];
    let day = first;
    if (unit === "week") day -= dateline.days.weekday(first);
    if (unit === "month") day = dateline.days.monthStart(...dateline.days.month(first));
    while (day <= last) {
      edges.push(day);
      const [year, month] = dateline.days.month(day);
      day = unit === "day" ? day + 1 : unit === "week" ? day + 7 : dateline.days.monthStart(year, month + 1);
    }
    edges.push(day);
    const total = new Uint32Array(edges.length - 1);
    const kept = [0, 1, 2, 3].map(() => new Uint32Array(edges.length - 1));
    for (const one of this.articles) {
      const [a, b] = this.days(one);
      if (a === null) continue;
      for (let i = 0; i < total.length; i++) {
        if (a >= edges[i + 1] || b < edges[i]) continue;
        total[i]++;
        if (this.kept(one)) kept[one.role][i]++;
      }
    }
    return { unit, edges: Int32Array.from(edges), total, kept };
  }

  on(heard) { this.heard.push(heard); }

  onSettled(heard) { this.settled.push(heard); }

  set(patch, { settle = true } = {}) {
    this.state = { ...this.state, ...patch };
    this.patches.push({ ...patch, settle });
    this.due = this.due || settle;
    this.soon(Object.keys(patch));
  }

  settle() {
    this.due = true;
    this.soon([]);
  }

  soon(keys) {
    this.changed = new Set([...(this.changed || []), ...keys]);
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      const { changed, due } = this;
      Object.assign(this, { waiting: false, changed: null, due: false });
      if (changed.size) {
        this.work();
        for (const heard of this.heard) heard(this.result, changed);
      }
      if (!due) return;
      this.told.push([this.state.from, this.state.to]);
      for (const heard of this.settled) heard();
    });
  }
};
