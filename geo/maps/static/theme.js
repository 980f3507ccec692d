/* Light and dark. Symbols take their colours from map.css; what is painted on a canvas, from here. */
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

  /* Streamlit hands its colours to a component's frame as custom properties. */
  const pageIsDark = () => {
    const ground = getComputedStyle(document.documentElement)
      .getPropertyValue("--background-color").trim();
    const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(ground);
    const rgb = hex ? hex.slice(1).map((part) => parseInt(part, 16)) :
      (ground.match(/\d+(\.\d+)?/g) || []).slice(0, 3).map(Number);
    if (rgb.length === 3) return 0.3 * rgb[0] + 0.6 * rgb[1] + 0.1 * rgb[2] < 128;
    return null;
  };

  /* Calls apply(name, palette) now, and again whenever the theme changes. */
  dateline.followTheme = (asked, apply) => {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    let current = null;
    const settle = () => {
      let name = asked;
      if (name !== "light" && name !== "dark") {
        const dark = pageIsDark();
        name = (dark === null ? system.matches : dark) ? "dark" : "light";
      }
      if (name === current) return;
      current = name;
      apply(name, palettes[name]);
    };
    settle();
    system.addEventListener("change", settle);
    // The frame's colours are set while this message is handled, by a listener before ours.
    window.addEventListener("message", settle);
  };
})();
