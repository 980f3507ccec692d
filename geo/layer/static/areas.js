/* The ground of wide places: provinces by their outline where it is known, else a circle. Outlines are
   kept as paths of the whole world, so that drawing one costs a transform and no projecting. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const VAST = 1400; // pixels across: what fills the view would only tint it

  class Areas {
    /* shapes: place id -> GeoJSON geometry. widest: km from which a circle would say nothing. */
    constructor(shapes, widest) {
      this.shapes = shapes;
      this.widest = widest;
      this.paths = new Map();
      this.hatchings = new Map();
    }

    paint() {
      this.hatchings.clear();
    }

    tooWide(radius) {
      return radius >= this.widest;
    }

    /* Tells whether the place has an outline, and draws it. */
    draw(pen, id, colour, scale, origin, hot) {
      const shape = id && this.shapes.get(id);
      if (!shape) return false;
      let path = this.paths.get(id);
      if (!path) {
        path = pathOf(shape);
        this.paths.set(id, path);
      }
      const sharp = window.devicePixelRatio || 1;
      const before = pen.getTransform();
      pen.setTransform(sharp * scale, 0, 0, sharp * scale, -sharp * origin.x, -sharp * origin.y);
      const hatching = this.hatching(pen, colour);
      hatching.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, origin.x / scale, origin.y / scale]));
      pen.globalAlpha = hot ? 0.6 : 0.32;
      pen.fillStyle = hatching;
      pen.fill(path.outline, "evenodd");
      pen.globalAlpha = hot ? 0.95 : 0.55;
      pen.strokeStyle = colour;
      pen.lineWidth = (hot ? 2 : 1.1) / scale;
      pen.stroke(path.outline);
      pen.globalAlpha = 1;
      pen.setTransform(before);
      return true;
    }

    square(pen, x, y, half, colour) {
      pen.beginPath();
      pen.roundRect(x - half, y - half, 2 * half, 2 * half, 4);
      pen.globalAlpha = 0.5;
      pen.fillStyle = this.hatching(pen, colour);
      pen.fill();
      pen.globalAlpha = 1;
      pen.strokeStyle = colour;
      pen.lineWidth = 1.4;
      pen.setLineDash([4, 2.5]);
      pen.stroke();
      pen.setLineDash([]);
    }

    circle(pen, x, y, radius, colour, hatched, hot) {
      const vast = radius > VAST / 2;
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      if (!vast) {
        pen.globalAlpha = hatched ? 0.3 : hot ? 0.13 : 0.06;
        pen.fillStyle = hatched ? this.hatching(pen, colour) : colour;
        pen.fill();
      }
      pen.globalAlpha = hot ? 0.95 : 0.55;
      pen.strokeStyle = colour;
      pen.lineWidth = hot ? 2 : 1.1;
      pen.setLineDash([4, 4]);
      pen.stroke();
      pen.setLineDash([]);
      pen.globalAlpha = 1;
    }

    hatching(pen, colour) {
      let found = this.hatchings.get(colour);
      if (!found) {
        const tile = document.createElement("canvas");
        tile.width = 8;
        tile.height = 8;
        const line = tile.getContext("2d");
        line.strokeStyle = colour;
        line.lineWidth = 1.4;
        line.beginPath();
        for (const shift of [-8, 0, 8]) {
          line.moveTo(shift, 8);
          line.lineTo(shift + 8, 0);
        }
        line.stroke();
        found = pen.createPattern(tile, "repeat");
        this.hatchings.set(colour, found);
      }
      found.setTransform(new DOMMatrix());
      return found;
    }
  }

  const pathOf = (shape) => {
    const outline = new Path2D();
    const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
    for (const polygon of polygons) {
      for (const ring of polygon) {
        ring.forEach(([lon, lat], index) => {
          const [x, y] = dateline.project(lat, lon);
          if (index) outline.lineTo(x, y);
          else outline.moveTo(x, y);
        });
        outline.closePath();
      }
    }
    return { outline };
  };

  Object.assign(dateline, { Areas });
})();
