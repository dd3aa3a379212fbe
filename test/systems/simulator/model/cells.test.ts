import { expect, test } from "vitest";
import { seededRandom } from "../../../../src/statistics/mod.ts";
import {
  findCell,
  scoreOf,
  toCells,
  updateCell,
} from "../../../../src/systems/simulator/model/cells.ts";

test("findCell() finds the same cell as a look at all of them", () => {
  const random = seededRandom(3);
  const cells = toCells(37, 1000, 1000);
  for (let i = 0; i < 2000; i++) {
    const cell = Math.floor(37 * random());
    cells.usedMemory[cell] = Math.floor(1000 * random());
    cells.usedDisk[cell] = Math.floor(1000 * random());
    cells.starting[cell] = Math.floor(3 * random());
    cells.alive[cell] = random() < 0.9 ? 1 : 0;
    updateCell(cells, cell);
    const memory = Math.floor(600 * random());
    const same = (cell: number) => cell % 3;
    const scores = cells.names.map((_, cell) =>
      cells.alive[cell] === 1 && 1000 - cells.usedMemory[cell]! >= memory &&
        1000 - cells.usedDisk[cell]! >= 300
        ? scoreOf(cells, cell) + same(cell)
        : Infinity
    );
    const found = findCell(cells, memory, 300, same);
    const lowest = Math.min(...scores);
    if (lowest === Infinity) expect(found).toBe(-1);
    else expect(scores[found]).toBe(lowest);
  }
});
