// The card of the open article; without one, a guide to the symbols.
export default function (component) {
  const { data } = component;
  const root = rootOf(component);
  if (!root.ready) {
    root.ready = true;
    root.addEventListener("click", (event) => {
      const place = event.target.closest("[data-place]");
      if (place) root.tell("pick", place.dataset.place);
      const step = event.target.closest("[data-step]");
      if (step) root.tell("step", Number(step.dataset.step));
      if (event.target.closest(".close")) root.tell("close", true);
      if (event.target.closest(".grip")) stretchSheet();
    });
  }
  const now = JSON.stringify(data);
  if (now === root.now) return;
  root.now = now;
  if (!data.card) {
    root.article = null;
    root.replaceChildren(guide());
    return;
  }
  draw(root, data.card);
}

const ROLES = [
  ["event", "It happened here"],
  ["dateline", "Reported from here"],
  ["government", "Stands for a government (“Moscow said”)"],
  ["background", "Named in passing, or in an organisation’s name"],
];

function guide() {
  return node("section", { class: "guide", "aria-label": "How to read this page" },
    node("h2", {}, "Choose an article or a pin"),
    node("p", {}, "Its card opens here: the sentence that names the place, and why the pin stands where it stands."),
    node("h3", {}, "What a pin says"),
    node("ul", {}, ROLES.map(([role, words]) => node("li", {}, symbol(role), node("span", {}, words)))),
    node("h3", {}, "How exact it is"),
    node("ul", {},
      node("li", {}, "A sharp pin: a village, a town, a pass."),
      node("li", {}, "A dashed circle: a district or a valley, as wide as it is."),
      node("li", {}, "Hatched: a province or state. By its outline where that is known, else by a circle; a hatched square stands for the whole of a wide one."),
      node("li", {}, "No pin: a country, a sea, or a people. They stand in the list only."),
    ),
    node("h3", {}, "How sure it is"),
    node("ul", {},
      node("li", {}, symbol("event", true), node("span", {}, "Hollow, and “?” after the name: it may well be another place of that name.")),
      node("li", {}, "The fainter, the less sure."),
    ),
  );
}

function draw(root, card) {
  const same = root.article === card.id;
  const open = same ? new Set([...root.querySelectorAll("details[open]")].map((fold) => fold.className)) : new Set();
  const focused = same ? root.getRootNode().activeElement?.dataset : null;
  root.article = card.id;
  if (!same) delete document.documentElement.dataset.dlRight;
  root.replaceChildren(
    topBar(card),
    node("article", { class: "paper", "aria-label": "The open article" },
      node("h2", { dir: "auto", class: card.untitled ? "untitled" : "" }, card.title),
      about(card),
      card.remark ? node("p", { class: "remark" }, card.remark) : null,
      card.places.length ? places(card.places) : null,
      card.sentence.length ? node("span", { class: "label" }, card.sentence_label) : null,
      card.sentence.length ? node("p", { class: "sentence", dir: "auto" }, text(card.sentence)) : null,
      card.why ? fold("why-fold", "Why is this pin here?", why(card.why), open) : null,
      card.unplaced.length ? fold("unplaced-fold", `${card.unplaced.length} more ${card.unplaced.length === 1 ? "name" : "names"} could not be placed`, unplaced(card.unplaced), open) : null,
      card.relative.length ? fold("relative-fold", "Places told by distance", relative(card.relative), open) : null,
      card.body.length ? fold("text-fold", "The whole text", node("div", { class: "full" }, card.body.map((runs) => node("p", { dir: "auto" }, text(runs)))), open) : null,
    ),
  );
  if (!same) {
    const part = root.getRootNode().host?.closest(".st-key-dl_card");
    if (part) part.scrollTop = 0;
  }
  if (focused?.place) [...root.querySelectorAll(".place")].find((other) => other.dataset.place === focused.place)?.focus();
  else if (focused?.step) root.querySelector(`[data-step="${Number(focused.step)}"]`)?.focus();
}

function iconButton(label, path, attributes) {
  const made = node("button", { type: "button", title: label, "aria-label": label, ...attributes });
  made.classList.add("icon-button");
  made.append(icon(path));
  return made;
}

