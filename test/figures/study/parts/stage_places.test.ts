import { expect, test } from "vitest";
import {
  labelsOf,
  placeGroups,
} from "../../../../src/figures/study/parts/stage_places.ts";

const groups = [["a", 2], ["b", 1]].map(([name, count]) => ({
  name: String(name),
  entities: Array.from({ length: Number(count) }, (_, i) => ({
    ...{ name: `${name}${i}`, bars: [] },
  })),
}));

test("placeGroups() puts groups below each other, with a gap", () => {
  const places = placeGroups(groups, 20);
  expect(places.map(({ top, bottom }) => [top, bottom]))
    .toEqual([[0, 40], [54, 74]]);
});

test("placeGroups() has smaller gaps between many groups", () => {
  const many = Array.from({ length: 100 }, () => groups[1] ?? groups[0]!);
  expect(placeGroups(many, 8).at(-1)?.bottom).toBe(800 + 99 * 3);
});

test("labelsOf() names rows with room, else groups as far as there is room", () => {
  expect(labelsOf(placeGroups(groups, 20), 20)).toEqual([
    { text: "a: a0", y: 10 },
    { text: "a: a1", y: 30 },
    { text: "b: b0", y: 64 },
  ]);
  expect(labelsOf(placeGroups(groups, 8), 8)).toEqual([
    { text: "a", y: 8 },
    { text: "b", y: 34 },
  ]);
  const low = Array.from({ length: 100 }, () => groups[1] ?? groups[0]!);
  expect(labelsOf(placeGroups(low, 4), 4)).toHaveLength(50);
});
