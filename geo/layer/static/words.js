/* The words beside a mark under the pointer or the key's focus; set as text, and never in the way. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const MOST = 3;
  const { node, counted, roleWords, roles } = dateline;

  class Words {
    constructor(map, app, layer) {
      this.map = map;
      this.app = app;
      this.layer = layer;
      this.hit = null;
      this.box = node("div", { class: "dl-words", role: "tooltip", id: "dl-words", hidden: true });
      map.getContainer().append(this.box);
      app.texts.on(() => this.hit && this.show(this.hit));
      map.on("movestart zoomstart", () => this.hide());
    }

    show(hit) {
      this.hit = hit;
      this.box.replaceChildren(...this.lines(hit));
      this.box.hidden = false;
      const size = this.map.getSize();
      const { offsetWidth: width, offsetHeight: height } = this.box;
      const above = hit.y - hit.radius - height - 10;
      const left = Math.max(6, Math.min(size.x - width - 6, hit.x - width / 2));
      const top = above > 6 ? above : Math.max(hit.foot, hit.y + hit.radius) + 10;
      this.box.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    }

    hide() {
      this.hit = null;
      this.box.hidden = true;
    }

    /* What a mark says in one sentence, for those who do not see it. */
    spoken(hit) {
      return this.lines(hit, false).map((line) => line.textContent).join(". ");
    }

    lines(hit, titles = true) {
      const places = this.layer.placesOf(hit);
      const named = places.slice(0, 5).map((place) => this.app.placeName(place));
      const more = places.length > 5 ? ` and ${counted(places.length - 5, "more place")}` : "";
      const head = node("div", { class: "dl-where" }, node("bdi", {}, named.join(", ")), more);
      head.append(node("span", { class: "dl-how" }, ` ${this.how(hit)}`));
      const single = hit.kind !== "crowd" && !this.app.model.data.cube;
      return titles && single ? [head, ...this.titles(hit)] : [head];
    }

    how(hit) {
      const { a } = this.app.model.data;
      const { places, data } = this.app.model;
      if (hit.kind === "crowd") {
        const pins = `${counted(hit.mark.count, "pin")} at ${counted(hit.mark.many, "place")}`;
        if (data.cube) return pins;
        return `${pins}: ${this.told(this.app.model.toldAt(this.layer.placesOf(hit)))}`;
      }
      const wide = a.place_precision[hit.place] ? `, about ${Math.round(2 * a.place_radius[hit.place])} km across` : "";
      if (data.cube) return `${counted(places.articles[hit.place], "mention")}${wide}`;
      if (hit.kind === "stack") {
        const { articles, stories, sources } = places;
        const at = hit.place;
        return this.told({ articles: articles[at], stories: stories[at], sources: sources[at] }) + wide;
      }
      const row = this.layer.rowOf(hit);
      const unsure = a.row_flags[row] & 2 ? ", not sure which place" : "";
      return `${roleWords[roles[a.row_role[row]]].toLowerCase()}${unsure}${wide}`;
    }

    told({ articles, stories, sources }) {
      if (!this.app.model.data.folded) return `${counted(articles, "article")} from ${counted(sources, "source")}`;
      return `${counted(articles, "article")} · ${dateline.toldIn(stories, sources)}`;
    }

    titles(hit) {
      const { a } = this.app.model.data;
      const rows = hit.kind === "pin" ? [this.layer.rowOf(hit)] :
        this.app.model.rowsAt(new Set([hit.place]), MOST);
      const lines = rows.map((row) => {
        const text = this.app.texts.row(a.row_article[row]);
        return node("div", { class: "dl-what", dir: "auto" }, text ? text.title : "…");
      });
      const rest = hit.mark.count - rows.length;
      if (rest > 0) lines.push(node("div", { class: "dl-how" }, `and ${rest.toLocaleString("en")} more`));
      return lines;
    }
  }

  Object.assign(dateline, { Words });
})();
