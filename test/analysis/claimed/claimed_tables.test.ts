import { expect, test } from "vitest";
import { claimedReport } from "../../../src/analysis/answers/claimed/claimed_report.ts";
import {
  claimedFaultTable,
  claimedMatrixTable,
  claimedTable,
  formatRatio,
} from "../../../src/analysis/claimed/claimed_tables.ts";
import { claimedNames, withClaimedStore } from "../../testing/claimed_rows.ts";
import { toTestFaultStudy } from "../../testing/fault_studies.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";
import { textsOf } from "../../testing/scale_studies.ts";

test("claimedTable() and claimedMatrixTable() print both sides of a case", () =>
  withClaimedStore(async (store) => {
    const { tables } = await claimedReport(store, claimedNames);
    const [first, second] = textsOf(tables.claims);
    expect(first?.slice(0, 5)).toEqual([
      ...["1 node, 10 workers, 1 KiB", "25", "50.0 (n = 1)", "× 2", "–"],
    ]);
    expect(first?.slice(5)).toEqual([
      expect.stringMatching(/^100\.00 \(≥ 99\.\d\d\)$/),
      ...["400 µs (× 1,000)", "10 ms", "10 ms", "10 ms", "walk through"],
    ]);
    expect(second).toEqual([
      ...["5 nodes, 10 workers, 1 KiB", "10", "not measured", "–", "–", "–"],
      ...["–", "–", "–", "–", "walk through"],
    ]);
    const matrix = textsOf(tables.matrix);
    expect(matrix.map((row) => row.slice(0, 5))).toEqual([
      ["1 KiB", "10", "1", "50.0 (n = 1)", "25"],
      ["1 KiB", "10", "3", "20.0 (n = 1 ‡)", "–"],
    ]);
    // 200 operations are too few for a 99th percentile.
    expect(matrix.map((row) => row.slice(-2))).toEqual([
      ["10 ms", "10 ms"],
      ["10 ms", "too few"],
    ]);
  }));

test("claimedFaultTable() prints rates, times and what was lost of each fault", () => {
  const study = toTestFaultStudy([
    toTestRecovery({
      ...{ attempted: 1000, lost: 300, failed: 300, title: "It crashes" },
      loadGap: {
        ...{ seconds: 4, censored: false, detected: true },
        ...{ baseline: 0.1, limit: 0.2 },
      },
      recovered: { seconds: 4.1, censored: false },
    }),
  ]);
  expect(textsOf(claimedFaultTable(study))).toEqual([[
    ...["kill-leader", "1", "100", "50", "100", "4 s", "4.1 s", "–"],
    ...["30 % (a single run)", "300", "0", "1,000", "It crashes"],
  ]]);
});

test("tables without rows say so", () => {
  const none = toTestFaultStudy([]);
  for (
    const { columns, headline } of [
      claimedTable([]),
      claimedMatrixTable([], []),
      claimedFaultTable(none),
    ]
  ) {
    expect(columns).toEqual([]);
    expect(headline).toMatch(/^No /);
  }
});

test("formatRatio() has two digits", () => {
  expect([0.314, 2, 105.9].map(formatRatio)).toEqual([
    ...["× 0.31", "× 2", "× 110"],
  ]);
});
