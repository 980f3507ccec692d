/* One language of symbols, painted: role by colour and shape, precision by edge, confidence by
   opacity, unsure ones hollow and dashed; several as a ring of the roles' shares about a number. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const POINT = 0;
  const CIRCLE = 1;
  const FAINTEST = 0.45; // opacity of what is least sure
  const FULL = 2 * Math.PI;
  const { roles } = dateline;

  /* How wide a crowd of so many is, as a radius in pixels. */
  const reach = (count) => Math.min(23, 13 + 2.2 * Math.log2(Math.max(1, count)) * 0.8);

  const short = (count) => {
    if (count < 1000) return String(count);
    if (count < 10_000) return `${Math.floor(count / 100) / 10}k`;
    return count < 1_000_000 ? `${Math.floor(count / 1000)}k` : `${Math.floor(count / 100_000) / 10}M`;
  };

  const pinPath = (pen) => {
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.bezierCurveTo(-2.4, -5.4, -7.6, -8.6, -7.6, -14.2);
    pen.arc(0, -14.2, 7.6, Math.PI, 0);
    pen.bezierCurveTo(7.6, -8.6, 2.4, -5.4, 0, 0);
    pen.closePath();
  };

  class Symbols {
    constructor() {
      this.sprites = new Map();
    }

    /* colours: by role, with edge, paper, ink and muted. */
    paint(colours) {
      this.colours = colours;
      this.sprites.clear();
    }

    /* Puts one article's symbol on its place: (x, y) is the true point. */
    pin(pen, x, y, role, precision, confidence, unsure) {
      const faint = Math.round(4 * confidence) / 4;
      const key = `${role}${precision}${faint}${unsure}`;
      let sprite = this.sprites.get(key);
      if (!sprite) {
        sprite = this.draw(role, precision, faint, unsure);
        this.sprites.set(key, sprite);
      }
      pen.drawImage(sprite, x - 20, y - 26, 40, 40);
    }

    draw(role, precision, confidence, unsure) {
      const sharp = window.devicePixelRatio || 1;
      const canvas = document.createElement("canvas");
      canvas.width = 40 * sharp;
      canvas.height = 40 * sharp;
      const pen = canvas.getContext("2d");
      pen.scale(sharp, sharp);
      pen.translate(20, 26);
      pen.globalAlpha = FAINTEST + (1 - FAINTEST) * confidence;
      pen.lineJoin = "round";
      this.edge(pen, role, precision);
      this.shape(pen, role, precision, unsure);
      return canvas;
    }

    edge(pen, role, precision) {
      if (precision === POINT) return;
      pen.strokeStyle = this.colours[roles[role]];
      pen.lineWidth = 1.3;
      pen.setLineDash(precision === CIRCLE ? [3, 2.5] : [1.5, 2]);
      pen.beginPath();
      if (precision === CIRCLE) pen.arc(0, 0, 10.5, 0, FULL);
      else pen.rect(-10, -10, 20, 20);
      pen.stroke();
      pen.setLineDash([]);
    }

    shape(pen, role, precision, unsure) {
      const colour = this.colours[roles[role]];
      const { edge } = this.colours;
      const fill = () => {
        pen.lineWidth = unsure ? 3 : 2.2;
        pen.strokeStyle = edge;
        pen.stroke();
        pen.fillStyle = unsure ? edge : colour;
        pen.fill();
        if (!unsure) return;
        pen.setLineDash([2.5, 1.8]);
        pen.lineWidth = 1.5;
        pen.strokeStyle = colour;
        pen.stroke();
        pen.setLineDash([]);
      };
      if (role === 1) {
        pen.beginPath();
        pen.arc(0, 0, 6, 0, FULL);
        pen.lineWidth = 6;
        pen.strokeStyle = edge;
        pen.stroke();
        pen.lineWidth = 3.2;
        pen.strokeStyle = colour;
        if (unsure) pen.setLineDash([3, 2]);
        pen.stroke();
        pen.setLineDash([]);
        return;
      }
      if (role === 0 && precision === POINT) {
        pinPath(pen);
        fill();
        pen.beginPath();
        pen.arc(0, -14.2, 2.6, 0, FULL);
        pen.fillStyle = unsure ? colour : edge;
        pen.fill();
        return;
      }
      pen.beginPath();
      if (role === 2) {
        pen.moveTo(0, -8);
        pen.lineTo(8, 0);
        pen.lineTo(0, 8);
        pen.lineTo(-8, 0);
        pen.closePath();
      } else pen.arc(0, 0, role === 0 ? 7 : 4.4, 0, FULL);
      fill();
    }

    /* Puts several on the map: their number in a ring of the roles' shares, each part told from the
       next by a gap. outer: at several places. */
    crowd(pen, x, y, shares, count, outer) {
      const radius = reach(count);
      const { paper, ink, muted } = this.colours;
      pen.beginPath();
      pen.arc(x, y, radius, 0, FULL);
      pen.fillStyle = paper;
      pen.fill();
      if (outer) {
        pen.strokeStyle = muted;
        pen.lineWidth = 1;
        pen.beginPath();
        pen.arc(x, y, radius + 1.5, 0, FULL);
        pen.stroke();
      }
      const total = shares[0] + shares[1] + shares[2] + shares[3];
      pen.lineWidth = 3;
      let from = -Math.PI / 2;
      for (let role = 0; role < 4; role += 1) {
        if (!shares[role]) continue;
        const to = from + (FULL * shares[role]) / total;
        const gap = shares[role] === total ? 0 : Math.min(0.09, (to - from) / 3);
        pen.beginPath();
        pen.arc(x, y, radius - 1.75, from, to - gap);
        pen.strokeStyle = this.colours[roles[role]];
        pen.stroke();
        from = to;
      }
      pen.fillStyle = ink;
      pen.fillText(short(count), x, y + 0.5);
    }

    /* What came in on the last day bears a ring. */
    fresh(pen, x, y, radius) {
      pen.beginPath();
      pen.arc(x, y, radius, 0, FULL);
      pen.strokeStyle = this.colours.ink;
      pen.lineWidth = 1.2;
      pen.setLineDash([1, 3]);
      pen.lineCap = "round";
      pen.stroke();
      pen.lineCap = "butt";
      pen.setLineDash([]);
    }
  }

  /* Where spread pins stand, in pixels about their place: a ring for a few, a spiral for many. */
  const spread = (count) => {
    const places = [];
    const few = count <= 10;
    const ring = Math.max(32, (count * 30) / FULL);
    const golden = Math.PI * (3 - Math.sqrt(5));
    for (let index = 0; index < count; index += 1) {
      const radius = few ? ring : 15 * Math.sqrt(index + 4);
      const angle = few ? (FULL * index) / count - Math.PI / 2 : golden * index;
      places.push([Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))]);
    }
    return places;
  };

  Object.assign(dateline, { Symbols, reach, spread, shortCount: short });
})();
