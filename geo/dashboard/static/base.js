// What every part of the page shares. Outside text becomes a text node, never markup.
const SVG = "http://www.w3.org/2000/svg";

function node(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "dataset") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === "") continue;
    made.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return made;
}

function drawing(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

// The symbols of the map: told apart by shape as well as by colour.
function symbol(role, unsure = false) {
  const shape = {
    event: () =>
      drawing("path", {
        d: "M8 15.2C5 11.4 3.2 9 3.2 6.200a4.8 4.8 0 0 1 9.6 0C12.8 9 11 11.4 8 15.200zM8 4.300a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.800z",
        fill: "currentColor", "fill-rule": "evenodd",
      }),
    dateline: () =>
      drawing("circle", { cx: 8, cy: 8, r: 4.5, fill: "none", stroke: "currentColor", "stroke-width": 2.5 }),
    government: () =>
      drawing("rect", { x: 3.8, y: 3.8, width: 8.4, height: 8.4, transform: "rotate(45 8 8)", fill: "currentColor" }),
    background: () => drawing("circle", { cx: 8, cy: 8, r: 3.2, fill: "currentColor" }),
    none: () =>
      drawing("path", { d: "M4.5 8h7", stroke: "currentColor", "stroke-width": 1.5, fill: "none" }),
  }[role];
  const image = drawing("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
  image.setAttribute("class", `symbol ${role}${unsure ? " unsure" : ""}`);
  image.append(shape ? shape() : drawing("g", {}));
  return image;
}

function icon(path) {
  const image = drawing("svg", {
    viewBox: "0 0 20 20", width: 18, height: 18, fill: "none", stroke: "currentColor",
    "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
  });
  image.append(drawing("path", { d: path }));
  return image;
}

// On a phone list and card lie in a sheet, which has two heights.
function stretchSheet() {
  const page = document.documentElement;
  if (page.dataset.dlSheet === "tall") delete page.dataset.dlSheet;
  else page.dataset.dlSheet = "tall";
}

// One root element per mounted part; what it must remember between updates hangs on it.
function rootOf(component) {
  const root = component.parentElement.querySelector(".root");
  root.tell = (name, value) => component.setTriggerValue(name, value);
  return root;
}
