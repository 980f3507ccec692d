/* Puts the parts together on a Leaflet map: ground, names, pins, words, controls, theme, link. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (still) {
    L.Map.mergeOptions({
      zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
    });
  }
  const CLOSEST_START = 9; // zoom: a single pin still shows what lies about it
  const EDGES = [[-85, -200], [85, 200]]; // how far the map can be moved
  const TILE = 256; // pixels: the width of Leaflet's world at zoom 0

  const element = (name, className, text) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    if (text) node.textContent = text;
    return node;
  };

  /* The words of a hover: fetched when wanted, kept, and only ever set as text. */
  class Words {
    constructor(map, address) {
      this.map = map;
      this.address = address;
      this.articles = new Map();
      this.places = new Map();
      this.box = element("div", "dl-words");
      this.box.setAttribute("role", "tooltip");
      this.box.hidden = true;
      map.getContainer().append(this.box);
      map.on("movestart zoomstart", () => this.hide(this.marker));
    }

    async show(marker, plan) {
      this.marker = marker;
      const pins = plan.pins.slice(0, 4);
      const places = [...new Set(plan.pins.map((pin) => pin.place.id))].slice(0, 6);
      await this.fetch(pins.map((pin) => pin.article), places);
      if (this.marker !== marker || !this.map.hasLayer(marker)) return;
      const named = places.map((id) => this.places.get(id)).filter(Boolean);
      const told = pins.map((pin) => this.articles.get(pin.article)).filter(Boolean);
      if (!named.length && !told.length) return;
      const lines = [element("div", "dl-where", named.map((place) => place.name).join(", "))];
      lines[0].append(element("span", "dl-how", ` ${this.how(plan)}`));
      if (plan.kind !== "crowd") {
        for (const article of told.slice(0, 3)) {
          const line = element("div", "dl-what");
          const text = element("bdi", "", article.title);
          line.append(text);
          if (plan.kind === "pin" && article.day) line.append(element("span", "dl-how", ` ${article.day}`));
          lines.push(line);
        }
        const more = plan.pins.length - Math.min(3, told.length);
        if (more > 0) lines.push(element("div", "dl-how", `and ${more} more`));
      }
      this.box.replaceChildren(...lines);
      const spoken = lines.map((line) => line.textContent).join(". ");
      const target = marker.getElement();
      if (target) target.setAttribute("aria-label", `${plan.title}: ${spoken}`);
      this.stand(marker, plan);
    }

    how(plan) {
      if (plan.kind === "crowd") return `${plan.pins.length} pins at ${plan.crowd.length} places`;
      const { precision, radius } = plan.place;
      const wide = precision === "point" ? "" : `, about ${Math.round(2 * radius)} km across`;
      if (plan.kind !== "pin") return `${plan.pins.length} articles${wide}`;
      const pin = plan.pins[0];
      const unsure = pin.ambiguous ? ", not sure" : "";
      return `${dateline.roleWords[pin.role].toLowerCase()}${unsure}${wide}`;
    }

    stand(marker, plan) {
      this.box.hidden = false;
      const size = this.map.getSize();
      const at = this.map.latLngToContainerPoint(marker.getLatLng());
      const x = at.x + plan.centre[0] - plan.anchor[0];
      const y = at.y + plan.centre[1] - plan.anchor[1];
      const { offsetWidth: width, offsetHeight: height } = this.box;
      const [up, down] = plan.about || [y - at.y, y - at.y];
      const above = at.y + up - height - 30;
      this.box.style.left = `${Math.max(6, Math.min(size.x - width - 6, x - width / 2))}px`;
      this.box.style.top = `${above > 6 ? above : at.y + down + 22}px`;
    }

    hide(marker) {
      if (this.marker !== marker) return;
      this.marker = null;
      this.box.hidden = true;
    }

    async fetch(articles, places) {
      const missing = (ids, known) => ids.filter((id) => !known.has(id));
      const wanted = [missing(articles, this.articles), missing(places, this.places)];
      if (!this.address || !(wanted[0].length || wanted[1].length)) return;
      const query = new URLSearchParams({ articles: wanted[0].join(), places: wanted[1].join() });
      try {
        const told = await dateline.load(`${this.address}?${query}`);
        for (const [id, words] of Object.entries(told.articles)) this.articles.set(id, words);
        for (const [id, words] of Object.entries(told.places)) this.places.set(id, words);
      } catch {
        // A hover without words is still a pin; the next hover asks again.
      }
    }
  }

  /* The page's address holds the view, so that a link opens where one looked. */
  class Link {
    constructor(map, zooms) {
      this.map = map;
      this.zooms = zooms;
      this.live = false;
      const given = this.read();
      this.given = given;
      const rewrite = () => {
        this.write();
        setTimeout(() => this.write(), 300);
      };
      // The page writes its own parameters from what it last knew; put ours back.
      window.addEventListener("message", rewrite);
      try {
        window.parent.navigation.addEventListener("currententrychange", () => this.write());
      } catch {
        // No such interface, or another origin: the messages above suffice.
      }
    }

    read() {
      try {
        const text = new URL(window.parent.location.href).searchParams.get("view") || "";
        const numbers = text.split(",").map(Number);
        const [lat, lon, zoom] = numbers;
        const sound = /^[-+.\d]+,[-+.\d]+,[.\d]+$/.test(text) && numbers.every(Number.isFinite) &&
          Math.abs(lat) <= 90 && Math.abs(lon) <= 180 &&
          zoom >= this.zooms[0] && zoom <= this.zooms[1];
        return sound ? numbers : null;
      } catch {
        return null;
      }
    }

    write() {
      if (!this.live) return;
      const centre = this.map.getCenter().wrap();
      const view = [centre.lat.toFixed(4), centre.lng.toFixed(4), String(this.map.getZoom())].join();
      try {
        const page = window.parent;
        const address = new URL(page.location.href);
        if (address.searchParams.get("view") === view) return;
        address.searchParams.set("view", view);
        address.search = address.search.replaceAll("%2C", ",");
        page.history.replaceState(page.history.state, "", address);
      } catch {
        // The page is of another origin: then its address is not ours to keep.
      }
    }
  }

  /* Tells whether anybody has touched the page yet, in its frame or about it. */
  const use = () => {
    let used = false;
    const note = () => {
      used = true;
    };
    for (const event of ["pointerdown", "keydown", "wheel"]) {
      const how = { capture: true, passive: true, once: true };
      window.addEventListener(event, note, how);
      try {
        window.parent.addEventListener(event, note, how);
      } catch {
        // The page is of another origin; what happens in the frame has to suffice.
      }
    }
    return () => used;
  };

  const bar = (map, showAll) => {
    const zoom = L.control.zoom({
      position: "topleft", zoomInTitle: "Zoom in", zoomOutTitle: "Zoom out",
    }).addTo(map);
    const all = element("button", "dl-all", "\u2922");
    all.type = "button";
    all.title = "Show all pins";
    all.setAttribute("aria-label", all.title);
    all.addEventListener("click", showAll);
    zoom.getContainer().append(all);
    L.DomEvent.disableClickPropagation(all);
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 90 }).addTo(map);
  };

  /* Boxes of the controls, in layer pixels: names keep out of them as well. */
  const controls = (map) => {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const from = map.containerPointToLayerPoint([left - frame.left, top - frame.top]);
      const to = map.containerPointToLayerPoint([right - frame.left, bottom - frame.top]);
      return [from.x, from.y, to.x, to.y];
    });
  };

  const credit = (map) => {
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => element("div", "dl-credit", "Leaflet · Natural Earth · NOAA relief");
    control.addTo(map);
  };

  const legend = (map, redraw) => {
    const rows = [
      [dateline.symbol("event", "point"), "dl-event", "it happened here"],
      [dateline.symbol("dateline", "point"), "dl-dateline", "filed from here"],
      [dateline.symbol("government", "point"), "dl-government", "a government speaks"],
      [dateline.symbol("background", "point"), "dl-background", "only mentioned"],
      [dateline.symbol("event", "circle"), "dl-event", "somewhere in a wide area"],
      [dateline.symbol("event", "area"), "dl-event", "somewhere in a province"],
      [dateline.symbol("event", "area", true), "dl-event", "all of a wide province"],
      [dateline.symbol("event", "point"), "dl-event dl-unsure", "not sure which place"],
      [dateline.crowd([2, 1, 0, 0], 3, false), "", "several; a click parts them"],
    ];
    const control = L.control({ position: "bottomright" });
    control.onAdd = () => {
      const box = element("details", "dl-legend");
      box.append(element("summary", "", "Symbols"));
      const list = element("ul");
      for (const [drawing, className, text] of rows) {
        const item = element("li");
        const cell = element("span", `dl-sample ${className}`);
        cell.append(drawing);
        item.append(cell, text);
        list.append(item);
      }
      list.append(element("li", "dl-note", "The fainter, the less sure."));
      box.append(list);
      box.open = map.getSize().x >= 800 && map.getSize().y >= 560;
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.addEventListener("toggle", redraw);
      return box;
    };
    control.addTo(map);
  };

  dateline.start = (map, settings) => {
    const box = map.getContainer();
    box.classList.add("dl-map");
    // Said here as well as in the style sheet, which may come later than the first look at the
    // map's size: else the map begins in st_folium's height and its centre shifts when it grows.
    box.style.setProperty("position", "fixed");
    box.style.setProperty("inset", "0");
    box.style.setProperty("min-height", "100vh");
    box.style.setProperty("max-height", "100vh");
    map.invalidateSize({ animate: false, pan: false });
    box.setAttribute("aria-label", "Map of the articles");
    // The whole world can be seen, on a phone as well, and never as a speck in an empty sea.
    const limit = () => {
      const far = Math.log2((box.clientWidth * 360) / (TILE * (EDGES[1][1] - EDGES[0][1])));
      const [least, most] = settings.zooms;
      map.options.minZoom = Math.max(least, Math.min(2, Math.floor(4 * far) / 4));
      map.options.maxZoom = most;
    };
    limit();
    map.setMaxBounds(EDGES);

    const ground = new dateline.Basemap(map, `${settings.assets}/basemap`);
    const names = new dateline.Names().addTo(map);
    const words = new Words(map, settings.labels);
    const pins = new dateline.Pins(map, { words, areas: ground.areas, widest: settings.widest, moved: () => names.redraw() });
    const link = new Link(map, settings.zooms);
    const used = use();
    names.obstacles = () => [...pins.obstacles(), ...controls(map)];
    dateline.load(`${settings.assets}/basemap/labels.json`)
      .then((labels) => names.setLabels(labels), () => {});
    ground.ready.then(() => {
      pins.draw(); // provinces have their outlines now
      box.dataset.ready = "true";
    });

    const fit = (animate) => {
      if (!map.dateline.told || !map.dateline.told.fit) return;
      const room = box.clientWidth < 500 ? 34 : 56;
      map.fitBounds(map.dateline.told.fit, {
        paddingTopLeft: [room, room + 10], paddingBottomRight: [room, room], animate, maxZoom: CLOSEST_START,
      });
    };
    bar(map, () => fit(!still));
    credit(map);
    legend(map, () => names.redraw());

    dateline.followTheme(settings.theme, (name, palette) => {
      box.dataset.theme = name;
      ground.paint(palette);
      names.setPalette(palette);
    });

    const begin = (told) => {
      map.dateline.begun = true;
      const view = link.given || told.view;
      limit();
      map.invalidateSize({ animate: false });
      if (view) map.setView([view[0], view[1]], view[2], { animate: false });
      else fit(false);
      link.live = Boolean(view);
      map.on("moveend", () => {
        if (map.dateline.resizing) return;
        link.live = true;
        link.write();
      });
    };

    map.dateline = {
      told: null,
      begun: false,
      resizing: false,
      pins,
      show(told) {
        this.told = told;
        if (!this.begun && box.clientWidth && box.clientHeight) begin(told);
        const first = !this.shown;
        this.shown = true;
        const target = pins.show(told);
        if (target && !(first && link.given)) map.panInside(target, { padding: [48, 48], animate: !still });
        box.dataset.pins = String(told.pins.length);
      },
    };

    new ResizeObserver(() => {
      if (!box.clientWidth || !box.clientHeight) return;
      if (!map.dateline.begun) {
        if (map.dateline.told) begin(map.dateline.told);
        return;
      }
      // While the page settles, the centre stays. Later a panel opens beside what one looks at:
      // then nothing may move, unless the chosen pin would be left outside.
      const settling = !used();
      const chosen = pins.chosen();
      const inSight = chosen && map.getBounds().contains(chosen);
      map.dateline.resizing = true;
      limit();
      map.invalidateSize({ animate: false, pan: settling });
      if (settling && !link.live) fit(false);
      else if (inSight) map.panInside(chosen, { padding: [48, 48], animate: false });
      map.dateline.resizing = false;
    }).observe(box);
  };

  /* The group of pins as st_folium knows it: a layer that hands over what it was told. Its removal
     does nothing, for the next group follows, and what is alike stays as it is. */
  dateline.pins = (told) => new (L.Layer.extend({
    onAdd(map) {
      map.dateline.show(told);
    },
    onRemove() {},
  }))();
})();
