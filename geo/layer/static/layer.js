/* The marks of the map on one canvas: crowds, stacks, pins, and the ground that wide places cover.
   It draws what the model has counted by place, in the frame in which the model has counted it. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const ROLES = 4;
  const WHOLE = 14; // pixels: half the square that stands for a whole wide province
  const MARGIN = 60; // pixels about the view in which marks are drawn too
  const MOST_SPREAD = 60; // articles about one place; the list has all of them
  const SMALLEST_GROUND = 13; // pixels: below, the symbol's own edge says it
  const NEAR = 5; // pixels about a mark that still hit it
  const RESTS_AFTER = 180; // milliseconds without a change: then names give way, keys find the marks
  const STACK_TOUCH = 15;
  const { reach, spread } = dateline;

  class Layer {
    constructor(map, app, areas) {
      this.map = map;
      this.app = app;
      this.areas = areas;
      this.symbols = new dateline.Symbols();
      this.hits = [];
      this.open = -1; // the place whose articles are spread about it
      this.lit = null; // the article that the list points at
      this.restListeners = [];
      const pane = map.createPane("dl-marks");
      pane.style.zIndex = 450;
      pane.style.pointerEvents = "none";
      this.canvas = dateline.node("canvas", { class: "leaflet-zoom-animated", "aria-hidden": "true" });
      pane.append(this.canvas);
      this.pen = this.canvas.getContext("2d");
      map.on("move viewreset resize", () => this.schedule());
      map.on("zoomanim", (event) => this.follow(event));
      map.on("moveend", () => app.model.look(viewOf(map)));
    }

    /* Calls back when marks have come to rest. */
    onRest(listener) {
      this.restListeners.push(listener);
    }

    load(data) {
      this.data = data;
      this.clusters = new dateline.Clusters(data);
      this.open = -1;
    }

    paint(colours) {
      this.colours = colours;
      this.symbols.paint(colours);
      this.areas.paint(colours);
      this.schedule();
    }

    light(article) {
      if (this.lit === article) return;
      this.lit = article;
      this.schedule();
    }

    /* Places told by distance: from where they are measured, to where that leads. */
    tellArcs({ article, relative }) {
      this.arcs = { article, all: relative.filter((one) => one.from && one.to) };
      this.schedule();
    }

    drawArcs(scale, origin) {
      const { pen, arcs } = this;
      if (!arcs || arcs.article !== this.app.model.state.article) return;
      const put = ([lat, lon]) => {
        const [x, y] = dateline.project(lat, lon);
        return [x * scale - origin.x, y * scale - origin.y];
      };
      for (const { from, to, error_km: error } of arcs.all) {
        const [x, y] = put(from);
        const [endX, endY] = put(to);
        const [edgeX, edgeY] = put([to[0] + error / 111.2, to[1]]);
        pen.strokeStyle = this.colours.event;
        pen.lineWidth = 1.6;
        pen.beginPath();
        pen.moveTo(x, y);
        // A bow, so that it is no border and no road.
        pen.quadraticCurveTo((x + endX) / 2 - (endY - y) / 5, (y + endY) / 2 + (endX - x) / 5, endX, endY);
        pen.stroke();
        pen.setLineDash([3, 3]);
        pen.beginPath();
        pen.arc(endX, endY, Math.max(4, Math.hypot(edgeX - endX, edgeY - endY)), 0, 2 * Math.PI);
        pen.stroke();
        pen.setLineDash([]);
        pen.beginPath();
        pen.arc(endX, endY, 2.5, 0, 2 * Math.PI);
        pen.fillStyle = this.colours.event;
        pen.fill();
      }
    }

    spreadAt(place) {
      this.open = place;
      this.schedule();
    }

    schedule() {
      if (this.due) return;
      this.due = requestAnimationFrame(() => this.draw());
    }

    // While a zoom is on its way the last picture grows with the map.
    follow(event) {
      const { map } = this;
      const scale = map.getZoomScale(event.zoom);
      const corner = map._latLngBoundsToNewLayerBounds(map.getBounds(), event.zoom, event.center).min;
      L.DomUtil.setTransform(this.canvas, corner, scale);
    }

    fit() {
      const { map, canvas } = this;
      const size = map.getSize();
      const sharp = window.devicePixelRatio || 1;
      if (canvas.width !== Math.round(size.x * sharp) || canvas.height !== Math.round(size.y * sharp)) {
        canvas.width = Math.round(size.x * sharp);
        canvas.height = Math.round(size.y * sharp);
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      L.DomUtil.setTransform(canvas, map.containerPointToLayerPoint([0, 0]), 1);
      this.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
      this.pen.clearRect(0, 0, size.x, size.y);
      return size;
    }

    draw() {
      if (this.due) cancelAnimationFrame(this.due);
      this.due = null;
      const { map, data, pen } = this;
      if (!data || !this.colours || !map._loaded || map._animatingZoom || !this.app.model.result) return;
      const size = this.fit();
      const origin = map.getPixelBounds().min;
      const scale = 2 ** map.getZoom();
      this.at = (place) => [
        this.clusters.x[place] * scale - origin.x, this.clusters.y[place] * scale - origin.y,
      ];
      this.inside = (x, y) => x > -MARGIN && y > -MARGIN && x < size.x + MARGIN && y < size.y + MARGIN;
      this.hits = [];
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.font = `650 11.5px ${dateline.SANS}`;
      const own = this.ownPlaces();
      const found = this.gather(own);
      this.drawGrounds(found, scale, origin);
      this.drawCrowds(found);
      this.drawArcs(scale, origin);
      this.drawOwn(own);
      this.drawSpread();
      this.rest();
    }

    /* Places that stand for themselves whatever lies near: of the open article, and the spread one. */
    ownPlaces() {
      const { model } = this.app;
      const { article, place } = model.state;
      const own = new Map(); // place -> {row, role, unsure, chosen}
      const { a, cube } = this.data;
      if (article === null) return own;
      for (const row of model.pinsOf(article)) {
        const where = a.row_place[row];
        const unsure = Boolean(a.row_flags[row] & 2);
        own.set(where, { row, role: a.row_role[row], unsure, chosen: place === null || where === place });
      }
      if (cube && place !== null) {
        const { count, sure } = model.places;
        const role = strongest(count.subarray(ROLES * place, ROLES * place + ROLES));
        own.set(place, { role, unsure: !sure[place], chosen: true });
      }
      return own;
    }

    /* Sums the places of each crowd. */
    gather(own) {
      const { places } = this.app.model;
      const { drawn } = this.clusters;
      const { seeds, of } = this.clusters.at(this.map.getZoom());
      const size = seeds.length;
      if (!this.sums || this.sums.articles.length < size) {
        this.sums = {
          articles: new Uint32Array(size), shares: new Uint32Array(ROLES * size),
          places: new Uint32Array(size), last: new Int32Array(size), fresh: new Uint32Array(size),
        };
      }
      const { articles, shares, places: many, last, fresh } = this.sums;
      articles.fill(0, 0, size);
      shares.fill(0, 0, ROLES * size);
      many.fill(0, 0, size);
      fresh.fill(0, 0, size);
      for (let index = 0; index < drawn.length; index += 1) {
        const place = drawn[index];
        const count = places.articles[place];
        if (!count || place === this.open || (own.size && own.has(place))) continue;
        const crowd = of[place];
        articles[crowd] += count;
        many[crowd] += 1;
        // Where its own heaviest place is away, the heaviest that is there stands for the crowd.
        if (many[crowd] === 1 || count > places.articles[last[crowd]]) last[crowd] = place;
        fresh[crowd] += places.fresh[place];
        for (let role = 0; role < ROLES; role += 1) {
          shares[ROLES * crowd + role] += places.count[ROLES * place + role];
        }
      }
      const found = [];
      for (let crowd = 0; crowd < size; crowd += 1) {
        if (!articles[crowd]) continue;
        const seed = seeds[crowd];
        const away = many[crowd] === 1 || seed === this.open || own.has(seed);
        const place = away ? last[crowd] : seed;
        const [x, y] = this.at(place);
        if (!this.inside(x, y)) continue;
        const from = ROLES * crowd;
        found.push({
          crowd, place, x, y, many: many[crowd], count: articles[crowd], fresh: fresh[crowd],
          shares: [shares[from], shares[from + 1], shares[from + 2], shares[from + 3]],
        });
      }
      // The weightier are drawn later, and so lie above.
      found.sort((one, other) => one.count - other.count || strongest(other.shares) - strongest(one.shares));
      return found;
    }

    drawGrounds(found, scale, origin) {
      const { model } = this.app;
      for (const mark of found) {
        if (mark.many !== 1) continue;
        const half = mark.count > 1 ? reach(mark.count) + 5 : WHOLE;
        this.ground(mark.place, strongest(mark.shares), half, [scale, origin], false);
      }
      for (const [place, { chosen, role }] of this.ownPlaces()) {
        const hot = chosen && model.state.article !== null;
        this.ground(place, role, WHOLE, [scale, origin], hot);
      }
    }

    /* The ground that a wide place covers. A very wide province without an outline has a hatched
       square of one size instead, `half` to each side, which stands for the whole of it. */
    ground(place, role, half, [scale, origin], hot) {
      const { a } = this.data;
      const precision = a.place_precision[place];
      if (precision === 0) return;
      const [x, y] = this.at(place);
      const narrow = Math.cos((a.place_lat[place] * Math.PI) / 180);
      const radius = (a.place_radius[place] / (40_075 * narrow)) * dateline.WORLD * scale;
      const colour = this.colours[dateline.roles[role]];
      if (precision === 2 && this.areas.draw(this.pen, this.idOf(place), colour, scale, origin, hot)) return;
      if (precision === 2 && this.areas.tooWide(a.place_radius[place])) {
        this.areas.square(this.pen, x, y, half, colour);
        return;
      }
      if (radius < SMALLEST_GROUND) return;
      this.areas.circle(this.pen, x, y, radius, colour, precision === 2, hot);
    }

    idOf(place) {
      const { names } = this.app.model;
      return names ? names.places[place][0] : null;
    }

    drawCrowds(found) {
      for (const mark of found) {
        if (mark.many === 1 && mark.count === 1) this.drawPin(mark);
        else this.drawCrowd(mark);
      }
    }

    drawPin(mark) {
      const { a } = this.data;
      const { places } = this.app.model;
      const { place, x, y } = mark;
      const role = strongest(mark.shares);
      this.symbols.pin(this.pen, x, y, role, a.place_precision[place],
        places.confidence[place] / 100, !places.sure[place]);
      const tall = role === 0 && a.place_precision[place] === 0;
      if (mark.fresh) this.symbols.fresh(this.pen, x, tall ? y - 14 : y, 12);
      this.hits.push({ kind: "pin", x, y: tall ? y - 11 : y, radius: 11, foot: y, place, mark });
    }

    drawCrowd(mark) {
      const { x, y, count, many, place } = mark;
      this.symbols.crowd(this.pen, x, y, mark.shares, count, many > 1);
      const radius = reach(count);
      if (many === 1) {
        this.sourcesOf(place, x, y, radius);
        if (this.data.a.place_precision[place]) this.wide(x, y, radius + 4, strongest(mark.shares));
      }
      if (mark.fresh) this.symbols.fresh(this.pen, x, y, radius + 5.5);
      this.hits.push({ kind: many > 1 ? "crowd" : "stack", x, y, radius, foot: y, place, mark });
    }

    /* A dashed edge about a stack: its place is wider than the mark. */
    wide(x, y, radius, role) {
      const { pen } = this;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.setLineDash([3, 2.5]);
      pen.lineWidth = 1.2;
      pen.strokeStyle = this.colours[dateline.roles[role]];
      pen.stroke();
      pen.setLineDash([]);
    }

    /* Dots below the number: told by one, two, three or more sources that are independent. */
    sourcesOf(place, x, y, radius) {
      const sources = Math.min(3, this.app.model.places.sources[place]);
      this.pen.fillStyle = this.colours.ink;
      for (let index = 0; index < sources; index += 1) {
        this.pen.beginPath();
        this.pen.arc(x + (index - (sources - 1) / 2) * 4, y + radius * 0.55, 1.1, 0, 2 * Math.PI);
        this.pen.fill();
      }
    }

    /* The open article's pins, and a ring about those that the list points at. */
    drawOwn(own) {
      const { a } = this.data;
      const { places } = this.app.model;
      for (const [place, { row, role, unsure, chosen }] of own) {
        const [x, y] = this.at(place);
        if (!this.inside(x, y)) continue;
        const tall = role === 0 && a.place_precision[place] === 0;
        this.ring(x, tall ? y - 12 : y, 15, chosen);
        this.symbols.pin(this.pen, x, y, role, a.place_precision[place], 1, unsure);
        const others = places.articles[place] - 1;
        if (others > 0) this.badge(x + 11, y - (tall ? 24 : 11), others);
        this.hits.push({
          kind: others > 0 ? "stack" : "pin", x, y: tall ? y - 11 : y, radius: 14, foot: y, place,
          mark: { place, count: others + 1, many: 1, shares: null, row },
        });
      }
      if (this.lit === null || this.lit === this.app.model.state.article) return;
      for (const row of this.app.model.pinsOf(this.lit)) {
        const [x, y] = this.at(a.row_place[row]);
        if (this.inside(x, y)) this.ring(x, y, STACK_TOUCH + 4, false);
      }
    }

    ring(x, y, radius, chosen) {
      const { pen } = this;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      if (chosen) {
        pen.globalAlpha = 0.55;
        pen.fillStyle = this.colours.edge;
        pen.fill();
        pen.globalAlpha = 1;
      }
      pen.setLineDash(chosen ? [] : [2, 2.5]);
      pen.lineWidth = chosen ? 2 : 1.5;
      pen.strokeStyle = this.colours.choice;
      pen.stroke();
      pen.setLineDash([]);
    }

    badge(x, y, others) {
      const { pen } = this;
      const text = `+${dateline.shortCount(others)}`;
      const half = pen.measureText(text).width / 2 + 4;
      pen.fillStyle = this.colours.paper;
      pen.strokeStyle = this.colours.muted;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.roundRect(x - half, y - 8, 2 * half, 16, 8);
      pen.fill();
      pen.stroke();
      pen.fillStyle = this.colours.ink;
      pen.fillText(text, x, y + 0.5);
    }

    drawSpread() {
      const { open, pen } = this;
      const { a } = this.data;
      if (open < 0) return;
      const rows = this.app.model.rowsAt(new Set([open]), MOST_SPREAD);
      if (!rows.length) {
        this.open = -1;
        return;
      }
      const [x, y] = this.at(open);
      const stands = spread(rows.length);
      pen.strokeStyle = this.colours.muted;
      pen.lineWidth = 1;
      pen.beginPath();
      for (const [dx, dy] of stands) {
        pen.moveTo(x, y);
        pen.lineTo(x + dx, y + dy);
      }
      pen.stroke();
      pen.beginPath();
      pen.arc(x, y, 3, 0, 2 * Math.PI);
      pen.fillStyle = this.colours.ink;
      pen.fill();
      rows.forEach((row, index) => {
        const [dx, dy] = stands[index];
        const chosen = a.row_article[row] === this.app.model.state.article;
        if (chosen) this.ring(x + dx, y + dy, 13, true);
        // Spread ones stand beside their place, so none has a tip that would point elsewhere.
        const precision = Math.max(1, a.place_precision[open]);
        this.symbols.pin(pen, x + dx, y + dy, a.row_role[row], precision,
          a.row_confidence[row] / 100, Boolean(a.row_flags[row] & 2));
        this.hits.push({
          kind: "pin", x: x + dx, y: y + dy, radius: 11, foot: y + dy, place: open,
          mark: { place: open, count: 1, many: 1, row },
        });
      });
    }

    rest() {
      clearTimeout(this.resting);
      this.resting = setTimeout(() => {
        for (const listener of this.restListeners) listener(this.hits);
      }, RESTS_AFTER);
    }

    // What lies under a point, and what a click there does.

    hit(point) {
      let best = null;
      let least = Infinity;
      for (const one of this.hits) {
        const far = Math.hypot(one.x - point.x, one.y - point.y);
        if (far <= one.radius + NEAR && far < least) [best, least] = [one, far];
      }
      return best;
    }

    /* The row that a pin stands for; known only once it is asked for. */
    rowOf(hit) {
      if (hit.mark.row === undefined) hit.mark.row = this.app.model.rowsAt(new Set([hit.place]), 1)[0];
      return hit.mark.row;
    }

    /* The places that a mark counts. */
    placesOf(hit) {
      if (hit.kind !== "crowd") return [hit.place];
      const { of } = this.clusters.at(this.map.getZoom());
      const { places } = this.app.model;
      return [...this.clusters.drawn].filter((place) => of[place] === hit.mark.crowd && places.articles[place]);
    }

    act(hit) {
      if (hit.kind !== "crowd" && this.data.cube) this.app.only(hit.place);
      else if (hit.kind === "pin") this.app.open(this.data.a.row_article[this.rowOf(hit)], hit.place);
      else if (hit.kind === "stack") this.spreadAt(this.open === hit.place ? -1 : hit.place);
      else this.part(hit);
    }

    /* Goes where the places of a crowd stand apart. */
    part(hit) {
      const { a } = this.data;
      const { map } = this;
      const points = this.placesOf(hit).map((place) => [a.place_lat[place], a.place_lon[place]]);
      const bounds = L.latLngBounds(points);
      const animate = !dateline.still();
      const closest = Math.min(map.getMaxZoom(), map.getBoundsZoom(bounds, false, L.point(80, 80)));
      const zoom = Math.max(closest, Math.min(map.getMaxZoom(), map.getZoom() + 1));
      if (zoom <= map.getZoom() && this.data.cube) this.app.only(hit.place);
      else if (zoom <= map.getZoom()) this.spreadAt(hit.place); // nothing closer: one of them at least
      else map.setView(bounds.getCenter(), zoom, { animate });
    }

    /* Boxes of the marks in layer pixels: names keep out of them. */
    obstacles() {
      return this.hits.map(({ x, y, radius, foot }) => {
        const from = this.map.containerPointToLayerPoint([x - radius, y - radius]);
        const to = this.map.containerPointToLayerPoint([x + radius, Math.max(foot, y + radius)]);
        return [from.x, from.y, to.x, to.y];
      });
    }
  }

  const strongest = (shares) => (shares[0] ? 0 : shares[1] ? 1 : shares[2] ? 2 : 3);

  const viewOf = (map) => {
    const bounds = map.getBounds();
    return [bounds.getSouth(), bounds.getWest(), bounds.getNorth(), bounds.getEast()];
  };

  Object.assign(dateline, { Layer, viewOf });
})();
