/* Which places are drawn together at a zoom. It hangs on the places alone, not on the period, so that
   nothing jumps while the window is dragged: what changes is only how many each crowd counts. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const APART = 52; // pixels between the middles of two crowds
  const WORLD = 256; // pixels: the width of the world at zoom 0
  const PER_ZOOM = 2; // levels to a zoom: between them crowds only move apart

  const levelOf = (zoom) => Math.round(PER_ZOOM * zoom) / PER_ZOOM;

  /* Web Mercator, as Leaflet's: 0 to 256 from west to east and from north to south. */
  const project = (lat, lon) => {
    const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, lat)) * Math.PI) / 180);
    return [
      (WORLD * (lon + 180)) / 360,
      WORLD * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)),
    ];
  };

  class Clusters {
    /* places: those that ever have a pin; weight: how often each is named. */
    constructor(data) {
      const { m, p, a } = data;
      this.x = new Float64Array(p);
      this.y = new Float64Array(p);
      const weight = new Uint32Array(p);
      for (let row = 0; row < m; row += 1) {
        if (a.row_flags[row] & 1) weight[a.row_place[row]] += a.row_count[row];
      }
      const drawn = [];
      for (let place = 0; place < p; place += 1) {
        [this.x[place], this.y[place]] = project(a.place_lat[place], a.place_lon[place]);
        if (weight[place]) drawn.push(place);
      }
      // The heaviest first: a crowd stands where its heaviest place does.
      drawn.sort((one, other) => weight[other] - weight[one] || one - other);
      this.drawn = Uint32Array.from(drawn);
      this.levels = new Map();
    }

    /* Returns the crowds at a zoom: {seeds: their heaviest places, of: crowd of each place}. */
    at(zoom) {
      const level = levelOf(zoom);
      let found = this.levels.get(level);
      if (!found) {
        found = this.gather(2 ** level);
        if (this.levels.size > 12) this.levels.clear();
        this.levels.set(level, found);
      }
      return found;
    }

    gather(scale) {
      const { x, y, drawn } = this;
      const of = new Int32Array(x.length).fill(-1);
      const seeds = [];
      const cells = new Map(); // grid of APART pixels -> crowds whose middle lies there
      const cell = APART / scale;
      const wide = Math.ceil(WORLD / cell) + 4;
      for (const place of drawn) {
        const column = Math.floor(x[place] / cell) + 1;
        const row = Math.floor(y[place] / cell) + 1;
        let home = -1;
        let least = cell * cell;
        for (let dx = -1; dx <= 1; dx += 1) {
          for (let dy = -1; dy <= 1; dy += 1) {
            const there = cells.get((row + dy) * wide + column + dx);
            if (there === undefined) continue;
            for (const crowd of there) {
              const seed = seeds[crowd];
              const far = (x[seed] - x[place]) ** 2 + (y[seed] - y[place]) ** 2;
              if (far < least) [home, least] = [crowd, far];
            }
          }
        }
        if (home < 0) {
          home = seeds.length;
          seeds.push(place);
          const key = row * wide + column;
          const there = cells.get(key);
          if (there) there.push(home);
          else cells.set(key, [home]);
        }
        of[place] = home;
      }
      return { seeds: Uint32Array.from(seeds), of };
    }
  }

  Object.assign(dateline, { Clusters, project, WORLD });
})();
