/* The ground: land, relief, rivers, lakes and borders from local files, each on a canvas. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const panes = [
    ["dl-land", 200], ["dl-relief", 210], ["dl-water", 220], ["dl-lines", 230],
    ["dl-names", 300], ["dl-areas", 400],
  ];

  /* A missing file leaves its layer out; the rest of the map stands without it. */
  const { load } = dateline;

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
      this.canvases = {};
      for (const name of ["dl-land", "dl-water", "dl-lines"]) {
        this.canvases[name] = L.canvas({ pane: name, padding: 0.3 });
      }
      this.ready = Promise.allSettled([
        this.draw("countries", "dl-land"),
        this.draw("provinces", "dl-lines"),
        this.draw("lakes", "dl-water"),
        this.draw("rivers", "dl-water"),
        this.shade(),
      ]);
    }

    async draw(name, pane) {
      const data = await load(`${this.folder}/${name}.json`);
      if (name === "countries") this.land = data;
      if (name === "provinces") {
        for (const feature of data.features) {
          const { id } = feature.properties; // a gazetteer id, or null beyond its reach
          if (id) this.areas.set(id, feature.geometry);
        }
      }
      this.layers[name] = L.geoJSON(data, {
        renderer: this.canvases[pane],
        pane,
        interactive: false,
        style: () => this.style(name),
      }).addTo(this.map);
    }

    async shade() {
      const about = await load(`${this.folder}/relief.json`);
      this.relief = L.imageOverlay(`${this.folder}/relief.webp`, about.bounds, {
        pane: "dl-relief",
        interactive: false,
        opacity: this.palette ? this.palette.relief : 0,
      }).addTo(this.map);
    }

    style(name) {
      const colours = this.palette || {};
      return {
        countries: { color: colours.border, weight: 0.9, fillColor: colours.land, fillOpacity: 1 },
        provinces: { color: colours.province, weight: 0.7, fill: false },
        lakes: { stroke: false, fillColor: colours.lake, fillOpacity: 1 },
        rivers: { color: colours.river, weight: 1, fill: false },
      }[name];
    }

    paint(palette) {
      this.palette = palette;
      for (const [name, layer] of Object.entries(this.layers)) layer.setStyle(this.style(name));
      if (this.relief) this.relief.setOpacity(palette.relief);
    }
  };
})();
