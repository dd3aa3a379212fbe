import { expect, test } from "vitest";
import {
  plotTimelineCounts,
  type TimelineCountRow,
} from "../../../src/figures/platform/timeline_counts.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly TimelineCountRow[] = ["tasks", "instances"].flatMap((
  panel,
) => [
  { panel, what: "complete", state: "complete", n: 3890, of: 4000 },
  {
    ...{ panel, what: "a start without an end", state: "incomplete" },
    ...{ n: 110, of: 4000 },
  },
  { panel, what: "backwards", state: "backwards", n: 0, of: 4000 },
]);
const options = { title: "How whole the timelines are" };

test("plotTimelineCounts() draws shares of all timelines of each panel, with their numbers", async () => {
  const figure = plotTimelineCounts(rows, options);
  expect(figure.n).toBe(8000);
  expect(figure.svg.match(/>3,890</g)).toHaveLength(2);
  expect(figure.data.rows[1])
    .toEqual(["tasks", "a start without an end", 110, 4000]);
  await expectGolden(figure, "timeline_counts");
});

test("plotTimelineCounts() draws no timelines of a panel, and refuses no rows", () => {
  const empty = rows.slice(0, 1).map((row) => ({ ...row, n: 0, of: 0 }));
  expect(plotTimelineCounts(empty, options).svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotTimelineCounts([], options))
    .toThrow("as there are no timelines");
});
