// The list by day, with the counts above it and the trays below.
export default function (component) {
  const { data } = component;
  const root = rootOf(component);
  if (!root.parts) build(root);
  root.data = data;
  drawNotices(root, data.notices);
  drawCounts(root, data.counts);
  const rows = JSON.stringify([data.days, data.unplaced, data.undated, data.nothing]);
  if (rows !== root.rows) {
    root.rows = rows;
    drawLots(root, data);
  }
  choose(root, data.chosen);
  shareTitles(data);
}

function build(root) {
  const parts = {
    grip: node("button", { class: "grip", type: "button", "aria-label": "Make the sheet taller or lower" }),
    notices: node("div", { class: "notices", role: "status" }),
    counts: node("div", { class: "counts", role: "status", "aria-live": "polite" }),
    list: node("div", { class: "list", role: "region", "aria-label": "Articles by day", tabindex: "-1" }),
    unplaced: tray("unplaced"),
    undated: tray("undated"),
  };
  root.parts = parts;
  root.replaceChildren(...Object.values(parts));
  root.addEventListener("click", (event) => {
    const row = event.target.closest(".row");
    if (row) root.tell("pick", row.dataset.article);
    if (event.target.closest(".reset")) root.tell("reset", true);
    if (event.target.closest(".dismiss")) root.tell("dismiss", true);
    const opener = event.target.closest("[data-tray]");
    if (opener) unfold(root, opener.dataset.tray);
    if (event.target.closest(".grip")) stretchSheet();
  });
  root.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest(".row");
    if (!step || !row) return;
    const rows = [...root.querySelectorAll(".row")].filter((other) => other.offsetParent);
    const next = rows[rows.indexOf(row) + step];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  });
}

function tray(name) {
  return node("section", { class: "tray", dataset: { lot: name } });
}

function unfold(root, name) {
  const opened = root.parts[name].querySelector("button");
  const open = opened.getAttribute("aria-expanded") !== "true";
  opened.setAttribute("aria-expanded", String(open));
  root.parts[name].querySelector(".inside").hidden = !open;
  if (open) root.parts[name].scrollIntoView({ block: "nearest" });
}

function drawNotices(root, notices) {
  root.parts.notices.hidden = !notices.length;
  root.parts.notices.style.display = notices.length ? "" : "none";
  root.parts.notices.replaceChildren(
    node("ul", {}, notices.map((notice) => node("li", { dir: "auto" }, notice))),
    dismissButton(),
  );
}

function dismissButton() {
  const button = node("button", { class: "icon-button dismiss", type: "button", "aria-label": "Close this notice" });
  button.append(icon("M5 5l10 10M15 5L5 15"));
  return button;
}

function drawCounts(root, counts) {
  const line = [
    node("span", { class: "shown" }, node("strong", {}, counts.shown), ` of ${counts.total} articles`),
    "·",
    node("button", { type: "button", class: "unplaced", dataset: { tray: "unplaced" }, title: "Articles without a place that can be drawn" }, `${counts.unplaced} unplaced`),
    "·",
    node("button", { type: "button", class: "undated", dataset: { tray: "undated" }, title: "Articles without a day" }, `${counts.undated} undated`),
  ];
  if (counts.filtered) line.push(node("button", { type: "button", class: "reset text-button" }, "Reset"));
  root.parts.counts.replaceChildren(...line.map((part) => (typeof part === "string" ? node("span", { "aria-hidden": "true" }, part) : part)));
}

function drawRow(row) {
  const meta = node("span", { class: "meta" },
    node("span", { class: "places", dir: "auto" }, row.places || "No place"),
    row.fallback ? node("span", { class: "told", title: row.fallback[1] }, row.fallback[0]) : null,
    row.source ? node("span", { class: "source", dir: "auto" }, row.source) : null,
  );
  return node("li", {},
    node("button", { class: "row", type: "button", dataset: { article: row.id } },
      symbol(row.role, row.unsure),
      node("span", { class: "body" },
        node("span", { class: "title", dir: "auto" }, row.title),
        meta,
        row.when ? node("span", { class: "note" }, row.when) : null,
      ),
    ),
  );
}

function drawLots(root, data) {
  const focused = root.getRootNode().activeElement?.dataset?.article;
  const days = data.days.map((day) =>
    node("section", { "aria-label": day.label },
      node("h3", { class: "day" }, day.label, node("span", {}, day.rows.length)),
      node("ul", {}, day.rows.map(drawRow)),
    ),
  );
  root.parts.list.replaceChildren(...(days.length ? days : [node("p", { class: "nothing" }, data.nothing)]));
  drawTray(root, "unplaced", data.unplaced, `${data.unplaced.length} without a place`, "Nothing in them can be drawn on the map: no name was placed, or only countries, seas or peoples.");
  drawTray(root, "undated", data.undated, `${data.undated.length} without a day`, data.dateHint);
  if (focused) rowOf(root, focused)?.focus({ preventScroll: true });
}

function drawTray(root, name, rows, label, hint) {
  const section = root.parts[name];
  section.classList.toggle("empty", !rows.length);
  const open = rows.length > 0 && section.querySelector("button")?.getAttribute("aria-expanded") === "true";
  const inside = node("div", { class: "inside" },
    node("p", { class: "hint" }, rows.length ? hint : "None."),
    node("ul", {}, rows.map(drawRow)),
  );
  inside.hidden = !open;
  section.replaceChildren(
    node("button", { type: "button", "aria-expanded": String(open), dataset: { tray: name } }, label),
    inside,
  );
}

function rowOf(root, id) {
  return [...root.querySelectorAll(".row")].find((row) => row.dataset.article === id);
}

function choose(root, id) {
  for (const row of root.querySelectorAll('.row[aria-current="true"]')) row.removeAttribute("aria-current");
  const row = id ? rowOf(root, id) : null;
  if (row) {
    row.setAttribute("aria-current", "true");
    const lot = row.closest(".tray")?.dataset.lot;
    if (lot && root.chosen !== id && row.closest(".inside").hidden) unfold(root, lot);
    if (root.chosen !== id) row.scrollIntoView({ block: "nearest" });
  }
  root.chosen = id;
}

// The map's frame asks for the title of an article under the pointer; it gets text, not markup.
function shareTitles(data) {
  const titles = new Map();
  for (const day of data.days) for (const row of day.rows) titles.set(row.id, row.title);
  for (const row of [...data.unplaced, ...data.undated]) titles.set(row.id, row.title);
  window.datelineTitle = (id) => titles.get(id) ?? "";
}
