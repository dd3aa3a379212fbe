import { expect, test } from "vitest";
import {
  plotPushScales,
  type PushScaleRow,
} from "../../../src/figures/platform/push_scales.ts";
import { expectGolden } from "../golden.ts";

const rows: readonly PushScaleRow[] = [10, 20, 50, 100].flatMap((cells, i) =>
  [0, 1, 2].map((run) => ({
    ...{ cells, minutes: 23 + i / 4 + run / 10 },
    perMinute: cells * 3.3 - run * cells / 40,
    lost: (run + i) / 4,
    doubtful: cells === 50 && run === 2,
  }))
);
const options = { title: "Filling a platform", caption: "Three runs each." };

test("plotPushScales() draws time, rate and failures of every run against cells", async () => {
  const figure = plotPushScales(rows, options);
  expect(figure.n).toBe(12);
  expect(figure.data.rows[0]).toEqual([10, 23, 33, 0, "no"]);
  expect(figure.svg).toContain("ring: in doubt");
  for (
    const label of ["last push ended after (min)", "failed or cancelled (%)"]
  ) {
    expect(figure.svg).toContain(label);
  }
  await expectGolden(figure, "push_scales");
});

test("plotPushScales() leaves out what a run did not reach, and draws one size without a failure", () => {
  const none = { cells: 1, minutes: null, perMinute: null, lost: 0 };
  const { svg } = plotPushScales([{ ...none, doubtful: false }], options);
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotPushScales([], options)).toThrow("as there are no runs");
});
