/* The ground: land, relief, rivers, lakes and borders from local files, on one canvas. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const panes = [["dl-ground", 200], ["dl-names", 300], ["dl-areas", 400]];
  // As they lie upon each other.
  const SHAPES = ["countries", "lakes", "rivers", "provinces"];

  /* A missing file leaves its layer out; the rest of the map stands without it. */
  const { load } = dateline;

  /* The relief, painted among the shapes. */
  const Relief = L.Path.extend({
    options: { interactive: false, opacity: 0 },

    initialize(image, bounds, options) {
      L.setOptions(this, options);
      this.image = image;
      this.bounds = L.latLngBounds(bounds);
    },

    _project() {
      const { _map: map, bounds } = this;
      this._pxBounds = L.bounds(
        map.latLngToLayerPoint(bounds.getNorthWest()), map.latLngToLayerPoint(bounds.getSouthEast()),
      );
    },

    _update() {
      this._updatePath();
    },

    _updatePath() {
      const { _renderer: { _ctx: pen, _drawing: drawing }, _pxBounds: { min, max } } = this;
      if (!drawing) return;
      pen.globalAlpha = this.options.opacity;
      pen.drawImage(this.image, min.x, min.y, max.x - min.x, max.y - min.y);
      pen.globalAlpha = 1;
    },
  });

  dateline.Ground = class {
    constructor(map, folder) {
      this.map = map;
      this.folder = folder;
      this.layers = {};
      this.areas = new Map(); // place id -> GeoJSON geometry of a province
      for (const [name, order] of panes) {
        const pane = map.createPane(name);
        pane.style.zIndex = order;
        pane.style.pointerEvents = "none";
      }
      // One canvas for all of it: each further one would be put together with the rest in every frame.
      this.canvas = L.canvas({ pane: "dl-ground", padding: 0.3 });
      this.ready = this.draw();
    }

    async draw() {
      const files = await Promise.allSettled([
        this.loadRelief(), ...SHAPES.map((name) => load(`${this.folder}/${name}.json`)),
      ]);
      const [relief, countries, ...others] = files.map(({ value }) => value);
      this.land = countries;
      this.add("countries", countries);
      if (relief) {
        const [image, bounds] = relief;
        this.layers.relief = new Relief(image, bounds, { renderer: this.canvas, ...this.style("relief") });
        this.layers.relief.addTo(this.map);
      }
      others.forEach((data, index) => this.add(SHAPES[index + 1], data));
    }

    async loadRelief() {
      const { bounds } = await load(`${this.folder}/relief.json`);
      const image = new Image();
      image.src = `${this.folder}/relief.webp`;
      await image.decode();
      return [image, bounds];
    }

    add(name, data) {
      if (!data) return;
      if (name === "provinces") {
        for (const feature of data.features) {
          const { id } = feature.properties; // a gazetteer id, or null beyond its reach
          if (id) this.areas.set(id, feature.geometry);
        }
      }
      this.layers[name] = L.geoJSON(data, {
        renderer: this.canvas, interactive: false, style: () => this.style(name),
      }).addTo(this.map);
    }

    style(name) {
      const colours = this.palette || {};
      return {
        countries: { color: colours.border, weight: 0.9, fillColor: colours.land, fillOpacity: 1 },
        provinces: { color: colours.province, weight: 0.7, fill: false },
        lakes: { stroke: false, fillColor: colours.lake, fillOpacity: 1 },
        rivers: { color: colours.river, weight: 1, fill: false },
        relief: { opacity: colours.relief || 0 },
      }[name];
    }

    paint(palette) {
      this.palette = palette;
      for (const [name, layer] of Object.entries(this.layers)) layer.setStyle(this.style(name));
    }
  };
})();
