import { expect, test } from "vitest";
import {
  layOutStages,
  type StageOrder,
  thinGroups,
} from "../../../../src/figures/study/parts/stage_rows.ts";

const bar = (
  entity: string,
  group: string,
  from: number,
  to: number | null,
) => ({ entity, group, stage: "s", from, to });
const bars = [
  bar("a", "x", 3, 4),
  bar("b", "y", 1, null),
  bar("c", "x", 2, 9),
  bar("a", "x", 4, 5),
  bar("d", "y", 5, null),
];

test.each<[StageOrder, string[]]>([
  ["given", [":a b c d"]],
  ["start", [":b c a d"]],
  ["end", [":a c b d"]],
  ["group", ["x:a c", "y:b d"]],
])("layOutStages() orders entities as %s", (order, wanted) => {
  expect(
    layOutStages(bars, order).map(({ name, entities }) =>
      `${name}:${entities.map(({ name }) => name).join(" ")}`
    ),
  ).toEqual(wanted);
});

test("layOutStages() tells entities of the same name in two groups apart", () => {
  const [group] = layOutStages(
    [bar("a", "x", 0, 1), bar("a", "y", 0, 1)],
    "given",
  );
  expect(group?.entities).toHaveLength(2);
});

test("thinGroups() takes one in so many of each order, and keeps those without an end unless they are many", () => {
  const many = (open: (i: number) => boolean) =>
    layOutStages(
      Array.from({ length: 2000 }, (_, i) =>
        bar(`e${i}`, `g${i % 2}`, i, open(i) ? null : i + 1)),
      "group",
    );
  const few = thinGroups(many((i) => i === 1));
  expect([few.n, few.step, few.keepsOpen]).toEqual([2000, 3, true]);
  expect(few.groups.map(({ entities }) => entities.length))
    .toEqual([334, 335]);
  expect(few.groups[1]?.entities[0]?.name).toBe("e1");
  expect(few.groups[1]?.entities.at(-1)?.name).toBe("e1999");
  const half = thinGroups(many((i) => i % 4 < 2));
  expect([half.step, half.keepsOpen]).toEqual([3, false]);
  const all = thinGroups(many(() => false).slice(0, 0));
  expect(all).toEqual({ groups: [], n: 0, step: 1, keepsOpen: false });
});
