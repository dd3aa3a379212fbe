import { expect, test } from "vitest";
import {
  type DurationRow,
  plotDurationRows,
} from "../../../src/figures/platform/duration_rows.ts";
import { expectGolden } from "../golden.ts";

const none = { panel: "", first: null, last: null };
const rows: readonly DurationRow[] = [
  {
    ...{ ...none, label: "<Claimed>", n: 4000, median: 0.02 },
    ...{ lower: 0.018, upper: 0.021, p95: 0.4, max: 2.5 },
    ...{ first: 0.015, last: 0.03 },
  },
  {
    ...{ ...none, label: "Created-Container", n: 3998, median: 9 },
    ...{ lower: 8.5, upper: 9.4, p95: 17, max: 22, first: 4, last: 14 },
  },
  {
    ...{ ...none, label: "Persisted", n: 3, median: 0, lower: null },
    ...{ upper: null, p95: null, max: 0.1 },
  },
];
const options = {
  title: "Time to each stage",
  ...{ metric: "time", unit: "s", counted: "task" },
};

test("plotDurationRows() draws percentiles and fifths on a logarithmic axis", async () => {
  const figure = plotDurationRows(rows, { ...options, log: true });
  expect(figure.n).toBe(8001);
  expect(figure.svg).toContain("at the left end: 0");
  expect(figure.svg).toContain("&lt;Claimed&gt;");
  expect(figure.svg).toContain(">9 s, n = 3,998<");
  expect(figure.svg).not.toMatch(/NaN|Infinity/);
  await expectGolden(figure, "duration_rows_log");
});

test("plotDurationRows() draws a panel for each phase, without fifths", async () => {
  const phases = ["push", "start"].flatMap((panel, i) =>
    rows.slice(0, 2).map((row) => ({
      ...row,
      ...{ panel, label: `${row.label} ${i}`, first: null, last: null },
    }))
  );
  const figure = plotDurationRows(phases, options);
  expect(figure.svg).not.toContain("fifth");
  expect(figure.svg).toContain(">start<");
  await expectGolden(figure, "duration_rows");
});

test("plotDurationRows() draws rows without a value, and refuses none", () => {
  const empty = {
    ...{ ...none, label: "none", n: 0, median: null, lower: null },
    ...{ upper: null, p95: null, max: null },
  };
  for (const log of [true, false]) {
    const { svg } = plotDurationRows([empty], { ...options, log });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg).not.toContain("interval of the median");
  }
  expect(() => plotDurationRows([], options)).toThrow("as there are no tasks");
});
