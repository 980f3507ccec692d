/* Puts the parts together in the map's frame: the ground, the marks, the panels about them, and what
   Python is told. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const CLOSEST_START = 9; // zoom: a single pin still shows what lies about it
  const CLEAR = 48; // pixels that a chosen pin keeps from the edge
  const EDGES = [[-85, -200], [85, 200]]; // how far the map can be moved
  const COUNTS_ONLY = "There are too many articles to show each: map and bars show counts by place and day, " +
    "and the list has those of the places in sight. Copies are not folded into stories.";
  const TOO_MANY_TO_ASK = "Words, sources and how sure a place is cannot narrow so many articles. Days, places, " +
    "areas and roles can.";
  const { node } = dateline;
  const ROLE_COLOURS = ["event", "dateline", "government", "background"];
  const COLOURS = [...ROLE_COLOURS, "edge", "paper", "ink", "muted", "choice"];

  if (dateline.still()) {
    L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  }

  class App {
    constructor(map, settings) {
      this.map = map;
      this.settings = { viewOnly: true, bare: false, ...settings };
      this.model = new dateline.Model();
      this.listeners = new Map();
      this.texts = new dateline.Texts();
      this.texts.onCard = (card) => this.carded(card);
      this.told_ = null;
      this.begun = false; // the link has been taken up and the first answer is there
      this.known = null;
      this.language = "en";
      // The parts hand these on as they are.
      this.setTheme = (asked) => this.theme.set(asked);
      this.setLabels = (language) => this.label(language);
      this.notes = [];
      this.number = 0;
      this.build();
    }

    // Parts and their places.

    build() {
      const host = (name, tag = "div", attributes = {}) => node(tag, { class: `dl-${name}`, ...attributes });
      this.element = node("div", { id: "dl-app" });
      this.hosts = {
        head: host("head", "header"),
        list: host("list", "section", { "aria-label": "Articles" }),
        card: host("card", "aside", { "aria-label": "The open article" }),
        time: host("time", "footer", { "aria-label": "Days" }),
      };
      this.element.append(...Object.values(this.hosts));
      const { map } = this;
      const box = map.getContainer();
      // The map becomes one of the parts, so that it has the room that they leave.
      this.element.append(box);
      document.body.append(this.element);
      document.documentElement.lang = "en";
      box.classList.add("dl-map");
      box.setAttribute("role", "main"); // a name is heard only of what has a role
      box.setAttribute("aria-label", "Map of the articles");
      this.limit();
      map.setMaxBounds(EDGES);
      this.ground = new dateline.Ground(map, `${this.settings.assets}/basemap`);
      this.names = new dateline.Names().addTo(map);
      const areas = new dateline.Areas(this.ground.areas, this.settings.widest);
      this.layer = new dateline.Layer(map, this, areas);
      this.words = new dateline.Words(map, this, this.layer);
      this.marks = new dateline.Marks(map, this.layer, this.words);
      dateline.controls(map, this);
      this.select = new dateline.Select(map, this);
      this.link = new dateline.Link(map, this);
      this.names.obstacles = () => [...this.layer.obstacles(), ...dateline.controlBoxes(map)];
      this.layer.onRest(() => this.names.redraw());
      dateline.load(`${this.settings.assets}/basemap/labels.json`)
        .then((labels) => this.names.setLabels(labels), () => {});
      this.ground.ready.then(() => {
        this.layer.schedule();
        box.dataset.ready = "true";
        this.emit("ground");
      });
      this.theme = new dateline.Theme((name, palette) => this.paint(name, palette));
      this.model.on((result, changed) => this.follow(result, changed));
      // The link names the open article by its id, which comes with the article's row.
      this.texts.on(() => {
        if (this.articleId !== this.link.article) this.link.write();
      });
      this.model.onSettled(() => this.rested());
      this.sample = new dateline.Sample(this.model, this.texts);
      map.on("moveend", () => {
        if (!this.begun || this.resizing) return;
        this.link.live = true;
        this.link.write();
      });
      this.watchSize();
    }

    /* Whether the style sheets have come: st_folium runs the scripts before, and what is measured or
       painted by then is wrong. */
    isDressed() {
      const signs = [[this.element, "--event"], [this.element, "--dl-top"], [this.hosts.time, "--size"]];
      return signs.every(([element, name]) => getComputedStyle(element).getPropertyValue(name));
    }

    dressed() {
      return new Promise((done) => {
        const look = () => (this.isDressed() ? done() : requestAnimationFrame(look));
        look();
      });
    }

    /* The panels are made once it is known what this visitor may do. */
    furnish() {
      this.settings.theme = this.theme.asked;
      dateline.Panels(this);
      for (const [part, host_] of [["Head", "head"], ["List", "list"], ["Card", "card"], ["TimeBar", "time"]]) {
        this[host_] = new dateline[part](this, this.hosts[host_]);
      }
    }

    limit() {
      const box = this.map.getContainer();
      const far = Math.log2((box.clientWidth * 360) / (dateline.WORLD * (EDGES[1][1] - EDGES[0][1])));
      const [least, most] = this.settings.zooms;
      this.map.options.minZoom = Math.max(least, Math.min(2, Math.floor(4 * far) / 4));
      this.map.options.maxZoom = most;
    }

    /* The panels leave the map its room; nothing may move in it when one opens or folds. */
    watchSize() {
      const { map } = this;
      const box = map.getContainer();
      let corner = box.getBoundingClientRect();
      new ResizeObserver(() => {
        if (!box.clientWidth || !box.clientHeight) return;
        this.limit();
        this.resizing = true;
        const { place } = this.model.state;
        const seen = this.begun && place !== null && map.getBounds().contains(this.at(place));
        const before = corner;
        corner = box.getBoundingClientRect();
        map.invalidateSize({ animate: false, pan: false });
        if (!this.used && this.begun && !this.link.live) this.showAll(false);
        else if (map._loaded) {
          map.panBy([corner.left - before.left, corner.top - before.top], { animate: false });
          if (seen) this.bring(place); // what opened must not lie over the place that opened it
        }
        this.resizing = false;
        this.layer.schedule();
      }).observe(box);
      for (const event of ["pointerdown", "keydown", "wheel"]) {
        window.addEventListener(event, () => {
          this.used = true;
        }, { capture: true, passive: true, once: true });
      }
    }

    paint(name, palette) {
      this.element.dataset.theme = name;
      this.map.getContainer().dataset.theme = name;
      if (!this.isDressed()) return; // painted once the style sheets have come
      this.ground.paint(palette);
      this.names.setPalette(palette);
      const style = getComputedStyle(this.element);
      const colours = Object.fromEntries(COLOURS.map((key) => [key, style.getPropertyValue(`--${key}`).trim()]));
      this.layer.paint(colours);
      this.emit("theme", name);
    }

    label(language) {
      this.language = language;
      this.names.setLanguage(language);
      this.link.write();
      this.emit("labels", language);
    }

    // What happens between the parts.

    on(event, listener) {
      if (!this.listeners.has(event)) this.listeners.set(event, []);
      this.listeners.get(event).push(listener);
    }

    emit(event, value) {
      for (const listener of this.listeners.get(event) || []) listener(value);
    }

    /* The pointer is over this article's pin: its row is lit. */
    point(article) {
      if (this.pointed === article) return;
      this.pointed = article;
      this.emit("highlight", article);
    }

    /* The list points at this article: its pins are lit. */
    highlight(article) {
      this.layer.light(article);
    }

    open(article, place = null) {
      this.following = null;
      const rows = this.model.pinsOf(article);
      const first = rows.length ? this.model.data.a.row_place[rows[0]] : null;
      this.model.set({ article, place: place === null ? first : place });
    }

    /* A card has come. Behind a cube's counts it is the first to say where its article's pins are. */
    carded({ article, relative, places }) {
      this.layer.tellArcs({ article, relative });
      const { data, names, state } = this.model;
      if (!data.cube || !names || !places.length || state.place !== null || state.article !== article) return;
      const place = names.places.findIndex(([id]) => id === places[0].id);
      if (place >= 0) this.model.set({ place });
    }

    /* Stands on a place of the open article without a move of the map. */
    stand(place) {
      if (place === this.model.state.place) return;
      this.standing = place;
      this.model.set({ place });
    }

    close() {
      this.model.set({ article: null, place: null });
    }

    /* Asks for one place alone; once more, for all again. */
    only(place) {
      const { places } = this.model.state;
      this.model.set({ places: new Set(places.size === 1 && places.has(place) ? [] : [place]) });
    }

    /* The id of the open article, which the link bears; null until its row has come. */
    get articleId() {
      const { article } = this.model.state;
      if (article === null) return null;
      const row = this.texts.row(article);
      if (row) this.known = { article, id: row.id };
      return this.known && this.known.article === article ? this.known.id : null;
    }

    /* Opens the next (1) or previous (-1) article in the list's order, or by distance from the place. */
    step(direction, by = "time") {
      const { result, state } = this.model;
      const lot = (state.article !== null && result.lot(state.article)) || "shown";
      const order = by === "distance" ? this.byDistance() : result[lot];
      if (!order.length) return;
      const at = state.article === null ? -1 : order.indexOf(state.article);
      const next = order[Math.max(0, Math.min(order.length - 1, at < 0 ? 0 : at + direction))];
      if (next !== state.article) this.open(next);
    }

    /* The articles with a pin, the nearest first to where this way of stepping began. */
    byDistance() {
      const { data, state } = this.model;
      const { a } = data;
      if (data.cube) return [...this.model.result.shown];
      if (this.from && this.from.has(state.article)) return [...this.from.keys()];
      const start = state.place === null ? this.map.getCenter() :
        L.latLng(a.place_lat[state.place], a.place_lon[state.place]);
      const nearest = new Map();
      for (let row = 0; row < data.m; row += 1) {
        if (!this.model.stands(row)) continue;
        const place = a.row_place[row];
        const far = this.map.distance(start, [a.place_lat[place], a.place_lon[place]]);
        const article = a.row_article[row];
        if (article === state.article) nearest.set(article, -1);
        else if (!(nearest.get(article) <= far)) nearest.set(article, far);
      }
      this.from = new Map([...nearest].sort((one, other) => one[1] - other[1] || one[0] - other[0]));
      return [...this.from.keys()];
    }

    placeName(place) {
      const { names } = this.model;
      if (!names) return "…";
      const [, name, , , dari, pashto] = names.places[place];
      return (this.language === "fa" && dari) || (this.language === "ps" && pashto) || name;
    }

    /* Draws the chosen place and the rejected ones on a small map of the land about them. */
    miniMap(canvas, points) {
      dateline.miniMap(canvas, points, this.ground.land, getComputedStyle(this.element));
    }

    notices() {
      return this.notes;
    }

    dismissNotices() {
      this.notes = [];
      this.emit("notices", []);
    }

    follow(result, changed) {
      this.layer.draw();
      if (changed.has("simplified")) this.note(TOO_MANY_TO_ASK);
      if (changed.has("clock")) this.texts.by(this.model.state.clock);
      if (changed.has("q") || (changed.has("data") && this.model.state.q)) this.search();
      const { article, place } = this.model.state;
      if (changed.has("data") || changed.has("from") || changed.has("to") || changed.has("clock")) this.from = null;
      if ((changed.has("article") || changed.has("place")) && article !== null && place !== null && this.begun) {
        if (place !== this.standing) this.bring(place);
        this.standing = null;
      }
      this.map.getContainer().dataset.pins = String(result.counts.pins);
    }

    at(place) {
      const { a } = this.model.data;
      return [a.place_lat[place], a.place_lon[place]];
    }

    /* Brings a place into sight, and only where it is not. */
    bring(place) {
      const at = this.at(place);
      const point = this.map.latLngToContainerPoint(at);
      const size = this.map.getSize();
      const near = Math.min(point.x, point.y, size.x - point.x, size.y - point.y);
      if (near >= CLEAR - 2) return; // what was brought in once is not moved again by a rounding
      this.map.panInside(at, { padding: [CLEAR, CLEAR], animate: !dateline.still() });
    }

    showAll(animate = !dateline.still()) {
      const bounds = this.firstBounds();
      if (!bounds) return;
      const room = this.map.getContainer().clientWidth < 500 ? 34 : 56;
      this.map.fitBounds(bounds, {
        paddingTopLeft: [room, room + 10], paddingBottomRight: [room, room], animate, maxZoom: CLOSEST_START,
      });
    }

    /* Where the pins are, told from all of the dataset. Where most stand in the theatre only those
       count: a capital that had something to say must not shrink the news to a speck. */
    firstBounds() {
      const { data } = this.model;
      const { a } = data;
      const [[south, west], [north, east]] = this.settings.theatre;
      const all = [];
      const there = [];
      for (const place of this.layer.clusters.drawn) {
        const at = [a.place_lat[place], a.place_lon[place]];
        all.push(at);
        if (at[0] >= south && at[0] <= north && at[1] >= west && at[1] <= east) there.push(at);
      }
      const chosen = 2 * there.length > all.length ? there : all;
      return chosen.length ? L.latLngBounds(chosen) : null;
    }

    // What Python says, and is told.

    async told(told) {
      this.latest = told.hash;
      this.furnished ||= this.dressed().then(() => {
        this.theme.again();
        this.settings.viewOnly = told.viewOnly;
        this.furnish();
      });
      await this.furnished;
      if (this.latest !== told.hash) return;
      const changed = told.changes && told.changes !== this.changes;
      if (this.told_ !== told.hash) {
        this.told_ = told.hash;
        try {
          await this.take(told.hash);
        } catch (error) {
          this.fail(error);
        }
      }
      if (!changed) return;
      this.changes = told.changes;
      this.emit("changed", told.done);
    }

    async take(hash) {
      const address = `${this.settings.assets}/data/${hash}`;
      const first = !this.begun;
      const kept = first ? null : this.keep();
      const asking = first ? dateline.load(`${this.settings.assets}/link${dateline.Link.given()}`) : null;
      const [buffer, names, link] = await Promise.all([
        dateline.loadBytes(`${address}/columns`), dateline.load(`${address}/names`), asking,
      ]);
      if (this.told_ !== hash) return; // a newer one is on its way
      this.texts.from(address);
      const data = dateline.readColumns(buffer);
      this.layer.load(data);
      this.model.names = names;
      const wanted = first ? this.stateOf(link.state, names) : await this.again(kept, address, names);
      this.model.state = { ...this.model.state, ...wanted };
      this.model.load(data);
      this.model.changed.add("names");
      for (const key of Object.keys(wanted)) this.model.changed.add(key);
      if (first) this.begin(link);
      if (data.cube && first) this.note(COUNTS_ONLY);
      this.model.schedule();
      this.map.getContainer().dataset.data = hash;
    }

    begin(link) {
      this.notes = link.notices;
      this.known = { article: link.state.n, id: link.state.article };
      this.settings.bare = Boolean(link.state.bare);
      this.element.dataset.bare = String(this.settings.bare);
      if (link.state.labels && link.state.labels !== "en") this.setLabels(link.state.labels);
      this.limit();
      this.map.invalidateSize({ animate: false });
      const { view } = link.state;
      if (view) this.map.setView([view[0], view[1]], view[2], { animate: false });
      else this.showAll(false);
      this.begun = true;
      this.link.live = Boolean(view);
      this.model.view = dateline.viewOf(this.map);
      this.emit("notices", this.notes);
      this.emit("begun");
    }

    /* The link's words as the model's numbers. */
    stateOf(told, names) {
      const places = new Map(names.places.map(([id], index) => [id, index]));
      const sources = new Map(names.sources.map((name, index) => [name, index]));
      const known = (wanted, index) => new Set((wanted || []).map((one) => index.get(one)).filter((one) => one >= 0));
      const { parse } = dateline.days;
      return {
        clock: told.clock, from: parse(told.from), to: parse(told.to), q: told.q || "",
        places: known(told.places, places), sources: known(told.sources, sources),
        roles: new Set((told.roles || []).map((role) => dateline.roles.indexOf(role)).filter((role) => role >= 0)),
        least: Math.round(100 * (told.least || 0)), independent: told.independent || 1,
        area: told.area && told.area.length > 2 ? told.area : null, inView: Boolean(told.in_view),
        article: told.n ?? null, place: places.get(told.pin) ?? null,
      };
    }

    /* The question in words that outlast a dataset, and put to the next one. */
    keep() {
      const { state, names } = this.model;
      return {
        ...state, id: this.articleId, places: [...state.places].map((place) => names.places[place][0]),
        sources: [...state.sources].map((source) => names.sources[source]),
        pin: state.place === null ? null : names.places[state.place][0],
      };
    }

    async again(kept, address, names) {
      const places = new Map(names.places.map(([id], index) => [id, index]));
      const sources = new Map(names.sources.map((name, index) => [name, index]));
      let article = null;
      if (kept.id) {
        const found = await dateline.load(`${address}/find?article=${encodeURIComponent(kept.id)}`).catch(() => null);
        article = found && found.n;
      }
      const known = (wanted, index) => new Set(wanted.map((one) => index.get(one)).filter((one) => one >= 0));
      return {
        places: known(kept.places, places), sources: known(kept.sources, sources), matching: null,
        article, place: article === null ? null : places.get(kept.pin) ?? null,
      };
    }

    /* Searches titles, texts, sources and places; the server tells which articles answer. */
    async search() {
      const { q } = this.model.state;
      if (!q) {
        this.model.set({ matching: null });
        return;
      }
      try {
        const matching = await this.texts.matching(q);
        if (this.model.state.q === q) this.model.set({ matching });
      } catch {
        this.note("The search could not be answered. Try again in a moment.");
      }
    }

    note(sentence) {
      this.notes = [...this.notes, sentence];
      this.emit("notices", this.notes);
    }

    fail(error) {
      // An older version may be asked for while a new one comes; anything else is told.
      if (error.status === 404) {
        this.tell("stale", {});
        return;
      }
      this.note("The articles could not be loaded. Load the page again; the server's log says what happened.");
    }

    rested() {
      if (!this.begun) return;
      this.link.write();
      const { iso } = dateline.days;
      const { from, to, clock } = this.model.state;
      const state = {
        from: from === null ? null : iso(from), to: to === null ? null : iso(to), clock, article: this.articleId,
      };
      const settled = JSON.stringify(state);
      if (settled === this.settled) return;
      const first = this.settled === undefined;
      this.settled = settled;
      if (!first) this.tell("settled", { state });
    }

    /* Tells Python. st_folium listens for drawings: the one way to it that carries properties. */
    tell(kind, told) {
      this.number = Math.max(this.number + 1, Date.now());
      const feature = {
        type: "Feature",
        properties: { kind, number: this.number, ...told },
        geometry: { type: "Point", coordinates: [0, 0] },
      };
      this.map.fire("draw:created", { layerType: "marker", layer: { toGeoJSON: () => feature } });
    }
  }

  dateline.start = (map, settings) => {
    map.dateline = new App(map, settings);
  };

  /* The group that st_folium swaps: a layer that hands over what it was told. Its removal does
     nothing, for the next group follows. */
  dateline.told = (told) => new (L.Layer.extend({
    onAdd(map) {
      map.dateline.told(told);
    },
    onRemove() {},
  }))();
})();
