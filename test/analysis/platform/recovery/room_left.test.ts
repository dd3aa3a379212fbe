import { expect, test } from "vitest";
import { roomLeft } from "../../../../src/analysis/platform/recovery/room_left.ts";
import { toPlatformRow } from "../../../testing/platform_rows.ts";

const GIB = 2 ** 30;
const mix = [{
  ...{ kind: "web", appsPerCell: 2, instances: 4, memory: GIB },
  crashAfter: null,
}];
const run = toPlatformRow({
  ...{ fault: "kill-cells", cells: 10, kill_share: 0.3 },
  cell_memory: 4 * GIB,
});
const web = { kind: "web", desired: 40, before: 1, after: 0.7 };

test("roomLeft() is the memory of the cells that are left without that of what runs", () => {
  expect(roomLeft(run, { kinds: [web] }, mix)).toBe(0);
  expect(roomLeft(run, { kinds: [{ ...web, after: 0.65 }] }, mix))
    .toBe(2 * GIB);
});

test("roomLeft() is not known without the room, what runs, or its memory", () => {
  expect(roomLeft({ ...run, cell_memory: null }, { kinds: [web] }, mix))
    .toBeNull();
  expect(roomLeft(run, { kinds: [{ ...web, after: null }] }, mix)).toBeNull();
  expect(roomLeft(run, { kinds: [web] }, [])).toBeNull();
});
