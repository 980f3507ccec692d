/* The map's own controls: closer, farther, all pins, the scale, the credit, and the legend. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const { node, icon } = dateline;

  const legend = (app) => {
    const rows = [
      [0, 0, false, "it happened here"], [1, 0, false, "reported from here"],
      [2, 0, false, "stands for a government"], [3, 0, false, "named in passing"],
      [0, 1, false, "somewhere in a district or valley"], [0, 2, false, "somewhere in a province"],
      [0, 0, true, "not sure which place"],
    ];
    const samples = [];
    const list = node("ul", {});
    const sample = (paint, words) => {
      const canvas = node("canvas", { width: 80, height: 80, "aria-hidden": "true" });
      samples.push([canvas, paint]);
      list.append(node("li", {}, canvas, words));
    };
    for (const [role, precision, unsure, words] of rows) {
      sample((pen) => app.layer.symbols.pin(pen, 20, precision || role ? 20 : 30, role, precision, 1, unsure), words);
    }
    sample((pen) => app.layer.symbols.crowd(pen, 20, 20, [2, 1, 0, 1], 4, true), "several; a click parts them");
    sample((pen) => {
      app.layer.symbols.crowd(pen, 20, 20, [3, 0, 0, 0], 3, false);
      for (const x of [18, 22]) {
        pen.beginPath();
        pen.arc(x, 29, 1.1, 0, 2 * Math.PI);
        pen.fill();
      }
    }, "dots: one, two, three or more independent sources");
    sample((pen) => {
      app.layer.symbols.pin(pen, 20, 20, 3, 0, 1, false);
      app.layer.symbols.fresh(pen, 20, 20, 11);
    }, "came in on the last day shown");
    list.append(node("li", { class: "dl-note" }, "The fainter, the less sure."));
    app.on("theme", () => {
      for (const [canvas, paint] of samples) {
        const pen = canvas.getContext("2d");
        pen.setTransform(2, 0, 0, 2, 0, 0);
        pen.clearRect(0, 0, 40, 40);
        pen.font = `650 11.5px ${dateline.SANS}`;
        pen.textAlign = "center";
        pen.textBaseline = "middle";
        paint(pen);
      }
    });
    return node("details", { class: "dl-legend" }, node("summary", {}, "Symbols"), list);
  };

  const controls = (map, app) => {
    const zoom = L.control.zoom({ position: "topleft", zoomInTitle: "Closer", zoomOutTitle: "Farther" }).addTo(map);
    const all = node("button", { type: "button", class: "dl-all", title: "Show all pins", "aria-label": "Show all pins" });
    all.append(icon("M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4"));
    all.addEventListener("click", () => app.showAll());
    zoom.getContainer().append(all);
    L.DomEvent.disableClickPropagation(zoom.getContainer());
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 90 }).addTo(map);
    const credit = L.control({ position: "bottomright" });
    credit.onAdd = () => node("div", { class: "dl-credit" }, "Leaflet · Natural Earth · NOAA relief");
    credit.addTo(map);
    const key = L.control({ position: "bottomright" });
    key.onAdd = () => {
      const box = legend(app);
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.addEventListener("toggle", () => app.names.redraw());
      return box;
    };
    key.addTo(map);
  };

  /* Boxes of the controls in layer pixels: names keep out of them as well. */
  const controlBoxes = (map) => {
    const frame = map.getContainer().getBoundingClientRect();
    return [...map.getContainer().querySelectorAll(".leaflet-control")].map((control) => {
      const { left, top, right, bottom } = control.getBoundingClientRect();
      const from = map.containerPointToLayerPoint([left - frame.left, top - frame.top]);
      const to = map.containerPointToLayerPoint([right - frame.left, bottom - frame.top]);
      return [from.x, from.y, to.x, to.y];
    });
  };

  Object.assign(dateline, { controls, controlBoxes });
})();
