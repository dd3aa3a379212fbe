import { expect, test } from "vitest";
import {
  compareFaults,
  faultName,
  killedCells,
} from "../../../../src/analysis/platform/recovery/fault_name.ts";
import { toPlatformRow } from "../../../testing/platform_rows.ts";

const cells = {
  ...{ fault: "kill-cells", cells: 10, kill_share: 0.3, fill: 1, outage: 60 },
};

test("faultName() says how many cells died, and the fill unless all was pushed", () => {
  expect(faultName(cells)).toBe("3 of 10 cells die");
  expect(faultName({ ...cells, kill_share: 0.01, fill: 0.5 }))
    .toBe("1 of 10 cells dies, fill 50 %");
  expect(faultName({ ...cells, cells: null, fill: null })).toBe("cells die");
});

test("faultName() says for how long a store was away", () => {
  const store = { ...cells, fault: "wipe-store-total" };
  expect(faultName(store))
    .toBe("all data lost, store away for 1 min, 10 cells");
  expect(faultName({ ...store, fault: "cut-store-partial", outage: null }))
    .toBe("store slow, 10 cells");
  expect(faultName({ ...store, fault: "none", cells: null })).toBe("none");
});

test("compareFaults() orders faults of cells before those of the store, then by size, name and repetition", () => {
  const store = toPlatformRow({ fault: "cut-store-total", cells: 1 });
  const small = toPlatformRow(cells);
  const again = { ...small, repetition: 2 };
  const large = { ...small, cells: 100 };
  expect([large, store, again, small].toSorted(compareFaults))
    .toEqual([small, again, large, store]);
});

test("killedCells() is at least one, and null where no cell is killed", () => {
  expect(killedCells({ ...cells, kill_share: 0.001 })).toBe(1);
  expect(killedCells({ ...cells, kill_share: null })).toBeNull();
  expect(killedCells({ ...cells, fault: "cut-store-total" })).toBeNull();
});
