// Finds places and sources by the beginnings of the words of their names, whatever their case and accents.
(() => {
  "use strict";
  const dateline = (window.dateline = window.dateline || {});
  const SLICE = 6; // ms of folding at a time, so that typing is never held up
  const ASCII = /^[\x20-\x7e]*$/;
  // As geo/text.py folds: one letter per sound, whichever keyboard wrote it.
  const LETTERS = {
    "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ئ": "ی", "ك": "ک", "ګ": "گ", "ة": "ه", "ۀ": "ه", "ؤ": "و",
    "ـ": "",
    "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a",
  };
  const LETTER = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");
  const APART = /[^\p{L}\p{N}]+/gu;
  const DROPPED = /[\p{M}\p{Cf}'’‘ʼʻʹ`´ʿʾ＇]+/gu;

  dateline.fold = (text) => {
    const lower = text.toLowerCase();
    if (ASCII.test(lower)) return lower.replace(/['`]+/g, "").replace(/[^a-z0-9]+/g, " ").trim();
    return lower.replace(LETTER, (letter) => LETTERS[letter]).normalize("NFKD").toLowerCase()
      .replace(DROPPED, "").replace(APART, " ").trim();
  };

  // names: the model's. weight(kind, index) ranks those that fit equally well (articles that name them).
  // find(words, most) -> [{kind: "place"|"source", index}], best first; it knows more names as time goes by.
  dateline.Finder = class Finder {
    constructor(names, weight, ready) {
      this.weight = weight;
      this.lines = []; // "\n name of a place", each word after a space
      this.owner = []; // place >= 0, source as -1 - index
      this.text = "";
      this.at = 0;
      const { places, sources } = names;
      const total = sources.length + places.length;
      const step = () => {
        const end = performance.now() + SLICE;
        while (this.at < total && performance.now() < end) {
          for (let k = 0; k < 200 && this.at < total; k += 1, this.at += 1) {
            const i = this.at;
            if (i < sources.length) {
              this.add(sources[i] || "no source stated", -1 - i);
              continue;
            }
            const place = i - sources.length;
            const [, name, , , dari, pashto] = places[place];
            this.add(name, place);
            if (dari) this.add(dari, place);
            if (pashto && pashto !== dari) this.add(pashto, place);
          }
        }
        if (this.at < total) return void setTimeout(step);
        this.text = this.lines.join("");
        this.starts = new Uint32Array(this.lines.length + 1);
        this.lines.forEach((line, i) => { this.starts[i + 1] = this.starts[i] + line.length; });
        this.lines = null;
        ready();
      };
      step();
    }

    add(name, owner) {
      const folded = dateline.fold(name);
      if (!folded) return;
      this.lines.push(`\n ${folded}`);
      this.owner.push(owner);
    }

    find(words, most) {
      const wanted = dateline.fold(words);
      if (!wanted || !this.text) return [];
      const { text, starts, owner } = this;
      const best = [];
      const sought = ` ${wanted}`;
      let line = 0;
      for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, starts[line])) {
        while (starts[line + 1] <= at) line += 1;
        const length = starts[line + 1] - starts[line];
        const fit = length === sought.length + 1 ? 2 : at === starts[line] + 1 ? 1 : 0;
        const weight = this.weight(owner[line]);
        // Of very many that fit, most are behind the worst that is kept: no record is made of them.
        const worst = best.length === most ? best[most - 1] : null;
        if (!worst || fit > worst.fit || (fit === worst.fit && (weight > worst.weight ||
          (weight === worst.weight && length <= worst.length)))) {
          keep(best, most, { owner: owner[line], fit, weight, length });
        }
        line += 1;
        if (line >= owner.length) break;
      }
      return best.map(({ owner: who }) =>
        (who < 0 ? { kind: "source", index: -1 - who } : { kind: "place", index: who }));
    }
  };

  function before(a, b) {
    return b.fit - a.fit || b.weight - a.weight || a.length - b.length || a.owner - b.owner;
  }

  function keep(best, most, found) {
    const twin = best.findIndex((other) => other.owner === found.owner);
    if (twin >= 0) {
      if (before(found, best[twin]) >= 0) return;
      best.splice(twin, 1);
    }
    if (best.length === most && before(found, best[most - 1]) >= 0) return;
    let at = best.length;
    while (at > 0 && before(found, best[at - 1]) < 0) at -= 1;
    best.splice(at, 0, found);
    if (best.length > most) best.pop();
  }
})();
