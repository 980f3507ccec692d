/* A small map for the card: the chosen place, and those of the same name that it was not. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const ROOM = 22; // pixels between the places and the edge
  const LEAST = 0.6; // of the world's 256: what is shown at least, about as wide as a country

  const outline = (pen, shape, at) => {
    const polygons = shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;
    for (const polygon of polygons) {
      for (const ring of polygon) {
        ring.forEach(([lon, lat], index) => {
          const [x, y] = at(lat, lon);
          if (index) pen.lineTo(x, y);
          else pen.moveTo(x, y);
        });
        pen.closePath();
      }
    }
  };

  /* points: [{lat, lon, chosen}]. land: GeoJSON of the countries, undefined while it is not there. */
  dateline.miniMap = (canvas, points, land, style) => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!points.length || !width || !height) return;
    const sharp = window.devicePixelRatio || 1;
    canvas.width = width * sharp;
    canvas.height = height * sharp;
    const pen = canvas.getContext("2d");
    pen.scale(sharp, sharp);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const where = points.map(({ lat, lon }) => dateline.project(lat, lon));
    const [xs, ys] = [where.map(([x]) => x), where.map(([, y]) => y)];
    const middle = [(Math.min(...xs) + Math.max(...xs)) / 2, (Math.min(...ys) + Math.max(...ys)) / 2];
    const wide = Math.max(LEAST, Math.max(...xs) - Math.min(...xs));
    const high = Math.max(LEAST, Math.max(...ys) - Math.min(...ys));
    const scale = Math.min((width - 2 * ROOM) / wide, (height - 2 * ROOM) / high);
    const put = ([x, y]) => [width / 2 + (x - middle[0]) * scale, height / 2 + (y - middle[1]) * scale];
    pen.fillStyle = colour("sea");
    pen.fillRect(0, 0, width, height);
    pen.beginPath();
    for (const feature of land ? land.features : []) outline(pen, feature.geometry, (lat, lon) => put(dateline.project(lat, lon)));
    pen.fillStyle = colour("paper");
    pen.fill("evenodd");
    pen.strokeStyle = colour("bar");
    pen.lineWidth = 0.8;
    pen.stroke();
    // The chosen one is drawn last, over the others.
    const order = points.map((point, index) => [point, where[index]]).sort(([one], [other]) => one.chosen - other.chosen);
    for (const [point, at] of order) {
      const [x, y] = put(at);
      pen.beginPath();
      pen.arc(x, y, point.chosen ? 5 : 4, 0, 2 * Math.PI);
      pen.fillStyle = point.chosen ? colour("event") : colour("paper");
      pen.strokeStyle = point.chosen ? colour("edge") : colour("muted");
      pen.lineWidth = 1.5;
      pen.fill();
      pen.stroke();
    }
  };
})();
