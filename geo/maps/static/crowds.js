/* Which pins share a symbol. First by place, exactly; then, at this zoom, places whose symbols would
   lie on each other. A crowd stands at its weightiest place: no symbol where nothing is. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const CELL = 64; // pixels: no two symbols farther apart than this can touch

  /* Half the width of the symbol of so many pins, in pixels; symbols.js draws by it. */
  const reach = (count) => (count < 2 ? 10 : Math.min(21, 11 + 2.1 * Math.log2(count)) + 3);

  /* pins -> [{place, pins}] in the order in which places first occur. */
  const byPlace = (pins) => {
    const stacks = new Map();
    for (const pin of pins) {
      const stack = stacks.get(pin.place.id);
      if (stack) stack.pins.push(pin);
      else stacks.set(pin.place.id, { place: pin.place, pins: [pin] });
    }
    return [...stacks.values()];
  };

  /* stacks -> [[stack, …]]: each list is one symbol, its first stack gives the point.
     alone(stack): never joins others. project: place -> pixel point of the world at this zoom. */
  const gather = (stacks, project, alone) => {
    let crowds = stacks.map((stack) => (
      { at: project(stack.place), stacks: [stack], count: stack.pins.length, open: !alone(stack) }));
    // A crowd grows by what it takes in, and may then touch its neighbours.
    for (let before = Infinity; crowds.length < before;) {
      before = crowds.length;
      crowds = join(crowds);
    }
    return crowds.map((crowd) => crowd.stacks);
  };

  /* One round: heaviest first, each joins the crowd that it overlaps most. */
  const join = (crowds) => {
    const cells = new Map();
    const joined = [];
    crowds.sort((a, b) => Number(a.open) - Number(b.open) || b.count - a.count ||
      (a.stacks[0].place.id < b.stacks[0].place.id ? -1 : 1));
    for (const crowd of crowds) {
      const column = Math.floor(crowd.at.x / CELL);
      const row = Math.floor(crowd.at.y / CELL);
      const home = crowd.open ? overlapped(cells, column, row, crowd) : null;
      if (home) {
        home.stacks.push(...crowd.stacks);
        home.count += crowd.count;
        continue;
      }
      const cell = `${column}:${row}`;
      cells.set(cell, [...(cells.get(cell) || []), crowd]);
      joined.push(crowd);
    }
    return joined;
  };

  const overlapped = (cells, column, row, { at, count }) => {
    let best = null;
    let least = 0;
    for (let x = column - 1; x <= column + 1; x += 1) {
      for (let y = row - 1; y <= row + 1; y += 1) {
        for (const other of cells.get(`${x}:${y}`) || []) {
          const gap = Math.hypot(other.at.x - at.x, other.at.y - at.y) - reach(other.count) - reach(count);
          if (other.open && gap < least) {
            least = gap;
            best = other;
          }
        }
      }
    }
    return best;
  };

  Object.assign(dateline, { byPlace, gather, reach });
})();
