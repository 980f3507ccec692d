// One bar per day over the slider: grey for all articles, colour for what the filters leave.
// Days are counted, not timed: no zone can shift them.
const DAY = 86400000;
const WIDEST = 240;

export default function (component) {
  const { data } = component;
  const root = rootOf(component);
  if (!root.ready) {
    root.ready = true;
    root.addEventListener("click", (event) => {
      const bar = event.target.closest(".bar");
      if (bar) root.tell("day", [bar.dataset.first, bar.dataset.last]);
      if (event.target.closest(".all")) root.tell("reset", true);
    });
    root.addEventListener("dblclick", (event) => {
      if (event.target.closest(".bars")) root.tell("reset", true);
    });
  }
  if (!data.first) {
    root.replaceChildren(node("p", { class: "none" }, data.period));
    return;
  }
  const all = node("button", { type: "button", class: "all text-button" }, `All days: ${data.span}`);
  root.replaceChildren(
    node("div", { class: "head" },
      node("strong", {}, data.period), node("span", {}, data.note),
      data.limited ? all : null,
    ),
    bars(data),
  );
}

function number(day) {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

function iso(days) {
  return new Date(days * DAY).toISOString().slice(0, 10);
}

function bars(data) {
  const first = number(data.first);
  const last = number(data.last);
  const from = number(data.from);
  const to = number(data.to);
  const span = Math.max(1, last - first);
  const wide = Math.ceil((span + 1) / WIDEST);
  const bins = new Map();
  for (const [day, total, kept] of data.bars) {
    const at = Math.floor((number(day) - first) / wide);
    const bin = bins.get(at) || { total: 0, kept: 0 };
    bin.total += total;
    bin.kept += kept;
    bins.set(at, bin);
  }
  const most = Math.max(1, ...[...bins.values()].map((bin) => bin.total));
  const box = node("div", { class: "bars", role: "group", "aria-label": "Articles by day" });
  const width = 100 / Math.max(1, span / wide);
  for (const [at, bin] of bins) {
    const start = first + at * wide;
    const end = Math.min(last, start + wide - 1);
    const middle = first === last ? 50 : (((start + end) / 2 - first) / span) * 100;
    const days = wide === 1 ? iso(start) : `${iso(start)} to ${iso(end)}`;
    const bar = node("button", {
      type: "button", tabindex: "-1",
      class: `bar${end < from || start > to ? " out" : ""}`,
      dataset: { first: iso(start), last: iso(end) },
      title: `${days}: ${bin.kept} of ${bin.total}`,
      "aria-label": `${days}: ${bin.kept} of ${bin.total} articles`,
    });
    bar.style.left = `${middle}%`;
    bar.style.width = `max(2px, min(22px, calc(${width}% - 1.5px)))`;
    bar.append(height("total", bin.total / most), height("kept", bin.kept / most));
    box.append(bar);
  }
  return box;
}

function height(name, share) {
  const made = node("i", { class: name });
  made.style.height = share ? `max(2px, ${(share * 100).toFixed(2)}%)` : "0";
  return made;
}
