import { expect, test } from "vitest";
import {
  addEntity,
  type App,
  emptyEntities,
  link,
  listCell,
  numberOf,
  rowOf,
  unlink,
} from "../../../../src/systems/simulator/model/entities.ts";

function toApp(id: number): App {
  return {
    ...{ id, name: `app-${id}`, guid: "", spec: null, memory: 0, disk: 0 },
    ...{ runs: null, entities: [], desired: 0, isDesired: false },
    ...{ isStored: false, onCells: null, seen: 0, onChange: null },
  };
}

test("entities keep their numbers apart, also when the table has grown", () => {
  const entities = emptyEntities();
  const apps = [toApp(0), toApp(1)];
  const rows = Array.from(
    { length: 3000 },
    (_, i) => addEntity(entities, apps[i % 2]!, i / 2),
  );
  expect(rows.map(numberOf)).toEqual(rows.map((_, i) => i));
  expect(rows.map((_, i) => rowOf(i))).toEqual(rows);
  rows.forEach((row, i) => {
    entities.crashes[row] = i;
    entities.launched[row] = -i / 4;
  });
  expect(rows.map((row) => entities.app[row])).toEqual(
    rows.map((_, i) => i % 2),
  );
  expect(rows.map((row) => entities.index[row])).toEqual(
    rows.map((_, i) => Math.floor(i / 2)),
  );
  expect(rows.every((row) => entities.previous[row] === -1)).toBe(true);
  expect(rows.map((row) => entities.since[row])).toEqual(
    rows.map((_, i) => i / 2),
  );
  expect(rows.map((row) => entities.launched[row])).toEqual(
    rows.map((_, i) => -i / 4),
  );
});

test("the list of a cell has the last one first, without those that were taken out", () => {
  const entities = emptyEntities();
  const app = toApp(0);
  const first = new Int32Array(2).fill(-1);
  const [a, b, c] = [0, 1, 2].map((at) => addEntity(entities, app, at)) as [
    number,
    number,
    number,
  ];
  for (const row of [a, b, c]) link(entities, first, row, 1);
  expect(listCell(entities, first, 1)).toEqual([c, b, a]);
  unlink(entities, first, b);
  expect(listCell(entities, first, 1)).toEqual([c, a]);
  unlink(entities, first, c);
  expect(listCell(entities, first, 1)).toEqual([a]);
  expect(listCell(entities, first, 0)).toEqual([]);
  expect([entities.cell[b], entities.lastCell[b]]).toEqual([-1, 1]);
});
