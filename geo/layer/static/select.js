/* Drawing a box or a lasso on the map: what lies in it is asked for. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const LEAST = 8; // pixels: a smaller drawing was a click
  const CORNERS = 48; // of a lasso at most, so that it fits a link
  const { node, icon } = dateline;

  /* A ring of corners [lat, lon]: which points does it hold? Edges are straight in degrees. */
  const ring = (corners) => {
    const lats = corners.map(([lat]) => lat);
    const lons = corners.map(([, lon]) => lon);
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    return {
      holds(lat, lon) {
        if (lat < south || lat > north || lon < west || lon > east) return false;
        let inside = false;
        for (let i = 0, j = corners.length - 1; i < corners.length; j = i, i += 1) {
          const [a, b] = corners[i];
          const [c, d] = corners[j];
          if (a > lat !== c > lat && lon < ((d - b) * (lat - a)) / (c - a) + b) inside = !inside;
        }
        return inside;
      },
    };
  };

  class Select {
    constructor(map, app) {
      this.map = map;
      this.app = app;
      this.tool = null; // "box" or "lasso" while one is taken up
      this.outline = null;
      map.boxZoom.disable(); // Shift and drag draws a box here
      this.button = {
        box: this.made("box", "Draw a box: only what lies in it", "M4 5h12v10H4z"),
        lasso: this.made("lasso", "Draw a lasso: only what lies in it",
          "M10 4c4 0 7 2 7 4.5s-3 4.5-7 4.5c-1.2 0-2.4-.2-3.4-.5M6.6 12.5C4.4 11.700 3 10.200 3 8.5 3 6 6 4 10 4M6.6 12.5c1 .8 1 2.5-.6 3.500"),
      };
      // The way without a pointer: arrows and +/- move the map, and this keeps what it shows.
      const label = "Take what the map shows now: only what lies in it";
      const view = node("button", { type: "button", title: label, "aria-label": label });
      view.append(icon("M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4M10 7.500v5M7.500 10h5"));
      view.addEventListener("click", () => this.takeView());
      const bar = L.control({ position: "topleft" });
      bar.onAdd = () => {
        const box = node("div", { class: "leaflet-bar dl-tools" }, this.button.box, this.button.lasso, view);
        L.DomEvent.disableClickPropagation(box);
        return box;
      };
      bar.addTo(map);
      const container = map.getContainer();
      container.addEventListener("pointerdown", (event) => this.begin(event), true);
      container.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && this.tool) this.take(null);
      });
      app.model.on((_, changed) => {
        if (changed.has("area")) this.show();
      });
    }

    made(tool, label, path) {
      const button = node("button", { type: "button", title: label, "aria-label": label, "aria-pressed": "false" });
      button.append(icon(path));
      button.addEventListener("click", () => this.take(this.tool === tool ? null : tool));
      return button;
    }

    take(tool) {
      this.tool = tool;
      for (const [name, button] of Object.entries(this.button)) {
        button.setAttribute("aria-pressed", String(name === tool));
      }
      this.map.getContainer().classList.toggle("dl-drawing-area", Boolean(tool));
    }

    takeView() {
      const { x, y } = this.map.getSize();
      this.ask(boxOf(L.point(0, 0), L.point(x, y)).map((at) => this.map.containerPointToLatLng(at)));
    }

    begin(event) {
      const tool = this.tool || (event.shiftKey ? "box" : null);
      if (!tool || event.button !== 0 || event.target.closest(".leaflet-control, .dl-marks")) return;
      event.preventDefault();
      event.stopPropagation();
      const { map } = this;
      const container = map.getContainer();
      const point = (at) => map.mouseEventToContainerPoint(at);
      const path = [point(event)];
      map.dragging.disable();
      container.setPointerCapture(event.pointerId);
      const draft = L.polygon([], { className: "dl-area-draft", interactive: false }).addTo(map);
      const corners = () => (tool === "box" ? boxOf(path[0], path.at(-1)) : path)
        .map((at) => map.containerPointToLatLng(at));
      const move = (at) => {
        path.push(point(at));
        draft.setLatLngs(corners());
      };
      const end = (at) => {
        container.removeEventListener("pointermove", move);
        container.removeEventListener("pointerup", end);
        container.removeEventListener("pointercancel", end);
        map.dragging.enable();
        draft.remove();
        this.take(null);
        const far = path.some((one) => one.distanceTo(path[0]) > LEAST);
        if (at.type === "pointerup" && far) this.ask(corners());
      };
      container.addEventListener("pointermove", move);
      container.addEventListener("pointerup", end);
      container.addEventListener("pointercancel", end);
    }

    ask(corners) {
      const step = Math.ceil(corners.length / CORNERS);
      const kept = corners.filter((_, index) => index % step === 0);
      // The map can be moved past the edges of the world, where no place is and no link may point.
      const held = (degrees, most) => Number(Math.max(-most, Math.min(most, degrees)).toFixed(4));
      const area = kept.map(({ lat, lng }) => [held(lat, 90), held(lng, 180)]);
      this.app.model.set({ area });
    }

    show() {
      const { area } = this.app.model.state;
      if (this.outline) this.outline.remove();
      this.outline = area && L.polygon(area, { className: "dl-area", interactive: false }).addTo(this.map);
    }
  }

  const boxOf = (one, other) => [
    L.point(one.x, one.y), L.point(other.x, one.y), L.point(other.x, other.y), L.point(one.x, other.y),
  ];

  Object.assign(dateline, { Select, ring });
})();
