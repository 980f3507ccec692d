/* Which pins share a symbol. First by place, exactly; then, at this zoom, places whose symbols would
   lie on each other. A crowd stands at its weightiest place: no symbol where nothing is. */
window.dateline = window.dateline || {};
(() => {
  "use strict";

  const NEAR = 27; // pixels: closer symbols would overlap

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
    const cells = new Map();
    const crowds = [];
    const heavy = stacks.map((stack) => ({ stack, at: project(stack.place) }));
    heavy.sort((a, b) => Number(alone(b.stack)) - Number(alone(a.stack)) ||
      b.stack.pins.length - a.stack.pins.length ||
      (a.stack.place.id < b.stack.place.id ? -1 : 1));
    for (const { stack, at } of heavy) {
      const column = Math.floor(at.x / NEAR);
      const row = Math.floor(at.y / NEAR);
      const home = alone(stack) ? null : nearest(cells, column, row, at);
      if (home) {
        home.stacks.push(stack);
        continue;
      }
      const crowd = { at, stacks: [stack], open: !alone(stack) };
      const cell = `${column}:${row}`;
      cells.set(cell, [...(cells.get(cell) || []), crowd]);
      crowds.push(crowd);
    }
    return crowds.map((crowd) => crowd.stacks);
  };

  const nearest = (cells, column, row, at) => {
    let best = null;
    let least = NEAR;
    for (let x = column - 1; x <= column + 1; x += 1) {
      for (let y = row - 1; y <= row + 1; y += 1) {
        for (const crowd of cells.get(`${x}:${y}`) || []) {
          const apart = Math.hypot(crowd.at.x - at.x, crowd.at.y - at.y);
          if (crowd.open && apart < least) {
            least = apart;
            best = crowd;
          }
        }
      }
    }
    return best;
  };

  Object.assign(dateline, { byPlace, gather });
})();
