// The head: name, search with suggestions, what is chosen, filters, and what else can be done.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const { node, way } = dateline;
  const PAUSE = 250; // ms without a key before the words are searched
  const MOST = 8;
  const SAID = 4000; // ms that "Copied" stands
  const SEARCH = "Search text, place or source";
  const ICONS = {
    search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM13.2 13.2L17 17",
    filters: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
    add: "M10 4v12M4 10h12",
    list: "M3 4h14v12H3zM8 4v12",
    card: "M3 4h14v12H3zM12 4v12",
    link: "M8.5 11.5a3.2 3.2 0 0 0 4.5 0l2.6-2.6a3.2 3.2 0 0 0-4.5-4.5L9.9 5.6M11.5 8.5a3.2 3.2 0 0 0-4.5 0" +
      "l-2.6 2.6a3.2 3.2 0 0 0 4.5 4.5l1.2-1.2",
    embed: "M7 6l-4 4 4 4M13 6l4 4-4 4",
    more: "M4 10h.01M10 10h.01M16 10h.01",
    menu: "M3 6h14M3 10h14M3 14h14",
  };

  dateline.Head = function Head(app, host) {
    const { model } = app;
    const search = drawSearch(app);
    const filtersButton = button("filters", "Filters", "filters");
    const badge = node("span", { class: "badge" });
    filtersButton.append(badge);
    const chipsHost = node("div", { class: "chips", role: "group", "aria-label": "Filters that are on" });
    const chips = new dateline.Chips(app, chipsHost, search.input);
    const filterPanel = node("div", { class: "pop filter-pop", id: "dl-filter-panel", role: "group",
      "aria-label": "Filters" });
    const form = new dateline.FilterForm(app, filterPanel);

    const add = button("add", "Add reports", "primary");
    add.hidden = Boolean(app.settings.viewOnly);
    add.addEventListener("click", () => app.tell("add"));
    const folds = ["list", "card"].map((side) => {
      const made = button(side, "", "icon-only fold");
      made.dataset.fold = side;
      return made;
    });
    const copying = drawCopying();
    const link = button("link", "Copy link", "icon-only");
    link.addEventListener("click", () => copying.copy(link, address(app)));
    const embed = button("embed", "Embed", "");
    embed.addEventListener("click", () => copying.copy(embed, snippet(app)));
    const moreButton = button("more", "More", "icon-only more");
    const languages = choice("Names on the map", "labels",
      [["en", "English"], ["fa", "دری", "Dari"], ["ps", "پښتو", "Pashto"]],
      app.settings.labels || "en", app.setLabels);
    // The link may ask for another one.
    app.on("labels", (language) => {
      languages.querySelector(`input[value="${language}"]`).checked = true;
    });
    const morePanel = node("div", { class: "pop more-pop", id: "dl-more-panel", role: "group",
      "aria-label": "More" },
      embed,
      way("accuracy", "How far to trust it", { class: "way" }),
      languages,
      choice("Colours", "theme", [["light", "Light"], ["dark", "Dark"], ["auto", "As the system"]],
        app.settings.theme || "auto", app.setTheme),
    );
    const tools = node("div", { class: "tools", id: "dl-tools" },
      node("div", { class: "holder" }, filtersButton, filterPanel), add, folds, link,
      node("div", { class: "holder" }, moreButton, morePanel), copying.element);
    const menu = button("menu", "Menu", "icon-only menu");
    menu.append(node("span", { class: "badge" }));

    host.setAttribute("role", "banner");
    host.append(node("h1", { class: "name" }, "Dateline"), search.element, chipsHost, menu, tools);
    const drawForm = () => {
      // On a phone the panel lies in the menu. To ask the browser whether it is seen would cost a layout.
      if (filterPanel.dataset.open !== undefined || tools.dataset.open !== undefined) form.draw();
    };
    opens(filtersButton, filterPanel, drawForm);
    opens(moreButton, morePanel);
    opens(menu, tools, drawForm);
    // With the menu on a phone, list and card are folded by their sheet.
    if (app.drawFolds) app.drawFolds();

    const draw = () => {
      const count = dateline.activeFilters(model).length;
      for (const [of, words] of [[filtersButton, "Filters"], [menu, "Menu"]]) {
        of.lastChild.textContent = count || "";
        of.lastChild.hidden = !count;
        of.setAttribute("aria-label", count
          ? `${words}, ${count} ${count === 1 ? "filter is" : "filters are"} on` : words);
      }
      chips.draw();
      search.draw();
      drawForm();
    };
    model.on((result, changed) => {
      if (changed.has("data") || changed.has("names")) search.names();
      draw();
    });
    search.names();
    draw();
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey ||
        dateline.typing(event)) return;
      event.preventDefault();
      search.input.focus();
    });
  };

  function button(name, words, classes) {
    const made = node("button", { type: "button", class: `tool ${classes}`, title: words,
      "aria-label": words || null },
      node("span", { class: "words" }, words));
    made.prepend(dateline.icon(ICONS[name]));
    return made;
  }

  // A button that opens a panel which blocks nothing: Escape and a click elsewhere close it, and the focus
  // goes back where it came from.
  function opens(opener, panel, opened) {
    opener.setAttribute("aria-expanded", "false");
    opener.setAttribute("aria-controls", panel.id);
    const set = (open) => {
      if (open) panel.dataset.open = "";
      else delete panel.dataset.open;
      opener.setAttribute("aria-expanded", String(open));
    };
    const close = () => {
      const held = panel.contains(document.activeElement);
      set(false);
      if (held) opener.focus();
    };
    opener.addEventListener("click", () => {
      const open = panel.dataset.open === undefined;
      set(open);
      if (!open) return;
      opened?.();
      panel.querySelector("input, button:not([hidden])")?.focus();
    });
    for (const part of [opener, panel]) {
      part.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || panel.dataset.open === undefined) return;
        event.stopPropagation();
        close();
        opener.focus();
      });
    }
    document.addEventListener("pointerdown", (event) => {
      if (panel.dataset.open !== undefined && !panel.contains(event.target) &&
        !opener.contains(event.target)) set(false);
    });
    panel.addEventListener("focusout", (event) => {
      const to = event.relatedTarget;
      if (to && !panel.contains(to) && to !== opener) set(false);
    });
  }

  function choice(label, name, options, now, choose) {
    return node("fieldset", { class: "choice" }, node("legend", {}, label), node("div", { class: "segments" },
      options.map(([value, words, told]) => {
        const radio = node("input", { type: "radio", name: `dl-${name}`, value, checked: value === now,
          "aria-label": told || null });
        radio.addEventListener("change", () => choose(value));
        return node("label", {}, radio, node("span", { dir: "auto", title: told || null }, words));
      })));
  }

  // The page's address, not the frame's, with what was changed a moment ago in it.
  function address(app) {
    app.link.write();
    try {
      return window.top.location.href;
    } catch {
      return window.location.href;
    }
  }

  function snippet(app) {
    const target = new URL(address(app));
    target.searchParams.set("bare", "1");
    const quoted = target.href.replaceAll("&", "&amp;").replaceAll('"', "%22").replaceAll("<", "%3C");
    return `<iframe src="${quoted}" title="Dateline" width="100%" height="600" style="border:0" ` +
      'loading="lazy"></iframe>';
  }

  // Copies, and says so; where the clipboard is refused, the text stands selected in a field.
  function drawCopying() {
    const said = node("span", { class: "hidden", role: "status" });
    const field = node("input", { type: "text", readonly: true, class: "field",
      "aria-label": "To copy by hand" });
    const close = dateline.iconButton("Close", "M5 5l10 10M15 5L5 15");
    const box = node("div", { class: "by-hand", hidden: true }, node("span", {}, "Copy it from here:"), field,
      close);
    let from = null;
    const hide = () => {
      box.hidden = true;
      from?.focus();
    };
    close.addEventListener("click", hide);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      hide();
    });
    const clear = new Map();
    return {
      element: [said, box],
      async copy(opener, text) {
        const words = opener.querySelector(".words");
        try {
          await navigator.clipboard.writeText(text);
        } catch {
          from = opener;
          field.value = text;
          box.hidden = false;
          field.focus();
          field.select();
          said.textContent = "The browser does not let this page copy. The text stands selected in a field.";
          return;
        }
        box.hidden = true;
        said.textContent = "Copied";
        opener.dataset.said = "Copied";
        words.dataset.words ??= words.textContent;
        words.textContent = "Copied";
        window.clearTimeout(clear.get(opener));
        clear.set(opener, window.setTimeout(() => {
          delete opener.dataset.said;
          words.textContent = words.dataset.words;
          said.textContent = "";
        }, SAID));
      },
    };
  }

  // A combobox as WAI-ARIA describes it: the list helps, and what is typed is searched all the same.
  function drawSearch(app) {
    const { model } = app;
    const input = node("input", {
      type: "text", role: "combobox", placeholder: SEARCH, "aria-label": SEARCH, "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": "dl-suggestions", autocomplete: "off", spellcheck: "false",
      maxlength: 200, enterkeyhint: "search",
    });
    const clear = dateline.iconButton("Clear the search", "M6 6l8 8M14 6l-8 8",
      { class: "clear", tabindex: "-1" });
    const list = node("ul", { id: "dl-suggestions", role: "listbox", "aria-label": "Places and sources",
      class: "suggestions", hidden: true });
    const element = node("div", { class: "search", role: "search" });
    element.append(dateline.icon(ICONS.search), input, clear, list);
    let finder = null;
    let named = null;
    let weights = null;
    let found = [];
    let active = -1;
    let timer = 0;

    const ask = () => {
      window.clearTimeout(timer);
      timer = 0;
      const q = input.value.trim();
      if (q !== model.state.q) model.set({ q }, { settle: true });
    };
    const shut = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const stand = (index) => {
      active = index;
      [...list.children].forEach((option, k) => option.setAttribute("aria-selected", String(k === index)));
      if (index < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    };
    const suggest = () => {
      found = finder ? finder.find(input.value, MOST) : [];
      if (!found.length) return shut();
      list.replaceChildren(...found.map((what, k) => option(model, what, k, weights)));
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      stand(-1);
    };
    const take = (index) => {
      const { kind, index: who } = found[index];
      const key = `${kind}s`;
      window.clearTimeout(timer);
      timer = 0;
      input.value = "";
      shut();
      model.set({ q: "", [key]: new Set(model.state[key]).add(who) }, { settle: true });
    };
    const empty = () => {
      input.value = "";
      clear.hidden = true;
      shut();
      ask();
    };
    input.addEventListener("input", () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, PAUSE);
      clear.hidden = !input.value;
      suggest();
    });
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open) suggest();
        if (list.hidden) return;
        const step = event.key === "ArrowDown" ? 1 : -1;
        // Past either end stands what was typed.
        const ends = found.length + 1;
        stand(((((active + 1 + step) % ends) + ends) % ends) - 1);
      } else if (event.key === "Enter") {
        if (open && active >= 0) take(active);
        else {
          shut();
          ask();
        }
      } else if (event.key === "Escape") {
        empty();
      } else {
        return;
      }
      event.preventDefault();
    });
    input.addEventListener("blur", shut);
    // The field keeps the focus while a suggestion is clicked.
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[role=option]");
      if (chosen) take([...list.children].indexOf(chosen));
    });
    clear.addEventListener("click", () => {
      empty();
      input.focus();
    });
    return {
      element, input,
      draw() {
        if (timer || document.activeElement === input && input.value.trim() === model.state.q) return;
        if (input.value !== model.state.q) input.value = model.state.q;
        clear.hidden = !input.value;
      },
      names() {
        if (!model.names || !model.data || named === model.names) return;
        named = model.names;
        weights = articlesOf(model.data);
        const weight = (owner) => (owner < 0 ? weights.sources[-1 - owner] : weights.places[owner]);
        finder = new dateline.Finder(named, weight, () => {
          if (document.activeElement === input && input.value) suggest();
        });
      },
    };
  }

  function option(model, { kind, index }, k, weights) {
    const made = node("li", { role: "option", id: `dl-suggestion-${k}`, "aria-selected": "false" });
    const count = kind === "place" ? weights.places[index] : weights.sources[index];
    const many = node("span", { class: "count" }, count ? count.toLocaleString("en-GB") : "");
    if (kind === "source") {
      const name = model.names.sources[index] || "No source stated";
      made.append(node("span", { class: "what", dir: "auto" }, name),
        node("span", { class: "where" }, "source"),
        many);
      return made;
    }
    const [, name, sort, where] = model.names.places[index];
    made.append(node("span", { class: "what", dir: "auto" }, name),
      node("span", { class: "where", dir: "auto" }, [sort, where].filter(Boolean).join(" in ")), many);
    return made;
  }

  // How many articles name each place and come from each source.
  function articlesOf({ p, s, a }) {
    const places = new Uint32Array(p);
    const last = new Int32Array(p).fill(-1);
    for (let row = 0; row < a.row_place.length; row += 1) {
      const place = a.row_place[row];
      if (place < 0 || last[place] === a.row_article[row]) continue;
      last[place] = a.row_article[row];
      places[place] += a.row_count[row];
    }
    const sources = new Uint32Array(s);
    for (let i = 0; i < a.article_source.length; i += 1) sources[a.article_source[i]] += 1;
    return { places, sources };
  }
})();
