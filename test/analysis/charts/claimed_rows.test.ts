import { expect, test } from "vitest";
import {
  publishedRates,
  workerCaseRows,
} from "../../../src/analysis/charts/claimed_rows.ts";
import { claimedCases } from "../../../src/analysis/claimed/claimed_cases.ts";
import { reportedClaims } from "../../../src/analysis/scaling/reported_claims.ts";
import { scaleStudy } from "../../../src/analysis/scaling/scale_study.ts";
import { withClaimedStore } from "../../testing/claimed_rows.ts";
import { toTestMeasuredRuns } from "../../testing/measured_runs.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

test("workerCaseRows() returns every valid run by nodes, size and workers", () => {
  const study = toTestStudy([
    ...toTestMeasuredRuns([80], { nodes: 3, value_size: 4096 }),
    ...toTestMeasuredRuns([100, 90], { nodes: 1, disturbed: true }),
  ]);
  const row = { run_id: "r", row: "", x: 25 };
  const single = { ...row, column: "1 node", series: "1 KiB", doubtful: true };
  expect(workerCaseRows(study)).toEqual([
    { ...single, value: 100 },
    { ...single, value: 90 },
    {
      ...{ ...row, column: "3 nodes", series: "4 KiB" },
      ...{ value: 80, doubtful: false },
    },
  ]);
});

test("publishedRates() returns the printed rates of cases that were measured", () =>
  withClaimedStore(async (store) => {
    const { pooled } = await scaleStudy(store, "own", {
      ...{ system: "shop", size: "size", preset: "full" },
    });
    const { claims } = await reportedClaims(store, "claims");
    expect(publishedRates(claimedCases(claims, pooled, []))).toEqual({
      label: "printed by its documents, 1 KiB",
      points: [{ column: "1 node", row: "", x: 10, value: 25 }],
    });
    expect(publishedRates(claimedCases(claims, [], []))).toBeNull();
  }));
