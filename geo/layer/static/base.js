/* What every part shares: elements, icons, days. Text from outside becomes a text node, never markup. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const NONE = -2147483648; // the day of what has none

  /* Returns an element; strings among the children become text nodes. */
  const node = (tag, attributes, ...children) => {
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
  };

  const drawing = (tag, attributes, ...children) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.append(...children);
    return made;
  };

  /* Returns a line drawing of 20 by 20 from the path of its strokes. */
  const icon = (path) => {
    const image = drawing("svg", {
      viewBox: "0 0 20 20", width: 18, height: 18, fill: "none", stroke: "currentColor",
      "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
    });
    image.append(drawing("path", { d: path }));
    return image;
  };

  /* What a role looks like beside words; the map's own shapes are painted by symbols.js. */
  const SHAPES = {
    event: () => drawing("path", {
      d: "M8 15.2C5 11.4 3.2 9 3.2 6.2a4.8 4.8 0 0 1 9.6 0C12.8 9 11 11.4 8 15.2z"
        + "M8 4.3a1.9 1.9 0 1 0 0 3.8 1.9 1.9 0 0 0 0-3.8z",
      fill: "currentColor", "fill-rule": "evenodd",
    }),
    dateline: () => drawing("circle", {
      cx: 8, cy: 8, r: 4.5, fill: "none", stroke: "currentColor", "stroke-width": 2.5,
    }),
    government: () => drawing("rect", {
      x: 3.8, y: 3.8, width: 8.4, height: 8.4, transform: "rotate(45 8 8)", fill: "currentColor",
    }),
    background: () => drawing("circle", { cx: 8, cy: 8, r: 3.2, fill: "currentColor" }),
    none: () => drawing("path", {
      d: "M4.5 8h7", stroke: "currentColor", "stroke-width": 1.5, fill: "none",
    }),
  };
  const symbol = (role, unsure = false) => {
    const image = drawing("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" });
    image.setAttribute("class", `symbol ${role}${unsure ? " unsure" : ""}`);
    if (SHAPES[role]) image.append(SHAPES[role]());
    return image;
  };

  const answered = (answer, address) => {
    if (answer.ok) return answer;
    const error = new Error(`${address}: ${answer.status}`);
    error.status = answer.status;
    throw error;
  };
  const load = async (address) => answered(await fetch(address), address).json();
  const loadBytes = async (address) => answered(await fetch(address), address).arrayBuffer();

  // Days: whole numbers since 1970-01-01, so that no time zone can shift one.

  const MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
  ];
  const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
  const MILLISECONDS = 86_400_000;

  const dayOf = (year, month, number) => {
    const date = new Date(0);
    date.setUTCFullYear(year, month, number); // Date.UTC takes the years 0 to 99 for others
    return Math.round(date.getTime() / MILLISECONDS);
  };
  const parts = (day) => {
    const date = new Date(day * MILLISECONDS);
    return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  };
  const weekday = (day) => (((day + 3) % 7) + 7) % 7; // 1970-01-01 was a Thursday
  const short = (day) => {
    const [year, month, number] = parts(day);
    return `${number} ${MONTHS[month]} ${year}`;
  };
  const days = {
    NONE,
    MONTHS,
    parts,
    weekday,
    short,
    add: (day, number) => day + number,
    iso: (day) => {
      const [year, month, number] = parts(day);
      const two = (value) => String(value).padStart(2, "0");
      return `${String(year).padStart(4, "0")}-${two(month + 1)}-${two(number)}`;
    },
    parse: (text) => {
      const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text || "");
      if (!found) return null;
      const [year, month, number] = found.slice(1).map(Number);
      const day = dayOf(year, month - 1, number);
      return days.iso(day) === text && year > 0 ? day : null; // no 31 June
    },
    long: (day) => `${WEEKDAYS[weekday(day)]}, ${short(day)}`,
    month: (day) => parts(day).slice(0, 2),
    monthStart: (year, month) => dayOf(year, month, 1),
    /* Says a range as shortly as it stays clear: "27 August to 6 September 2021". */
    period: (first, last) => {
      if (first === last) return short(first);
      const [year, month, number] = parts(first);
      const [lastYear, lastMonth] = parts(last);
      if (year !== lastYear) return `${short(first)} to ${short(last)}`;
      if (month !== lastMonth) return `${number} ${MONTHS[month]} to ${short(last)}`;
      return `${number} to ${short(last)}`;
    },
  };

  /* A browser may keep nothing for a page; then it only forgets. */
  const kept = (name) => {
    try {
      return window.localStorage.getItem(`dateline-${name}`);
    } catch {
      return null;
    }
  };
  const keep = (name, value) => {
    try {
      window.localStorage.setItem(`dateline-${name}`, value);
    } catch {
      // See above.
    }
  };

  /* The address of another page of ours; a frame's own lies elsewhere. "." is the map's. */
  const beside = (name) => {
    try {
      return new URL(name, window.parent.location.href).pathname;
    } catch {
      return name === "." ? "/" : `/${name}`; // the page is of another origin
    }
  };

  /* A link to another page of ours. A frame may not lead its page away; a link in the page itself may. */
  const way = (name, words, attributes) => {
    const made = node("a", { ...attributes, href: beside(name) }, words);
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // in a window of its own
      event.preventDefault();
      try {
        const { document: page } = window.parent;
        const link = Object.assign(page.createElement("a"), { href: made.href, hidden: true });
        page.body.append(link);
        link.click();
        link.remove();
      } catch {
        window.open(made.href); // the page is of another origin
      }
    });
    return made;
  };

  /* Whether a key belongs to a field that is being filled in. */
  const typing = (event) => Boolean(event.target.closest?.("input, textarea, select, [contenteditable]"));

  Object.assign(dateline, {
    kept, keep, beside, way, typing,
    SANS: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, sans-serif",
    node, drawing, icon, symbol, load, loadBytes, days,
    roles: ["event", "dateline", "government", "background"],
    roleWords: {
      event: "It happened here", dateline: "Reported from here",
      government: "Stands for a government", background: "Named in passing",
    },
    still: () => window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    toldIn: (stories, sources) => `${dateline.counted(stories, "story", "stories")} · ` +
      dateline.counted(sources, "independent source"),
    counted: (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`,
  });
})();
