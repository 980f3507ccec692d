/* The few helpers that the parts of the frame share, as small as possible.
   Replaced by geo/layer/static/base.js once that is there. */
window.dateline = window.dateline || {};
(() => {
  "use strict";
  const DAY = 86400000;
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"];
  const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const date = (day) => new Date(day * DAY);
  const days = {
    iso: (day) => date(day).toISOString().slice(0, 10),
    parse: (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : null),
    short: (day) => `${date(day).getUTCDate()} ${MONTHS[date(day).getUTCMonth()]} ${date(day).getUTCFullYear()}`,
    long: (day) => `${WEEKDAYS[days.weekday(day)]}, ${days.short(day)}`,
    weekday: (day) => (((day + 3) % 7) + 7) % 7,
    month: (day) => [date(day).getUTCFullYear(), date(day).getUTCMonth()],
    monthStart: (year, month) => Date.UTC(year, month, 1) / DAY,
    add: (day, count) => day + count,
    period(first, last) {
      if (first === last) return days.short(first);
      const [a, b] = [days.short(first).split(" "), days.short(last)];
      const [, month, year] = b.split(" ");
      if (a[2] !== year) return `${a.join(" ")} to ${b}`;
      return `${a[1] === month ? a[0] : `${a[0]} ${a[1]}`} to ${b}`;
    },
  };
  function node(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "dataset") Object.assign(made.dataset, value);
      else made.setAttribute(name, value === true ? "" : String(value));
    }
    made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
    return made;
  }
  function icon(path, size = 18) {
    const image = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
    drawn.setAttribute("d", path);
    for (const [name, value] of Object.entries({
      viewBox: "0 0 20 20", width: size, height: size, fill: "none", stroke: "currentColor",
      "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
    })) image.setAttribute(name, value);
    image.append(drawn);
    return image;
  }
  function symbol(role) {
    const image = icon("M10 6a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", 16);
    image.setAttribute("class", `symbol ${role}`);
    return image;
  }
  Object.assign(dateline, { days, node, icon, symbol });
})();
