// Keeps the address in step with the screen, copies it, and changes light and dark.
// The map writes the address's `view` by itself, so that one is left as it stands.
const OURS = ["from", "to", "clock", "q", "place", "source", "role", "article", "pin"];

export default function (component) {
  const { data } = component;
  const root = rootOf(component);
  keepAddress(data.params);
  if (root.ready) return;
  root.ready = true;
  const said = node("span", { class: "said", role: "status" });
  const copy = button("Copy a link to this screen", "M8.5 11.5a3.2 3.2 0 0 0 4.5 0l2.6-2.6a3.2 3.2 0 0 0-4.5-4.5L9.9 5.6M11.5 8.5a3.2 3.2 0 0 0-4.5 0l-2.6 2.6a3.2 3.2 0 0 0 4.5 4.5l1.2-1.2");
  copy.classList.add("copy");
  copy.addEventListener("click", async () => {
    said.textContent = (await copied(window.location.href)) ? "Link copied" : "Copy it from the address bar";
    window.setTimeout(() => { said.textContent = ""; }, 4000);
  });
  const theme = button("Change between light and dark", "M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14");
  theme.classList.add("theme");
  theme.addEventListener("click", changeTheme);
  root.replaceChildren(said, folder("left", "the list", "M3 4h14v12H3zM8 4v12"), folder("right", "the card", "M3 4h14v12H3zM12 4v12"), copy, theme);
}

// A panel folds away to its edge, and stays so on the next visit.
function folder(side, what, path) {
  const page = document.documentElement.dataset;
  const name = side === "left" ? "dlLeft" : "dlRight";
  const stored = `dateline-${side}`;
  if (remembered(stored) === "folded") page[name] = "folded";
  const made = button("", path);
  made.classList.add("fold", side);
  const show = () => {
    const folded = page[name] === "folded";
    made.title = `${folded ? "Show" : "Hide"} ${what}`;
    made.setAttribute("aria-label", made.title);
    made.setAttribute("aria-pressed", String(folded));
  };
  made.addEventListener("click", () => {
    if (page[name] === "folded") delete page[name];
    else page[name] = "folded";
    remember(stored, page[name] ?? "");
  });
  show();
  // The card unfolds by itself when an article is opened.
  new MutationObserver(show).observe(document.documentElement, { attributes: true, attributeFilter: [`data-dl-${side}`] });
  return made;
}

// A browser may keep nothing for a page; then it only forgets.
function remembered(name) {
  try {
    return window.localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    window.localStorage.setItem(name, value);
  } catch {
    // See above.
  }
}

function button(label, path) {
  const made = node("button", { class: "icon-button", type: "button", title: label, "aria-label": label });
  made.append(icon(path));
  return made;
}

function keepAddress(params) {
  const address = new URL(window.location.href);
  const view = address.searchParams.get("view");
  for (const name of [...OURS, "view"]) address.searchParams.delete(name);
  for (const [name, value] of params) address.searchParams.append(name, value);
  if (view !== null) address.searchParams.append("view", view);
  address.search = address.search.replaceAll("%2C", ",");
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}

// A page that is served without https has no clipboard of its own.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = node("textarea", { class: "hidden", readonly: true });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

// Streamlit keeps a visitor's choice under this name and reads it when it starts.
function changeTheme() {
  const dark = getComputedStyle(document.querySelector(".stApp")).colorScheme === "dark";
  window.localStorage.setItem(`stActiveTheme-${window.location.pathname}-v2`, JSON.stringify(dark ? "Light" : "Dark"));
  window.location.reload();
}
