import { expect, test } from "vitest";
import {
  layOutStages,
  type StageOrder,
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
