/* Names of the ground, on one canvas: the weightier first, none over another, all out of the way of
   pins. They come from our own file and are painted, never put into markup. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const { SANS } = dateline;
  const FROM_ZOOM = [0, 2.5, 4.75, 6.25, 8, 9.5]; // by rank, 1 to 5
  const COUNTRIES_FROM_ZOOM = [0, 1.75, 3, 4.25, 5.5, 5.5]; // they tell where one is

  /* How each kind looks: size in px, spacing, colour, dot, and until which zoom it is shown. */
  const looks = {
    country: { size: 12, weight: 600, spacing: 2, capitals: true, colour: "faint", until: 8.5 },
    province: { size: 11, weight: 500, spacing: 1.2, colour: "faint", until: 10.5 },
    city: { size: 12, weight: 600, colour: "name", dot: 2.4 },
    town: { size: 11, weight: 400, colour: "name", dot: 1.7 },
    river: { size: 10.5, weight: 400, slant: true, colour: "water" },
    lake: { size: 10.5, weight: 400, slant: true, colour: "water" },
    range: { size: 11, weight: 400, slant: true, spacing: 1.5, colour: "faint" },
    pass: { size: 10.5, weight: 400, colour: "name", saddle: true },
  };
  looks.valley = { ...looks.range, size: 10.5, spacing: 0.5 };
  looks.tunnel = looks.pass;
  looks.mountain = looks.pass;
  looks.capital = looks.city;
  looks.sea = looks.lake;
  const plain = { size: 10.5, weight: 400, colour: "name", dot: 1.5 };

  const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

  dateline.Names = L.Renderer.extend({
    initialize(options) {
      L.Renderer.prototype.initialize.call(this, { pane: "dl-names", padding: 0.15, ...options });
      this.labels = [];
      this.obstacles = () => [];
      this.language = "en"; // or "fa", "ps": names that have none are told in English
    },

    setLanguage(language) {
      this.language = language;
      this.redraw();
    },

    setLabels(labels) {
      this.labels = labels.slice().sort((a, b) => a.rank - b.rank);
      this.redraw();
    },

    setPalette(palette) {
      this.palette = palette;
      this.redraw();
    },

    redraw() {
      if (this._map && this._bounds) this._update();
    },

    _initContainer() {
      this._container = document.createElement("canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._pen = this._container.getContext("2d");
    },

    _destroyContainer() {
      this._container.remove();
      delete this._container;
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const canvas = this._container;
      const size = this._bounds.getSize();
      const sharp = window.devicePixelRatio || 1;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = sharp * size.x;
      canvas.height = sharp * size.y;
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
      if (!this.palette) return;
      this._pen.setTransform(sharp, 0, 0, sharp, -sharp * this._bounds.min.x, -sharp * this._bounds.min.y);
      this._paint();
    },

    _paint() {
      const pen = this._pen;
      const map = this._map;
      const zoom = map.getZoom();
      const taken = this.obstacles();
      pen.textBaseline = "middle";
      pen.lineJoin = "round";
      for (const label of this.labels) {
        const look = looks[label.kind] || plain;
        const rank = Math.min(5, Math.max(1, label.rank));
        const from = label.kind === "country" ? COUNTRIES_FROM_ZOOM : FROM_ZOOM;
        if (zoom < from[rank] || zoom > (look.until || 99)) continue;
        const at = map.latLngToLayerPoint([label.lat, label.lon]);
        if (!this._bounds.contains(at)) continue;
        this._name(label, look, at, taken);
      }
    },

    _name(label, look, at, taken) {
      const pen = this._pen;
      const own = this.language !== "en" && label[this.language];
      const text = own || (look.capitals ? label.name.toUpperCase() : label.name);
      pen.font = `${look.slant ? "italic " : ""}${look.weight} ${look.size}px ${SANS}`;
      // Letters of Arabic script join, so nothing may part them.
      if ("letterSpacing" in pen) pen.letterSpacing = `${own ? 0 : look.spacing || 0}px`;
      const width = pen.measureText(text).width;
      const half = look.size / 2 + 2;
      const marked = look.dot || look.saddle;
      // Beside its dot a name may stand at six places; without a dot it lies on its point.
      const near = 6;
      const wide = 15; // clear of a pin that stands on the dot
      const places = marked ? [
        [near, 0], [-near - width, 0], [wide, 0], [-wide - width, 0],
        [-width / 2, -half - 6], [-width / 2, half + 6], [-width / 2, half + 14],
      ] : [[-width / 2, 0], [-width / 2, -half * 2], [-width / 2, half * 2]];
      for (const [dx, dy] of places) {
        const box = [at.x + dx - 2, at.y + dy - half, at.x + dx + width + 2, at.y + dy + half];
        if (taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        if (marked) this._mark(look, at);
        pen.textAlign = "left";
        pen.lineWidth = 3;
        pen.strokeStyle = this.palette.halo;
        pen.strokeText(text, at.x + dx, at.y + dy);
        pen.fillStyle = this.palette[look.colour];
        pen.fillText(text, at.x + dx, at.y + dy);
        return;
      }
    },

    _mark(look, at) {
      const pen = this._pen;
      pen.beginPath();
      if (look.saddle) {
        pen.moveTo(at.x - 4, at.y + 2.5);
        pen.lineTo(at.x, at.y - 3);
        pen.lineTo(at.x + 4, at.y + 2.5);
        pen.lineWidth = 1.1;
        pen.strokeStyle = this.palette.name;
        pen.stroke();
        return;
      }
      pen.arc(at.x, at.y, look.dot, 0, 2 * Math.PI);
      pen.fillStyle = this.palette.name;
      pen.fill();
    },
  });
})();
