/* Light and dark. Elements take their colours from frame.css; what is painted on a canvas, from here. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const palettes = {
    light: {
      land: "#f3f1ec", border: "#a59d90", province: "#c4bcae",
      river: "#abc3d0", lake: "#c9dbe4", relief: 0.5,
      name: "#57524a", faint: "#746e64", water: "#5d8299", halo: "rgba(248, 246, 242, 0.92)",
    },
    dark: {
      land: "#1d2226", border: "#626b72", province: "#3b444b",
      river: "#36505f", lake: "#182730", relief: 0.65,
      name: "#aab1b6", faint: "#7f878d", water: "#6d97ae", halo: "rgba(24, 28, 32, 0.85)",
    },
  };

  const KEY = "dateline.theme";
  const remembered = () => {
    try {
      return window.localStorage.getItem(KEY);
    } catch {
      return null; // a browser may keep nothing for a page; then it only forgets
    }
  };

  /* Calls apply(name, palette) now and whenever the theme changes. "auto" is the system's. */
  dateline.Theme = class {
    constructor(apply) {
      this.apply = apply;
      this.asked = remembered() || "auto";
      this.system = window.matchMedia("(prefers-color-scheme: dark)");
      this.system.addEventListener("change", () => this.settle());
      this.settle();
    }

    set(asked) {
      this.asked = asked;
      try {
        window.localStorage.setItem(KEY, asked);
      } catch {
        // See above.
      }
      this.settle();
    }

    /* Applies the theme once more: what it is drawn with has come. */
    again() {
      this.name = null;
      this.settle();
    }

    settle() {
      const dark = this.asked === "dark" || (this.asked !== "light" && this.system.matches);
      const name = dark ? "dark" : "light";
      if (name === this.name) return;
      this.name = name;
      this.page(name);
      this.apply(name, palettes[name]);
    }

    /* Streamlit's dialogs follow too: at once in their ground, fully when the page is next loaded. */
    page(name) {
      try {
        const page = window.parent;
        page.document.documentElement.style.colorScheme = name;
        const theme = JSON.stringify(name === "dark" ? "Dark" : "Light");
        page.localStorage.setItem(`stActiveTheme-${page.location.pathname}-v2`, theme);
      } catch {
        // The page is of another origin, or keeps nothing.
      }
    }
  };
})();