function topBar(card) {
  return node("div", { class: "bar" },
    node("button", { class: "grip", type: "button", "aria-label": "Make the sheet taller or lower" }),
    node("span", { class: "position" }, card.position),
    iconButton("Previous article", "M12 5l-5 5 5 5", { dataset: { step: -1 }, disabled: !card.previous }),
    iconButton("Next article", "M8 5l5 5-5 5", { dataset: { step: 1 }, disabled: !card.next }),
    iconButton("Close the card", "M5 5l10 10M15 5L5 15", { class: "close" }),
  );
}

function about(card) {
  return node("div", { class: "about" },
    node("p", {}, node("b", { dir: "auto" }, card.source)),
    node("p", {}, card.date ? [node("b", {}, card.date), " · "] : null, card.dated),
    link(card.url),
  );
}

function link(address) {
  let target;
  try {
    target = new URL(address);
  } catch {
    return null;
  }
  if (target.protocol !== "http:" && target.protocol !== "https:") return null;
  return node("p", {}, node("a", { href: target.href, target: "_blank", rel: "noopener noreferrer" }, `Read it at ${target.hostname}`));
}

function places(all) {
  return node("div", { class: "places", role: "group", "aria-label": "Places of this article" },
    all.map((place) => node("button", {
      type: "button", class: place.no_pin ? "place faint" : "place", dataset: { place: place.id },
      "aria-pressed": String(place.on),
      title: [place.what, place.role_words, place.unsure ? "not sure which place is meant" : "", place.no_pin].filter(Boolean).join(" · "),
    }, symbol(place.role, place.unsure), node("span", { dir: "auto" }, place.unsure ? `${place.name}?` : place.name))),
  );
}

function text(runs) {
  return runs.map((run) => {
    if (run.role) {
      return node("mark", {
        class: [run.role, run.on ? "on" : "", run.unsure ? "unsure" : "", run.place ? "here" : ""].join(" ").trim(),
        dataset: run.place ? { place: run.place } : {},
      }, run.text);
    }
    return run.time ? node("span", { class: "time" }, run.text) : document.createTextNode(run.text);
  });
}

function fold(name, label, content, open) {
  return node("details", { class: name, open: open.has(name) }, node("summary", {}, label), content);
}

function why(told) {
  const [name, verb, what, figure] = told.claim;
  return node("div", { class: "why" },
    node("p", { class: "claim" }, "“", node("b", { dir: "auto" }, name), `” ${verb} `, node("b", { dir: "auto" }, what),
      node("span", { class: "figure", title: "How sure, from 0 to 1" }, figure)),
    node("dl", {}, told.facts.map(([term, fact]) => [node("dt", {}, term), node("dd", {}, node("bdi", {}, fact))])),
    told.reasons.length ? [
      node("h3", {}, "What was weighed"),
      reasons(told.reasons),
      told.reasons.filter((reason) => reason.weight).length > 1 ? node("p", { class: "sum" }, node("span", {}, "together; minus speaks against it"), node("span", {}, told.score)) : null,
    ] : null,
    told.rejected.length ? [
      node("h3", {}, "What else it could have meant"),
      node("ul", { class: "rejected" }, told.rejected.map((other) => node("li", {},
        node("div", { class: "what" }, node("span", { dir: "auto" }, other.what), node("span", { class: "weight" }, other.score)),
        reasons(other.reasons),
      ))),
      told.more ? node("p", { class: "more" }, told.more) : null,
    ] : null,
  );
}

function reasons(all) {
  return node("ul", { class: "reasons" }, all.map((reason) =>
    node("li", {}, node("span", { dir: "auto" }, reason.text), reason.weight ? node("span", { class: "weight" }, reason.weight) : null)));
}

function unplaced(names) {
  return node("ul", { class: "rejected" }, names.map((name) => node("li", {},
    node("div", { class: "what" }, node("b", { dir: "auto" }, name.name)), reasons(name.reasons))));
}

function relative(all) {
  return node("ul", { class: "rejected" }, all.map((place) => node("li", {},
    node("div", { class: "what" }, node("span", { dir: "auto" }, `“${place.text}” ${place.leads}`)))));
}
