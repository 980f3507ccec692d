// Where list and card stand: folded to an edge on a desk, in a sheet of three heights on a phone.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node, icon } = dateline;
  const SIDES = { list: "the list", card: "the card" };
  const HEIGHTS = ["low", "half", "tall"];
  const HEIGHT_WORDS = ["low", "half of the screen", "nearly the whole screen"];
  const LOW = 88; // px: the grip and the line of counts
  const MAP_LEFT = 72; // px of the map that stay in sight above a tall sheet

  dateline.iconButton = (label, path, attributes) => {
    const made = node("button", { type: "button", title: label, "aria-label": label, ...attributes });
    made.classList.add("icon-button");
    made.append(icon(path));
    return made;
  };

  // Gives app.fold(side, folded) and app.folded(side). A button with data-fold="list" or "card" anywhere in
  // the frame folds that panel, and says which way it would go.
  dateline.Panels = function Panels(app) {
    const { element } = app;
    const key = (side) => `fold${side[0].toUpperCase()}${side.slice(1)}`;

    app.folded = (side) => element.dataset[key(side)] !== undefined;
    app.fold = (side, folded) => {
      if (folded) element.dataset[key(side)] = "";
      else delete element.dataset[key(side)];
      dateline.keep(`fold-${side}`, folded ? "folded" : "");
      app.drawFolds();
    };
    app.drawFolds = () => {
      for (const button of element.querySelectorAll("[data-fold]")) {
        const side = button.dataset.fold;
        const words = `${app.folded(side) ? "Show" : "Hide"} ${SIDES[side]}`;
        button.title = words;
        button.setAttribute("aria-label", words);
        button.setAttribute("aria-expanded", String(!app.folded(side)));
        const said = button.querySelector(".words");
        if (said) said.textContent = words;
      }
    };
    element.addEventListener("click", (event) => {
      const button = event.target.closest("[data-fold]");
      if (button) app.fold(button.dataset.fold, !app.folded(button.dataset.fold));
    });
    for (const side of Object.keys(SIDES)) {
      if (dateline.kept(`fold-${side}`) === "folded") element.dataset[key(side)] = "";
      element.append(
        dateline.iconButton("", side === "list" ? "M12 5l-5 5 5 5" : "M8 5l5 5-5 5", {
          class: `dl-edge dl-edge-${side}`, dataset: { fold: side },
        }),
      );
    }
    element.append(grip(app));
    app.drawFolds();

    let open = app.model.state.article !== null;
    const draw = () => {
      if (open) element.dataset.open = "";
      else delete element.dataset.open;
    };
    draw();
    app.model.on((result, changed) => {
      if (!changed.has("article")) return;
      open = app.model.state.article !== null;
      draw();
      if (!open) return;
      // What was just opened is to be seen.
      if (app.folded("card")) app.fold("card", false);
      if (app.sheet() === 0) app.setSheet(1);
    });
  };

  function grip(app) {
    const { element } = app;
    const made = node("div", {
      class: "dl-grip", role: "slider", tabindex: "0", "aria-label": "Height of the list and the card",
      "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": 2,
    });
    let at = 1;
    let drag = null;

    // The heights in px, from the room between the head and the time bar.
    const heights = () => {
      const style = getComputedStyle(element);
      const px = (name) => Number.parseFloat(style.getPropertyValue(name)) || 0;
      const room = element.clientHeight - px("--dl-top") - px("--dl-bottom");
      return [LOW, Math.round(room * 0.46), Math.max(LOW, room - MAP_LEFT)];
    };
    app.sheet = () => at;
    app.setSheet = (index) => {
      at = Math.min(2, Math.max(0, index));
      element.dataset.sheet = HEIGHTS[at];
      element.style.setProperty("--dl-sheet", `${heights()[at]}px`);
      made.setAttribute("aria-valuenow", String(at));
      made.setAttribute("aria-valuetext", HEIGHT_WORDS[at]);
    };
    app.setSheet(1);
    new ResizeObserver(() => drag || app.setSheet(at)).observe(element);

    made.addEventListener("keydown", (event) => {
      const step = { ArrowUp: 1, ArrowRight: 1, PageUp: 1, ArrowDown: -1, ArrowLeft: -1,
        PageDown: -1 }[event.key];
      if (step) app.setSheet(at + step);
      else if (event.key === "Home") app.setSheet(0);
      else if (event.key === "End") app.setSheet(2);
      else if (event.key === "Enter" || event.key === " ") app.setSheet((at + 1) % 3);
      else return;
      event.preventDefault();
    });
    made.addEventListener("pointerdown", (event) => {
      made.setPointerCapture(event.pointerId);
      drag = { y: event.clientY, from: heights()[at], now: heights()[at], moved: false };
      element.dataset.dragging = "";
    });
    made.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const [low, , tall] = heights();
      drag.now = Math.min(tall, Math.max(low, drag.from + drag.y - event.clientY));
      drag.moved ||= Math.abs(event.clientY - drag.y) > 4;
      element.style.setProperty("--dl-sheet", `${drag.now}px`);
    });
    const end = () => {
      if (!drag) return;
      const { now, moved } = drag;
      drag = null;
      delete element.dataset.dragging;
      if (!moved) return app.setSheet((at + 1) % 3);
      const far = heights().map((height) => Math.abs(height - now));
      app.setSheet(far.indexOf(Math.min(...far)));
    };
    made.addEventListener("pointerup", end);
    made.addEventListener("pointercancel", end);
    return made;
  }
})();
