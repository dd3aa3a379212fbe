import { expect, test } from "vitest";
import {
  plotStageShares,
  type StageShareRow,
} from "../../../src/figures/platform/stage_shares.ts";
import { expectGolden } from "../golden.ts";

const shares = { "<queued>": 0.02, pulling: 0.35, starting: 0.5, rest: 0.13 };
const rows: readonly StageShareRow[] = ["tasks, 10 cells", "tasks, 20 cells"]
  .flatMap((bar) =>
    Object.entries(shares).map(([stage, share]) => ({ bar, stage, share }))
  );
const options = { title: "Where the time goes", counted: "run" };

test("plotStageShares() draws a bar up to 100 % for each row, with shares as far as there is room", async () => {
  const figure = plotStageShares(rows, { ...options, rest: "rest" });
  expect(figure.n).toBe(2);
  expect(figure.svg.match(/>35 %</g)).toHaveLength(2);
  expect(figure.svg).not.toContain(">2 %<");
  expect(figure.svg).toContain("&lt;queued&gt;");
  expect(figure.data.rows[1]).toEqual(["tasks, 10 cells", "pulling", 35]);
  await expectGolden(figure, "stage_shares");
});

test("plotStageShares() draws one stage, and refuses none", () => {
  const one = [{ bar: "a", stage: "s", share: 1 }];
  expect(plotStageShares(one, options).svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotStageShares([], options)).toThrow("as there are no runs");
});
