import { expect, test } from "vitest";
import {
  type OutageRow,
  plotOutages,
} from "../../../src/figures/study/outages.ts";
import { expectGolden } from "../golden.ts";

const seen = (seconds: number) => ({ seconds, known: "seen" as const });
const row: OutageRow = {
  fault: "partition-leader",
  share: 17.4,
  lower: 12.8,
  upper: 21.9,
  shareText: "17.4 %",
  runs: [
    { share: 13, outage: seen(1.3), steady: seen(6.9), healed: 5 },
    { share: 18, outage: seen(2.9), steady: seen(8.2), healed: 5 },
    {
      share: 21,
      outage: seen(4.1),
      steady: { seconds: 15, known: "beyond" },
      healed: 5.1,
    },
  ],
};
const rows: readonly OutageRow[] = [
  row,
  {
    ...{ fault: "a fault with a name that is much too long to stand here" },
    ...{ share: 0, lower: null, upper: null, shareText: "0 %" },
    runs: [
      {
        share: 0,
        outage: { seconds: 0.08, known: "below" },
        steady: seen(0),
        healed: 5,
      },
      { share: null, outage: null, steady: null, healed: null },
    ],
  },
];
const options = { title: "Every fault", share: "failed or late" };

test("plotOutages() draws every run, medians, and what is known from one side", async () => {
  const figure = plotOutages(rows, options);
  expect(figure.n).toBe(5);
  expect(figure.svg).toContain("hollow: at most this");
  expect(figure.svg).toContain("triangle: watching ended first");
  expect(figure.data.rows[2]).toEqual(
    ["partition-leader", 21, 17.4, 4.1, "seen", 15, "beyond", 5.1],
  );
  await expectGolden(figure, "outages");
});

test("plotOutages() explains no mark that it does not draw", () => {
  const { svg } = plotOutages(
    [{ ...row, runs: row.runs.slice(0, 2) }],
    options,
  );
  expect(svg).not.toMatch(/hollow|triangle/);
});

test("plotOutages() draws a fault without any time, and refuses no faults", () => {
  const unmeasured = { share: null, outage: null, steady: null, healed: null };
  const empty = { share: null, lower: null, upper: null, shareText: "–" };
  expect(plotOutages([{ fault: "f", ...empty, runs: [unmeasured] }], options).n)
    .toBe(1);
  expect(() => plotOutages([], options)).toThrow("as there are no faults");
});
