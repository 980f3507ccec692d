/* The language of symbols: role by colour and shape, precision by edge, confidence by opacity.
   Built element by element; what they show are numbers and fixed words. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const roles = ["event", "dateline", "government", "background"];
  const precisions = ["point", "circle", "area"];
  const roleWords = {
    event: "Event", dateline: "Filed from here", government: "A government's seat",
    background: "Only mentioned",
  };
  const precisionWords = { point: "exact place", circle: "wide area", area: "whole province" };

  const make = (name, attributes = {}, children = []) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };

  const canvas = (half, children) => make("svg", {
    viewBox: `${-half} ${-half} ${2 * half} ${2 * half}`,
    width: 2 * half,
    height: 2 * half,
    "aria-hidden": "true",
    focusable: "false",
  }, children);

  /* The shape of a role about the true point (0, 0). An exact event is a pin whose tip is there. */
  const shape = (role, precision) => {
    if (role === "event" && precision === "point") {
      return [
        make("path", { class: "dl-body", d: "M0 0C-2.4-5.4-7.6-8.6-7.6-14.2A7.6 7.6 0 0 1 7.6-14.2C7.6-8.6 2.4-5.4 0 0Z" }),
        make("circle", { class: "dl-eye", cx: 0, cy: -14.2, r: 2.6 }),
      ];
    }
    if (role === "event") return [make("circle", { class: "dl-body", r: 7 })];
    if (role === "dateline") {
      return [make("circle", { class: "dl-under", r: 6 }), make("circle", { class: "dl-ring", r: 6 })];
    }
    if (role === "government") return [make("path", { class: "dl-body", d: "M0-8L8 0L0 8L-8 0Z" })];
    return [make("circle", { class: "dl-body", r: 4.2 })];
  };

  const edge = (precision) => {
    if (precision === "circle") return [make("circle", { class: "dl-dashes", r: 10.5 })];
    if (precision === "area") {
      return [make("rect", { class: "dl-hatch", x: -10, y: -10, width: 20, height: 20, rx: 3 })];
    }
    return [];
  };

  /* Stands for the whole of a wide province whose outline is not known: hatched like one, and of
     one size, since a circle as wide as it is would cover its neighbours. */
  const whole = (role, half) => {
    const box = { x: -half, y: -half, width: 2 * half, height: 2 * half, rx: 4 };
    return [
      make("rect", { ...box, class: "dl-whole-ground" }),
      make("rect", { ...box, class: "dl-whole", fill: `url(#dl-hatch-${role})` }),
    ];
  };

  /* One article at one place. wide: it stands for the whole of a wide province. */
  const symbol = (role, precision, wide = false) => (
    canvas(16, [...(wide ? whole(role, 13) : edge(precision)), ...shape(role, precision)]));

  /* Several: their number, in a ring that shows the roles' shares; no two roles touch unmarked.
     wide: the role whose hatching tells that they stand for the whole of a wide province. */
  const crowd = (shares, count, several, wide = null) => {
    const total = shares.reduce((sum, share) => sum + share, 0);
    const radius = dateline.reach(Math.max(2, count)) - 3;
    const parts = wide ? whole(wide, radius + 4) : [];
    if (several) parts.push(make("circle", { class: "dl-shadow", r: radius + 3 }));
    parts.push(make("circle", { class: "dl-disc", r: radius }));
    let from = 0;
    shares.forEach((share, index) => {
      if (!share) return;
      const to = from + share / total;
      const arc = share === total ? make("circle", { r: radius - 1.75 }) :
        make("path", { d: along(radius - 1.75, from, to) });
      arc.setAttribute("class", `dl-share dl-${roles[index]}`);
      parts.push(arc);
      from = to;
    });
    const number = make("text", { class: "dl-number", x: 0, y: 0.5 });
    number.textContent = count > 999 ? `${Math.floor(count / 100) / 10}k` : String(count);
    return canvas(Math.ceil(radius) + 6, [...parts, number]);
  };

  const along = (radius, from, to) => {
    const at = (turn) => {
      const angle = 2 * Math.PI * turn - Math.PI / 2;
      return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
    };
    return `M${at(from)}A${radius} ${radius} 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}`;
  };

  /* Where spread pins stand, in pixels about their place: a ring for a few, a spiral for many. */
  const spread = (count) => {
    const places = [];
    if (count <= 10) {
      const radius = Math.max(30, (count * 30) / (2 * Math.PI));
      for (let i = 0; i < count; i += 1) {
        const angle = (2 * Math.PI * i) / count - Math.PI / 2;
        places.push([Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))]);
      }
      return places;
    }
    const golden = Math.PI * (3 - Math.sqrt(5));
    for (let i = 0; i < count; i += 1) {
      const radius = 15 * Math.sqrt(i + 4);
      places.push([Math.round(radius * Math.cos(golden * i)), Math.round(radius * Math.sin(golden * i))]);
    }
    return places;
  };

  /* Lines from a place to its spread pins. */
  const legs = (places) => canvas(12, [
    ...places.map(([x, y]) => make("line", { class: "dl-leg", x1: 0, y1: 0, x2: x, y2: y })),
    make("circle", { class: "dl-hub", r: 3 }),
  ]);

  /* Hatching for provinces: patterns must stand in the document once. */
  const hatching = () => {
    const patterns = roles.map((role) => make("pattern", {
      id: `dl-hatch-${role}`, width: 7, height: 7, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    }, [make("rect", { class: `dl-${role}`, width: 1.4, height: 7 })]));
    const holder = make("svg", { class: "dl-patterns", width: 0, height: 0, "aria-hidden": "true" });
    holder.append(make("defs", {}, patterns));
    return holder;
  };

  Object.assign(dateline, {
    roles, precisions, roleWords, precisionWords, symbol, crowd, spread, legs, hatching,
  });
})();
