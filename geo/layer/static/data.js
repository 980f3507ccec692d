/* The columns of a dataset: one file, fetched once, read in place as typed arrays. What it holds is
   told in geo/layer/columns.py. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const MAGIC = "DLC1";
  const TYPES = {
    u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array, f8: Float64Array,
  };

  /* Reads the file. Throws where it is none of ours, so that a half answer is never drawn. */
  const readColumns = (buffer) => {
    const bytes = new Uint8Array(buffer, 0, 4);
    if (String.fromCharCode(...bytes) !== MAGIC) throw new Error("this is no file of columns");
    const length = new DataView(buffer).getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
    const a = {};
    for (const [name, type, count, offset] of header.arrays) a[name] = new TYPES[type](buffer, offset, count);
    const told = {
      m: header.rows, p: header.places, s: header.sources, cube: header.cube, folded: header.folded, a,
    };
    if (!told.cube) return { ...told, n: header.articles };
    // Of single articles a cube tells nothing: each of its counts is filtered as one article would be.
    a.row_article = new Uint32Array(told.m);
    for (let row = 0; row < told.m; row += 1) a.row_article[row] = row;
    a.published_order = a.row_article;
    return { ...told, n: told.m };
  };

  const MOST_ASKED = 60;
  const MOST_KEPT = 4000;
  const PAUSE = 150; // milliseconds between two requests: a gesture brings other rows in every frame

  /* The words of articles: asked for when they come into sight, a few at once, and kept. */
  class Texts {
    constructor() {
      this.listeners = [];
      this.clock = "happened";
      this.onCard = () => {};
      this.last = -PAUSE;
      this.from(null);
    }

    /* Tells rows on another clock. */
    by(clock) {
      if (clock === this.clock) return;
      this.clock = clock;
      this.from(this.address);
    }

    /* Reads from another dataset: {assets}/data/{hash}. */
    from(address) {
      this.address = address;
      this.rows = new Map();
      this.wanted = new Set();
      this.asked = new Set();
    }

    /* Calls back whenever words came. */
    on(listener) {
      this.listeners.push(listener);
    }

    /* Returns an article's row, or null and asks for it. */
    row(number) {
      const known = this.rows.get(number);
      if (known) return known;
      if (!this.asked.has(number)) {
        this.wanted.add(number);
        if (!this.due) this.due = setTimeout(() => this.ask(), this.last + PAUSE - performance.now());
      }
      return null;
    }

    async ask() {
      this.due = null;
      this.last = performance.now();
      // The last asked for are those in sight now.
      const numbers = [...this.wanted].slice(-MOST_ASKED);
      this.wanted.clear();
      const { address, clock } = this;
      if (!numbers.length || !address) return;
      for (const number of numbers) this.asked.add(number);
      try {
        const told = await dateline.load(`${address}/rows?n=${numbers.join()}&clock=${clock}`);
        if (address !== this.address || clock !== this.clock) return;
        if (this.rows.size > MOST_KEPT) this.rows.clear();
        for (const [number, row] of Object.entries(told)) this.rows.set(Number(number), row);
      } catch {
        // The next sight of them asks again.
      }
      for (const number of numbers) this.asked.delete(number);
      for (const listener of this.listeners) listener();
    }

    /* mention: {part, start} whose place the card is to open on, or null. */
    async card(number, place, mention = null) {
      const where = (place ? `&place=${encodeURIComponent(place)}` : "") +
        (mention ? `&mention=${mention.part}:${mention.start}` : "");
      const told = await dateline.load(`${this.address}/card?n=${number}${where}`);
      this.onCard({ article: number, relative: told.card.relative, places: told.card.places || [] });
      return told;
    }

    /* An article's story: {folded, copies, total, elsewhere, outlets, first, said}. */
    async copies(number) {
      return dateline.load(`${this.address}/copies?n=${number}`);
    }

    /* What differs between two articles: {runs: [[where, words], …], left}. */
    async differences(number, other) {
      return dateline.load(`${this.address}/differences?n=${number}&other=${other}`);
    }

    /* Articles that stand behind places of a cube: {articles, days, total}. asked: see Sample. */
    async behind(asked) {
      return dateline.load(`${this.address}/articles?${new URLSearchParams(asked)}`);
    }

    async matching(words) {
      const address = `${this.address}/matching?q=${encodeURIComponent(words)}`;
      return new Uint8Array(await dateline.loadBytes(address));
    }
  }

  Object.assign(dateline, { readColumns, Texts });
})();
