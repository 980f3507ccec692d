/* The pins: what the page tells is drawn, and only what changed is drawn anew. Every symbol is an
   element of its own that mouse, finger, keyboard and screen reader reach. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const MOST_SPREAD = 400; // pins about one place; the list has all of them
  const SMALLEST_CIRCLE = 13; // pixels: below, the symbol's own edge says it
  const VAST = [9, 10.5]; // zoom from which a province, a circle, tends to fill the view
  const DEEPEST = 12; // zoom to which a crowd is taken apart at most

  const same = (a, b) => String(a) === String(b);

  const decode = (told) => {
    const places = told.places.map(([id, lat, lon, precision, radius]) => (
      { id, lat, lon, precision: dateline.precisions[precision], radius }));
    return told.pins.map(([article, place, role, confidence, ambiguous]) => ({
      article: told.articles[article],
      place: places[place],
      role: dateline.roles[role],
      confidence: confidence / 100,
      ambiguous: ambiguous === 1,
    }));
  };

  const shares = (pins) => dateline.roles.map((role) => pins.filter((pin) => pin.role === role).length);

  const strongest = (pins) => dateline.roles.find((role) => pins.some((pin) => pin.role === role));

  dateline.Pins = class {
    constructor(map, { words, areas, widest, moved }) {
      this.map = map;
      this.words = words;
      this.areas = areas;
      this.widest = widest; // km: from this radius on a circle would say nothing
      this.moved = moved;
      this.pins = [];
      this.selected = null; // [article, place | null]
      this.told = null; // what the page last said was selected
      this.picked = null; // what was clicked here and the page has not confirmed
      this.open = null; // id of the place whose pins are spread
      this.spots = new Map();
      this.grounds = new Map();
      this.clicks = 0;
      this.renderer = L.svg({ pane: "dl-areas", padding: 0.3 });
      map.getContainer().append(dateline.hatching());
      map.on("moveend", () => this.draw());
      // What lies outside the view is not drawn: no key and no reader should land on it.
      map.on("drag", () => {
        if (this.due) return;
        this.due = requestAnimationFrame(() => {
          this.due = null;
          this.draw();
        });
      });
      map.on("click", () => this.spreadAt(null));
      map.getContainer().addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.open) this.spreadAt(null, true);
      });
    }

    /* Takes what geo.maps.payload tells. Returns the pin to bring into sight, or null. */
    show(told) {
      this.pins = decode(told);
      let wanted = null;
      if (!same(told.selected, this.told)) {
        this.told = told.selected;
        this.selected = told.selected;
        if (told.selected && !same(told.selected, this.picked)) {
          wanted = this.pins.find((pin) => this.state(pin) === "selected") ||
            this.pins.find((pin) => pin.article === told.selected[0]) || null;
        }
        this.picked = null;
      }
      this.draw();
      return wanted && [wanted.place.lat, wanted.place.lon];
    }

    /* Where the chosen pin stands, or null. */
    chosen() {
      const pin = this.pins.find((one) => this.state(one) === "selected");
      return pin ? L.latLng(pin.place.lat, pin.place.lon) : null;
    }

    state(pin) {
      if (!this.selected || pin.article !== this.selected[0]) return "";
      return this.selected[1] === null || pin.place.id === this.selected[1] ? "selected" : "kin";
    }

    /* Tells whether a place is a province that neither an outline nor a circle can show. */
    whole(place) {
      return place.precision === "area" && place.radius >= this.widest && !this.areas.has(place.id);
    }

    draw() {
      const map = this.map;
      if (!map._loaded) return;
      const zoom = map.getZoom();
      const seen = map.getBounds();
      const stacks = dateline.byPlace(this.pins);
      if (!stacks.some((stack) => stack.place.id === this.open && stack.pins.length > 1)) this.open = null;
      const alone = (stack) => stack.place.id === this.open ||
        stack.pins.some((pin) => this.state(pin) === "selected");
      const crowds = dateline.gather(stacks, (place) => map.project([place.lat, place.lon], zoom), alone);
      const spots = new Map();
      const grounds = new Map();
      for (const crowd of crowds) {
        const { place, pins } = crowd[0];
        if (!seen.contains([place.lat, place.lon])) continue;
        if (crowd.length > 1) this.planCrowd(spots, crowd);
        else if (place.id === this.open) this.planSpread(spots, crowd[0]);
        else if (pins.length > 1) this.planStack(spots, crowd[0]);
        else this.planPin(spots, pins[0], [0, 0]);
        if (crowd.length === 1) this.planGround(grounds, crowd[0]);
      }
      this.settleGrounds(grounds);
      this.settle(spots);
      this.moved();
    }

    planPin(spots, pin, [dx, dy], about = null) {
      const tip = pin.role === "event" && pin.place.precision === "point";
      const size = tip ? [28, 32] : [28, 28];
      const anchor = tip ? [14, 26] : [14, 14];
      const whole = this.whole(pin.place);
      const unsure = pin.ambiguous ? ", not sure which place is meant" : "";
      const title = `${dateline.roleWords[pin.role]}, ${dateline.precisionWords[pin.place.precision]}${unsure}`;
      spots.set(`pin ${pin.article} ${pin.place.id}`, {
        kind: "pin", place: pin.place, pins: [pin], state: this.state(pin), title, size,
        anchor: [anchor[0] - dx, anchor[1] - dy],
        about, // how far up and down the pins about it reach: its words keep clear of them
        centre: anchor,
        look: [pin.role, pin.place.precision, pin.confidence, pin.ambiguous, whole, dx, dy].join(),
        classes: `dl-pin dl-${pin.role}${pin.ambiguous ? " dl-unsure" : ""}`,
        draw: () => dateline.symbol(pin.role, pin.place.precision, whole),
        act: () => this.pick(pin),
        above: 10 * (4 - dateline.roles.indexOf(pin.role)) + (dx || dy ? 4000 : 0),
        data: {
          article: pin.article, place: pin.place.id, role: pin.role, precision: pin.place.precision,
        },
        opacity: pin.ambiguous ? 0.8 : 0.5 + 0.5 * pin.confidence,
      });
    }

    planStack(spots, { place, pins }) {
      const states = pins.map((pin) => this.state(pin));
      const whole = this.whole(place) ? strongest(pins) : null;
      spots.set(`stack ${place.id}`, {
        kind: "stack", place, pins, size: [32, 32], anchor: [16, 16], centre: [16, 16],
        state: states.includes("selected") ? "selected" : states.find(Boolean) || "",
        title: `${pins.length} articles at one place, ${dateline.precisionWords[place.precision]}`,
        look: `${shares(pins).join()} ${whole}`,
        classes: `dl-stack${whole ? ` dl-${whole}` : ""}`,
        draw: () => dateline.crowd(shares(pins), pins.length, false, whole),
        act: () => this.spreadAt(place.id, true),
        above: 1000 + pins.length,
        data: { place: place.id, count: pins.length, precision: place.precision },
      });
    }

    planSpread(spots, { place, pins }) {
      const drawn = pins.slice(0, MOST_SPREAD);
      const places = dateline.spread(drawn.length);
      const heights = places.map(([, y]) => y);
      const about = [Math.min(...heights), Math.max(...heights)];
      drawn.forEach((pin, index) => this.planPin(spots, pin, places[index], about));
      const left = pins.length - drawn.length;
      spots.set(`hub ${place.id}`, {
        kind: "hub", place, pins, state: "", size: [24, 24], anchor: [12, 12], centre: [12, 12],
        title: left ? `Fold these articles; ${left} more are in the list` : "Fold these articles",
        look: `${drawn.length}`,
        classes: "dl-hub-spot",
        draw: () => dateline.legs(places),
        act: () => this.spreadAt(null, true),
        above: 3000,
        data: { place: place.id },
      });
    }

    planCrowd(spots, crowd) {
      const pins = crowd.flatMap((stack) => stack.pins);
      const { place } = crowd[0];
      spots.set(`crowd ${place.id}`, {
        kind: "crowd", place, pins, size: [38, 38], anchor: [19, 19], centre: [19, 19],
        state: pins.some((pin) => this.state(pin)) ? "kin" : "",
        title: `${pins.length} pins at ${crowd.length} places; zooms in`,
        look: `${shares(pins).join()} ${crowd.length}`,
        classes: "dl-crowd",
        draw: () => dateline.crowd(shares(pins), pins.length, true),
        act: () => this.enter(crowd),
        above: 2000 + pins.length,
        data: { count: pins.length, places: crowd.length },
        crowd,
      });
    }

    /* The ground that a wide place covers: a dashed circle, or a province's hatched outline. A
       province without an outline is a hatched circle, and a very wide one has no ground. */
    planGround(grounds, { place, pins }) {
      if (place.precision === "point" || this.whole(place)) return;
      const area = place.precision === "area" && this.areas.get(place.id);
      const role = strongest(pins);
      const unsure = pins.every((pin) => pin.ambiguous);
      const look = `${role} ${Boolean(area)} ${unsure}`;
      if (!area) {
        const edge = this.map.project([place.lat + place.radius / 111.2, place.lon]);
        const pixels = Math.abs(this.map.project([place.lat, place.lon]).y - edge.y);
        if (pixels < SMALLEST_CIRCLE) return;
      }
      const state = pins.some((pin) => this.state(pin) === "selected") ? "selected" : "";
      grounds.set(place.id, { place, area, role, unsure, look, state, vast: this.map.getZoom() > VAST[place.precision === "area" ? 0 : 1] });
    }

    settle(spots) {
      for (const [key, spot] of this.spots) {
        const next = spots.get(key);
        if (next && next.look === spot.plan.look) continue;
        spot.focused = spot.marker.getElement() === document.activeElement;
        spot.marker.remove();
        if (!next || !spot.focused) this.spots.delete(key);
      }
      for (const [key, plan] of spots) {
        const old = this.spots.get(key);
        const kept = old && this.map.hasLayer(old.marker);
        const spot = kept ? old : this.place(plan);
        spot.plan = plan;
        this.spots.set(key, spot);
        this.dress(spot);
        if (old && !kept && old.focused) spot.marker.getElement().focus({ preventScroll: true });
      }
    }

    place(plan) {
      const box = document.createElement("div");
      const drawing = plan.draw();
      box.className = "dl-drawing";
      box.style.left = `${plan.centre[0]}px`;
      box.style.top = `${plan.centre[1]}px`;
      if (plan.opacity) box.style.opacity = plan.opacity;
      box.append(drawing);
      const icon = L.divIcon({
        className: `dl-spot ${plan.classes}`, html: box, iconSize: plan.size, iconAnchor: plan.anchor,
      });
      const marker = L.marker([plan.place.lat, plan.place.lon], { icon, keyboard: true, riseOnHover: true });
      const spot = { marker, plan };
      marker.on("click", () => spot.plan.act());
      marker.addTo(this.map);
      const element = marker.getElement();
      for (const [name, value] of Object.entries(plan.data)) element.dataset[name] = value;
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", plan.title);
      element.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        spot.plan.act();
      });
      element.addEventListener("mouseenter", () => this.hover(spot, true));
      element.addEventListener("mouseleave", () => this.hover(spot, false));
      element.addEventListener("focus", () => this.hover(spot, true));
      element.addEventListener("blur", () => this.hover(spot, false));
      marker.on("remove", () => this.hover(spot, false));
      return spot;
    }

    dress({ marker, plan }) {
      const element = marker.getElement();
      element.classList.toggle("dl-selected", plan.state === "selected");
      element.classList.toggle("dl-kin", plan.state === "kin");
      element.classList.toggle("dl-grounded", this.grounds.has(plan.place.id));
      element.setAttribute("aria-pressed", String(plan.state === "selected"));
      if (plan.kind === "stack") element.setAttribute("aria-expanded", "false");
      if (plan.kind === "hub") element.setAttribute("aria-expanded", "true");
      const above = plan.above + (plan.state === "selected" ? 6000 : 0);
      if (marker.options.zIndexOffset !== above) marker.setZIndexOffset(above);
    }

    settleGrounds(grounds) {
      for (const [id, ground] of this.grounds) {
        const next = grounds.get(id);
        if (next && next.look === ground.look) continue;
        ground.layer.remove();
        this.grounds.delete(id);
      }
      for (const [id, next] of grounds) {
        const ground = this.grounds.get(id) || { layer: this.lay(next).addTo(this.map), look: next.look };
        ground.state = next.state;
        ground.vast = next.vast;
        this.grounds.set(id, ground);
        this.warm(id, false);
      }
    }

    lay({ place, area, role, unsure }) {
      const style = {
        pane: "dl-areas", renderer: this.renderer, interactive: false,
        className: `dl-ground dl-ground-${area ? "area" : "circle"} dl-${role}${unsure ? " dl-unsure" : ""}`,
      };
      if (place.precision === "area") {
        style.fillColor = `url(#dl-hatch-${role})`;
        style.className += " dl-hatched";
      }
      if (area) return L.geoJSON(area, { ...style, style: () => style });
      return L.circle([place.lat, place.lon], { ...style, radius: 1000 * place.radius, dashArray: "4 4" });
    }

    warm(id, hot) {
      const ground = this.grounds.get(id);
      if (!ground) return;
      const parts = ground.layer.getLayers ? ground.layer.getLayers() : [ground.layer];
      for (const part of parts) {
        const element = part.getElement();
        if (!element) continue;
        element.classList.toggle("dl-hot", hot || ground.state === "selected");
        element.classList.toggle("dl-vast", ground.vast);
      }
    }

    hover(spot, on) {
      const { plan, marker } = spot;
      this.warm(plan.place.id, on);
      if (on && plan.kind !== "hub") this.words.show(marker, plan);
      else this.words.hide(marker);
    }

    pick(pin) {
      this.selected = [pin.article, pin.place.id];
      this.picked = this.selected;
      this.clicks = Math.max(this.clicks + 1, Date.now());
      this.draw();
      const feature = {
        type: "Feature",
        properties: { kind: "article", article: pin.article, place: pin.place.id, click: this.clicks },
        geometry: { type: "Point", coordinates: [pin.place.lon, pin.place.lat] },
      };
      // st_folium listens for drawings; this is the one way to it that carries properties.
      this.map.fire("draw:created", { layerType: "marker", layer: { toGeoJSON: () => feature } });
    }

    spreadAt(id, refocus) {
      if (this.open === id) return;
      const before = this.open;
      this.open = id;
      this.draw();
      if (!refocus) return;
      const spot = this.spots.get(id ? `hub ${id}` : `stack ${before}`);
      if (spot) spot.marker.getElement().focus({ preventScroll: true });
    }

    /* Zooms in as far as the crowd needs to fall into parts, and no farther. */
    enter(crowd) {
      const map = this.map;
      const parts = (zoom) => dateline.gather(
        crowd, (place) => map.project([place.lat, place.lon], zoom), () => false,
      ).length;
      let zoom = map.getZoom() + 1;
      while (zoom < DEEPEST && 2 * parts(zoom) <= crowd.length) zoom += 0.5;
      const bounds = L.latLngBounds(crowd.map(({ place }) => [place.lat, place.lon]));
      map.setView(bounds.getCenter(), Math.min(zoom, map.getMaxZoom()));
    }

    /* Boxes about the symbols, in layer pixels: names keep out of them. */
    obstacles() {
      return [...this.spots.values()].map(({ marker, plan }) => {
        const at = this.map.latLngToLayerPoint(marker.getLatLng());
        const wide = plan.kind === "pin" ? 11 : 16;
        const [x, y] = [at.x + plan.centre[0] - plan.anchor[0], at.y + plan.centre[1] - plan.anchor[1]];
        const tall = plan.size[1] > plan.size[0] ? 22 : wide;
        return [x - wide, y - tall, x + wide, y + (tall > wide ? 4 : wide)];
      });
    }
  };
})();
