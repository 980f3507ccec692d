/* The articles behind a cube's counts: those of the places in sight, asked for once the map rests. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const MOST_SAMPLED = 1000; // places; of more, counts are all that is shown
  const PAUSE = 250; // milliseconds without a change

  class Sample {
    constructor(model, texts) {
      this.model = model;
      this.texts = texts;
      this.number = 0; // of the question, which an answer must belong to
      model.on(() => {
        if (!model.data.cube || model.sample.total !== null) return;
        clearTimeout(this.due);
        this.due = setTimeout(() => this.ask(), PAUSE);
      });
    }

    /* The places in the view that have a mark now. */
    inSight() {
      const { model } = this;
      const { data: { p, a }, view, places } = model;
      const found = [];
      if (!view) return found;
      const [south, west, north, east] = view;
      for (let place = 0; place < p && found.length <= MOST_SAMPLED; place += 1) {
        if (!places.articles[place]) continue;
        const lat = a.place_lat[place];
        const lon = a.place_lon[place];
        if (lat >= south && lat <= north && lon >= west && lon <= east) found.push(place);
      }
      return found;
    }

    async ask() {
      const { model } = this;
      const places = this.inSight();
      this.number += 1;
      const { number } = this;
      if (!places.length || places.length > MOST_SAMPLED) return;
      const { clock, from, to, roles } = model.state;
      const { iso } = dateline.days;
      const asked = { places: places.join(), clock, roles: [...roles].join() };
      if (from !== null) asked.from = iso(from);
      if (to !== null) asked.to = iso(to);
      try {
        const { articles, days, total } = await this.texts.behind(asked);
        if (number !== this.number || model.sample.total !== null) return;
        const byNumber = Object.fromEntries(articles.map((article, at) => [article, days[at]]));
        model.sampled({ articles: Uint32Array.from(articles), days: byNumber, total });
      } catch {
        // The next change asks again.
      }
    }
  }

  Object.assign(dateline, { Sample, MOST_SAMPLED });
})();
