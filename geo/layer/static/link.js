/* The link: everything on the screen, in the address of the page. Python reads it (geo.dashboard.link);
   here it is written, without a step in the browser's history and without a word to the server. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const VERSION = "2";
  const OURS = [
    "v", "from", "to", "clock", "q", "place", "source", "role", "least", "independent", "area", "in_view",
    "article", "pin", "view", "labels",
  ];

  class Link {
    constructor(map, app) {
      this.map = map;
      this.app = app;
      this.live = false; // the view belongs to the link once somebody has moved the map
      const rewrite = () => {
        this.write();
        setTimeout(() => this.write(), 300);
      };
      // Streamlit writes the page's parameters from what it last knew; ours are put back.
      window.addEventListener("message", rewrite);
      try {
        window.parent.navigation.addEventListener("currententrychange", () => this.write());
      } catch {
        // No such interface, or another origin: the messages above suffice.
      }
    }

    /* The search part of the page's address as it came. */
    static given() {
      try {
        return window.parent.location.search;
      } catch {
        return "";
      }
    }

    pairs() {
      const { model } = this.app;
      const { state, names } = model;
      const { iso } = dateline.days;
      const pairs = [];
      const add = (name, value) => pairs.push([name, String(value)]);
      if (state.from !== null) add("from", iso(state.from));
      if (state.to !== null) add("to", iso(state.to));
      if (state.clock !== "happened") add("clock", state.clock);
      if (state.q) add("q", state.q);
      // In one order, whichever was chosen first: one screen has one address.
      const sorted = (numbers) => [...numbers].sort((one, other) => one - other);
      if (names) {
        for (const place of sorted(state.places)) add("place", names.places[place][0]);
        for (const source of sorted(state.sources)) add("source", names.sources[source]);
      }
      for (const role of sorted(state.roles)) add("role", dateline.roles[role]);
      if (state.least) add("least", state.least / 100);
      if (state.independent > 1) add("independent", state.independent);
      if (state.area) add("area", state.area.map((corner) => corner.join()).join());
      if (state.inView) add("in_view", 1);
      if (this.app.articleId) {
        add("article", this.app.articleId);
        if (state.place !== null && names) add("pin", names.places[state.place][0]);
      }
      if (this.live) add("view", this.view());
      if (this.app.language !== "en") add("labels", this.app.language);
      return pairs.length ? [["v", VERSION], ...pairs] : pairs;
    }

    view() {
      const centre = this.map.getCenter().wrap();
      return [centre.lat.toFixed(4), centre.lng.toFixed(4), String(this.map.getZoom())].join();
    }

    /* The whole address; extra: further parameters, such as that of the bare view. */
    address(extra = []) {
      const address = new URL(window.parent.location.href);
      for (const name of OURS) address.searchParams.delete(name);
      for (const [name, value] of [...this.pairs(), ...extra]) address.searchParams.append(name, value);
      address.search = address.search.replaceAll("%2C", ",");
      return address;
    }

    write() {
      if (!this.app.begun) return;
      try {
        const page = window.parent;
        const address = this.address();
        if (address.href === page.location.href) return;
        page.history.replaceState(page.history.state, "", address);
      } catch {
        // The page is of another origin: then its address is not ours to keep.
      }
    }
  }

  Object.assign(dateline, { Link });
})();
