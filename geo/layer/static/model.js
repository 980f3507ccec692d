/* The question and its answer. One pass over the columns answers which articles are shown, which pins
   stand, and how many fell where; list, map, bars and counts are all drawn from that one answer. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const { NONE } = dateline.days;
  const ROLES = 4;
  const HAS_PIN = 1;
  const AMBIGUOUS = 2;
  const EVER = 2147483647;
  const LOTS = [null, "shown", "unplaced", "undated"];
  const SHOWN = 1;
  const UNPLACED = 2;
  const UNDATED = 3;
  const BARS_BY_DAY = 400; // days up to which a bar is a day, and up to which it is a week
  const BARS_BY_WEEK = 2800;
  const BLOCK = 256; // articles that are left out of a period together
  const SETTLED_AFTER = 150; // milliseconds without a further change
  const NOTHING = new Uint32Array(0);

  const open = () => ({
    clock: "happened", from: null, to: null, q: "", matching: null, places: new Set(), sources: new Set(),
    roles: new Set(), least: 0, independent: 1, area: null, inView: false, article: null, place: null,
  });
  /* What a filter is: all of the state but the period and what is open. */
  const FILTERS = [
    "q", "matching", "places", "sources", "roles", "least", "independent", "area", "inView",
  ];

  /* What a cube cannot be narrowed by: it counts no source and no word, and of confidence has the mean. */
  const BEYOND_COUNTS = ["q", "matching", "sources", "least", "independent"];
  /* What leaves the articles that were listed behind a cube's counts as they are. */
  const ASIDE = new Set(["article", "place", "names", "sample"]);
  const NO_SAMPLE = { articles: NOTHING, days: {}, total: null };

  /* Which bar a day belongs to: days, weeks from Monday, or months, as the span asks. */
  const barsOf = ([first, last]) => {
    const span = last - first + 1;
    const unit = span <= BARS_BY_DAY ? "day" : span <= BARS_BY_WEEK ? "week" : "month";
    const edges = [];
    const { month, monthStart, weekday } = dateline.days;
    if (unit === "month") {
      let [year, number] = month(first);
      for (let day = monthStart(year, number); day <= last; day = monthStart(year, number)) {
        edges.push(day);
        number += 1;
        if (number === 12) [year, number] = [year + 1, 0];
      }
      edges.push(monthStart(year, number));
    } else {
      const step = unit === "week" ? 7 : 1;
      let day = unit === "week" ? first - weekday(first) : first;
      for (; day <= last; day += step) edges.push(day);
      edges.push(day);
    }
    const of = new Uint32Array(span);
    for (let bar = 0, day = first; day <= last; day += 1) {
      while (day >= edges[bar + 1]) bar += 1;
      of[day - first] = bar;
    }
    return { unit, edges: Int32Array.from(edges), of, first };
  };

  class Model {
    constructor() {
      this.data = null;
      this.names = null;
      this.state = open();
      this.listeners = [];
      this.settledListeners = [];
      this.changed = new Set();
      this.result = null;
      this.sample = NO_SAMPLE;
      this.view = null; // [south, west, north, east] of the map
    }

    // The question.

    /* Calls back once a frame in which the answer changed, with what of the state did. */
    on(listener) {
      this.listeners.push(listener);
    }

    /* Calls back when a gesture or change has come to rest. */
    onSettled(listener) {
      this.settledListeners.push(listener);
    }

    /* Changes some of the question; the answer follows in the next frame. */
    set(patch, { settle = true } = {}) {
      const state = { ...this.state };
      for (const [key, value] of Object.entries(patch)) {
        if (state[key] === value) continue;
        state[key] = value;
        this.changed.add(key);
      }
      this.state = state;
      this.schedule();
      if (settle) this.rest(SETTLED_AFTER);
    }

    /* Says that a gesture has ended. */
    settle() {
      this.rest(0);
    }

    rest(after) {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        if (this.changed.size) this.answer();
        for (const listener of this.settledListeners) listener(this.state);
      }, after);
    }

    reset() {
      const { clock, article, place } = this.state;
      this.set({ ...open(), clock, article, place });
    }

    get filtered() {
      const { q, places, sources, roles, least, independent, area, inView, from, to } = this.state;
      return Boolean(q || places.size || sources.size || roles.size || least || independent > 1 || area ||
        inView || from !== null || to !== null);
    }

    /* The map has moved; matters only while what is in view is counted. */
    look(view) {
      this.view = view;
      if (this.state.inView) this.changed.add("inView");
      this.changed.add("view");
      this.schedule();
    }

    tellNames(names) {
      this.names = names;
      this.changed.add("names");
      this.schedule();
    }

    /* Words of rows have come: whoever shows some looks again. */
    schedule() {
      if (this.due || !this.data) return;
      this.due = requestAnimationFrame(() => this.answer());
    }

    // The columns.

    load(data) {
      this.data = data;
      const { n, m, p, a } = data;
      this.at = new Uint32Array(n + 1); // the first row of each article
      for (let row = 0; row < m; row += 1) {
        if (a.row_article[row] < n) this.at[a.row_article[row] + 1] = row + 1;
      }
      for (let article = 1; article <= n; article += 1) {
        if (this.at[article] < this.at[article - 1]) this.at[article] = this.at[article - 1];
      }
      this.rowOk = new Uint8Array(m);
      this.rowOn = new Uint8Array(m);
      this.placeOk = new Uint8Array(p);
      let pairs = 0;
      for (let row = 0; row < m; row += 1) if (a.row_pair[row] >= pairs) pairs = a.row_pair[row] + 1;
      this.seenPair = new Uint32Array(pairs);
      this.seenTelling = new Uint32Array(data.cube ? 0 : m); // stories at places, of which there are no more
      this.seenStory = new Uint32Array(a.story_source.length);
      this.seenSource = new Uint32Array(data.s);
      this.rowsOfPlace = null;
      this.turn = 0;
      this.lots = new Uint8Array(n);
      this.order = new Uint32Array(n);
      this.clocks = { happened: this.clockOf("happened"), published: this.clockOf("published") };
      this.places = {
        count: new Uint32Array(p * ROLES), // pins of each role
        articles: new Uint32Array(p),
        stories: new Uint32Array(p),
        sources: new Uint32Array(p), // that have a story of their own there
        confidence: new Uint8Array(p), // of the surest
        sure: new Uint8Array(p), // 1: not all are ambiguous
        fresh: new Uint32Array(p), // pins whose day is the last of the period
      };
      this.lists = {
        shown: new Uint32Array(n), unplaced: new Uint32Array(n), undated: new Uint32Array(n),
      };
      this.changed.add("data");
      this.answer();
    }

    clockOf(name) {
      const { a, m } = this.data;
      const first = a[`${name}_first`];
      const last = a[`${name}_last`];
      let low = EVER;
      let high = NONE;
      for (let k = 0; k < first.length; k += 1) {
        if (first[k] < low) low = first[k];
        if (last[k] > high) high = last[k];
      }
      // Nearly every row has one interval or none: its bounds lie beside each other.
      const at = a[`${name}_at`];
      const only = new Int32Array(2 * m);
      for (let row = 0; row < m; row += 1) {
        const one = at[row + 1] - at[row] === 1;
        only[2 * row] = one ? first[at[row]] : EVER;
        only[2 * row + 1] = one ? last[at[row]] : NONE;
      }
      const bounds = first.length ? [low, high] : null;
      const blocks = this.blocksOf(at, first, last);
      return { at, first, last, only, bounds, blocks, filed: a[`${name}_filed`], bars: bounds && barsOf(bounds) };
    }

    /* From which to which day each block of articles reaches. They lie in the order of their days, so
       that of a short period nearly all blocks can be left out unread. */
    blocksOf(at, first, last) {
      const { n } = this.data;
      const begins = this.at;
      const size = Math.ceil(n / BLOCK);
      const from = new Int32Array(size).fill(EVER);
      const to = new Int32Array(size).fill(NONE);
      for (let article = 0; article < n; article += 1) {
        const block = Math.floor(article / BLOCK);
        for (let row = begins[article]; row < begins[article + 1]; row += 1) {
          const end = at[row + 1];
          let k = at[row];
          if (k === end) [from[block], to[block]] = [NONE, EVER]; // what has no day is always looked at
          for (; k < end; k += 1) {
            if (first[k] < from[block]) from[block] = first[k];
            if (last[k] > to[block]) to[block] = last[k];
          }
        }
      }
      const blocks = { from, to };
      return blocks;
    }

    get bounds() {
      return this.data && this.clocks[this.state.clock].bounds;
    }

    // The answer.

    answer() {
      if (this.due) cancelAnimationFrame(this.due);
      this.due = null;
      if (!this.data) return;
      const { changed } = this;
      this.changed = new Set();
      if (this.data.cube && this.simplify()) changed.add("simplified");
      const filters = changed.has("data") || FILTERS.some((key) => changed.has(key));
      if (filters) this.filter();
      if (filters || changed.has("clock")) this.bars = this.countBars();
      if (filters || changed.has("clock") || changed.has("from") || changed.has("to")) this.choose();
      if (this.data.cube) {
        if (![...changed].every((key) => ASIDE.has(key))) this.sample = NO_SAMPLE;
        this.result = { ...this.result, shown: this.sample.articles };
      }
      for (const listener of this.listeners) listener(this.result, changed);
    }

    /* Takes out of a cube's question what it cannot answer; true when there was something. */
    simplify() {
      const plain = open();
      const asked = BEYOND_COUNTS.some((key) => {
        const value = this.state[key];
        return value instanceof Set ? value.size > 0 : value !== plain[key];
      });
      if (asked) this.state = { ...this.state, ...Object.fromEntries(BEYOND_COUNTS.map((key) => [key, plain[key]])) };
      return asked;
    }

    /* Articles behind a cube's counts: numbers in the list's order, the day of each, how many there are. */
    sampled(sample) {
      this.sample = sample;
      this.changed.add("sample");
      this.schedule();
    }

    /* What is counted: articles, or where only their counts are known, the places that they name. */
    get unit() {
      return this.data.cube ? "mention" : "article";
    }

    /* The day under which articles are filed, by their number. */
    get filed() {
      return this.data.cube ? this.sample.days : this.clocks[this.state.clock].filed;
    }

    /* Marks the rows that all filters but the period leave. */
    filter() {
      const { m, a } = this.data;
      const { matching, sources, roles, least, independent } = this.state;
      const { rowOk } = this;
      const byPlace = this.filterPlaces();
      const byMention = byPlace || roles.size > 0 || least > 0;
      const sourceOk = this.sourceMask(sources);
      const roleOk = [0, 1, 2, 3].map((role) => !roles.size || roles.has(role));
      for (let row = 0; row < m; row += 1) {
        const article = a.row_article[row];
        const place = a.row_place[row];
        let ok = 1;
        if (matching && !(matching[article >> 3] & (1 << (article & 7)))) ok = 0;
        else if (sourceOk && !sourceOk[a.article_source[article]]) ok = 0;
        else if (byMention) {
          if (place < 0 || !this.placeOk[place]) ok = 0;
          else if (!roleOk[a.row_role[row]] || a.row_confidence[row] < least) ok = 0;
        }
        rowOk[row] = ok;
      }
      if (independent > 1) this.filterIndependent(independent);
    }

    sourceMask(sources) {
      if (!sources.size) return null;
      const mask = new Uint8Array(this.data.s);
      for (const source of sources) mask[source] = 1;
      return mask;
    }

    /* Marks the places that are asked for, with all that lies in them; false if none is. */
    filterPlaces() {
      const { p, a } = this.data;
      const { places, area, inView } = this.state;
      const view = inView ? this.view : null;
      const ring = area && dateline.ring(area);
      for (let place = 0; place < p; place += 1) {
        let ok = !places.size;
        for (let above = place, steps = 0; !ok && above >= 0 && steps < 12; steps += 1) {
          ok = places.has(above);
          above = a.place_parent[above];
        }
        const lat = a.place_lat[place];
        const lon = a.place_lon[place];
        if (ok && view) ok = lat >= view[0] && lat <= view[2] && lon >= view[1] && lon <= view[3];
        if (ok && ring) ok = ring.holds(lat, lon);
        this.placeOk[place] = ok ? 1 : 0;
      }
      return Boolean(places.size || area || view);
    }

    /* Leaves only places that so many sources tell of with a story of their own. */
    filterIndependent(least) {
      const { m, p, a } = this.data;
      const sources = new Uint32Array(p);
      const turn = this.nextTurn();
      for (let row = 0; row < m; row += 1) {
        if (!this.rowOk[row] || a.row_place[row] < 0) continue;
        const pair = a.row_pair[row];
        if (this.seenPair[pair] === turn) continue;
        this.seenPair[pair] = turn;
        sources[a.row_place[row]] += 1;
      }
      for (let row = 0; row < m; row += 1) {
        if (a.row_place[row] < 0 || sources[a.row_place[row]] < least) this.rowOk[row] = 0;
      }
    }

    nextTurn() {
      this.turn += 1;
      return this.turn;
    }

    /* Counts articles by bar: all of them, and what the filters leave by strongest role. */
    countBars() {
      const { bars, bounds } = this.clocks[this.state.clock];
      if (!bounds) return { unit: "day", edges: new Int32Array(0), total: new Uint32Array(0), kept: [] };
      const size = bars.edges.length - 1;
      const clock = this.state.clock;
      if (this.totalOf !== this.data || this.totalClock !== clock) {
        const all = this.steps(size, bars, false);
        this.total = all.reduce((sum, one) => sum.map((count, bar) => count + one[bar]), new Uint32Array(size));
        this.totalOf = this.data;
        this.totalClock = clock;
      }
      return { unit: bars.unit, edges: bars.edges, total: this.total, kept: this.steps(size, bars, true) };
    }

    steps(size, bars, onlyKept) {
      const { n, a, cube } = this.data;
      const { row_count: rowCount } = a;
      const { at, first, last } = this.clocks[this.state.clock];
      const counts = [0, 1, 2, 3].map(() => new Int32Array(size + 1));
      const spans = [];
      const begins = this.at;
      for (let article = 0; article < n; article += 1) {
        const begin = begins[article];
        const weight = cube ? rowCount[begin] : 1;
        // Nearly every article of many has one row with one day.
        if (begins[article + 1] - begin === 1 && at[begin + 1] - at[begin] === 1) {
          if (onlyKept && !this.rowOk[begin]) continue;
          const steps = counts[a.row_role[begin]];
          steps[bars.of[first[at[begin]] - bars.first]] += weight;
          steps[bars.of[last[at[begin]] - bars.first] + 1] -= weight;
          continue;
        }
        spans.length = 0;
        for (let row = this.at[article]; row < this.at[article + 1]; row += 1) {
          if (onlyKept && !this.rowOk[row]) continue;
          for (let k = at[row]; k < at[row + 1]; k += 1) {
            spans.push([a.row_role[row], bars.of[first[k] - bars.first], bars.of[last[k] - bars.first]]);
          }
        }
        if (spans.length === 1) addSpan(counts, spans[0], weight);
        else if (spans.length) addOnce(counts, spans, weight);
      }
      return counts.map((steps) => {
        const summed = new Uint32Array(size);
        for (let bar = 0, running = 0; bar < size; bar += 1) {
          running += steps[bar];
          summed[bar] = running;
        }
        return summed;
      });
    }

    /* Chooses what lies in the period. */
    choose() {
      const { n, a, cube } = this.data;
      const { clock, from, to } = this.state;
      const { at, first, last, only, bounds, blocks } = this.clocks[clock];
      const { rowOk, rowOn, lots, places, seenPair, seenTelling, seenStory, seenSource, at: begins } = this;
      const { row_place: rowPlace, row_role: rowRole, row_confidence: rowSure, row_flags: flags, row_count: rowCount } = a;
      const { article_story: storyOf, story_source: sourceOf, row_telling: telling } = a;
      const { count, articles, stories, sources, confidence, sure, fresh: freshAt } = places;
      // An open end is one short of what stands for no day, so that this lies in no period.
      const low = from === null ? NONE + 1 : from;
      const high = to === null ? EVER - 1 : to;
      const whole = !bounds || (low <= bounds[0] && high >= bounds[1]);
      const newest = bounds && Math.min(high, bounds[1]);
      const turn = this.nextTurn();
      for (const column of Object.values(places)) column.fill(0);
      const lists = [null, this.lists.shown, this.lists.unplaced, this.lists.undated];
      const counts = [0, 0, 0, 0];
      const weights = [0, 0, 0, 0]; // what the articles of each lot count for
      let pins = 0;
      let told = 0; // stories of what is shown
      let tellers = 0; // and sources of these
      for (let article = 0; article < n; article += 1) {
        if (article % BLOCK === 0) {
          const block = article / BLOCK;
          if (blocks.from[block] > high || blocks.to[block] < low) {
            lots.fill(0, article, article + BLOCK);
            article += BLOCK - 1;
            continue;
          }
        }
        let lot = 0;
        let dated = false;
        let kept = false;
        let before = -1; // the place whose pin stands already: the strongest role has it
        const end = begins[article + 1];
        for (let row = begins[article]; row < end; row += 1) {
          rowOn[row] = 0;
          if (!rowOk[row]) continue;
          kept = true;
          let timely = only[2 * row] <= high && only[2 * row + 1] >= low;
          let fresh = timely && only[2 * row] === newest;
          if (timely) dated = true;
          else {
            const stop = at[row + 1];
            let k = at[row];
            if (k === stop) timely = whole; // without a day; stands while no day is asked for
            else dated = true;
            if (stop - k > 1) {
              for (; k < stop; k += 1) {
                if (first[k] > high || last[k] < low) continue;
                timely = true;
                if (first[k] === newest) fresh = true;
              }
            } else if (k < stop) timely = false;
            if (!timely) continue;
          }
          const hasDay = at[row] !== at[row + 1];
          if (!(flags[row] & HAS_PIN)) {
            if (hasDay && lot !== SHOWN) lot = UNPLACED;
            continue;
          }
          if (hasDay) lot = SHOWN;
          const place = rowPlace[row];
          if (place === before) continue;
          before = place;
          const weight = cube ? rowCount[row] : 1;
          rowOn[row] = 1;
          pins += weight;
          count[ROLES * place + rowRole[row]] += weight;
          articles[place] += weight;
          if (rowSure[row] > confidence[place]) confidence[place] = rowSure[row];
          if (!(flags[row] & AMBIGUOUS)) sure[place] = 1;
          if (fresh) freshAt[place] += weight;
          if (cube) continue;
          // Copies of a story count once, and it is its own source's.
          if (seenTelling[telling[row]] === turn) continue;
          seenTelling[telling[row]] = turn;
          stories[place] += 1;
          const pair = a.row_pair[row];
          if (seenPair[pair] !== turn) {
            seenPair[pair] = turn;
            sources[place] += 1;
          }
        }
        if (kept && !dated && lot === 0) lot = UNDATED;
        lots[article] = lot;
        if (lot) {
          lists[lot][counts[lot]] = article;
          counts[lot] += 1;
          if (cube) weights[lot] += rowCount[begins[article]];
          else if (lot === SHOWN && seenStory[storyOf[article]] !== turn) {
            seenStory[storyOf[article]] = turn;
            told += 1;
            const source = sourceOf[storyOf[article]];
            if (seenSource[source] !== turn) {
              seenSource[source] = turn;
              tellers += 1;
            }
          }
        }
      }
      if (cube) {
        this.result = this.countsOf(pins, weights);
        return;
      }
      if (clock === "published") this.inPrint(lists);
      this.result = this.resultOf(pins, counts, { stories: told, sources: tellers });
    }

    /* Lists the articles in the order in which they were published. */
    inPrint(lists) {
      const order = this.data.a.published_order;
      const { lots } = this;
      const counts = [0, 0, 0, 0];
      for (let place = 0; place < order.length; place += 1) {
        const lot = lots[order[place]];
        if (!lot) continue;
        lists[lot][counts[lot]] = order[place];
        counts[lot] += 1;
      }
    }

    resultOf(pins, counts, told) {
      const { n } = this.data;
      const { lots, lists } = this;
      const outside = n - counts[SHOWN] - counts[UNPLACED] - counts[UNDATED];
      return {
        counts: {
          total: n, shown: counts[SHOWN], unplaced: counts[UNPLACED], undated: counts[UNDATED],
          outside, pins, ...told,
        },
        shown: lists.shown.subarray(0, counts[SHOWN]),
        unplaced: lists.unplaced.subarray(0, counts[UNPLACED]),
        undated: lists.undated.subarray(0, counts[UNDATED]),
        bars: this.bars,
        lot: (article) => LOTS[lots[article]],
      };
    }

    /* The answer of a cube: how many mentions, and of articles those that were asked for. */
    countsOf(pins, weights) {
      if (this.allOf !== this.data) {
        this.all = this.data.a.row_count.reduce((sum, count) => sum + count, 0);
        this.allOf = this.data;
      }
      const [, shown, unplaced, undated] = weights;
      return {
        counts: { total: this.all, shown, unplaced, undated, outside: this.all - shown - unplaced - undated, pins },
        shown: NOTHING, unplaced: NOTHING, undated: NOTHING, bars: this.bars,
        lot: (article) => (this.sample.articles.includes(article) ? "shown" : null),
      };
    }

    /* Tells whether a row has a pin now. (Of articles in no lot, nothing was written down.) */
    stands(row) {
      return this.rowOn[row] === 1 && this.lots[this.data.a.row_article[row]] !== 0;
    }

    /* The rows of an article that have a pin now, strongest first. */
    pinsOf(article) {
      const rows = [];
      if (this.data.cube || !this.lots[article]) return rows;
      for (let row = this.at[article]; row < this.at[article + 1]; row += 1) if (this.rowOn[row]) rows.push(row);
      return rows;
    }

    /* How many articles have a pin at some places now, in how many stories, of how many sources. */
    toldAt(wanted) {
      const { a } = this.data;
      const { seenStory, seenSource } = this;
      this.rowsOfPlace ??= rowsBy(a.row_place, this.data.p);
      const { starts, rows } = this.rowsOfPlace;
      const turn = this.nextTurn();
      const articles = new Set();
      let stories = 0;
      let sources = 0;
      for (const place of wanted) {
        for (let k = starts[place]; k < starts[place + 1]; k += 1) {
          if (!this.stands(rows[k])) continue;
          const article = a.row_article[rows[k]];
          articles.add(article);
          const story = a.article_story[article];
          if (seenStory[story] === turn) continue;
          seenStory[story] = turn;
          stories += 1;
          if (seenSource[a.story_source[story]] === turn) continue;
          seenSource[a.story_source[story]] = turn;
          sources += 1;
        }
      }
      return { articles: articles.size, stories, sources };
    }

    /* The rows that have a pin at one of some places now, in the order of the list. */
    rowsAt(wanted, most = Infinity) {
      const { m, a } = this.data;
      const found = [];
      for (let row = 0; row < m && found.length < most; row += 1) {
        if (this.rowOn[row] && wanted.has(a.row_place[row]) && this.stands(row)) found.push(row);
      }
      return found;
    }
  }

  /* The rows of each place one after the other: those of `place` from starts[place] on. */
  const rowsBy = (places, p) => {
    const starts = new Uint32Array(p + 1);
    for (const place of places) if (place >= 0) starts[place + 1] += 1;
    for (let place = 0; place < p; place += 1) starts[place + 1] += starts[place];
    const next = starts.slice();
    const rows = new Uint32Array(starts[p]);
    for (let row = 0; row < places.length; row += 1) {
      if (places[row] < 0) continue;
      rows[next[places[row]]] = row;
      next[places[row]] += 1;
    }
    return { starts, rows };
  };

  const addSpan = (counts, [role, from, to], weight) => {
    counts[role][from] += weight;
    counts[role][to + 1] -= weight;
  };

  /* Several days of one article: each bar once, for the strongest role that has it. */
  const addOnce = (counts, spans, weight) => {
    spans.sort((one, other) => one[0] - other[0]);
    const taken = [];
    for (const [role, from, to] of spans) {
      let rest = [[from, to]];
      for (const [low, high] of taken) {
        rest = rest.flatMap(([begin, end]) => {
          if (high < begin || low > end) return [[begin, end]];
          const left = [];
          if (begin < low) left.push([begin, low - 1]);
          if (end > high) left.push([high + 1, end]);
          return left;
        });
      }
      for (const [begin, end] of rest) {
        addSpan(counts, [role, begin, end], weight);
        taken.push([begin, end]);
      }
    }
  };

  Object.assign(dateline, { Model, openState: open });
})();
