import { expect, test } from "vitest";
import {
  claimedCases,
  summariseRatios,
} from "../../../src/analysis/claimed/claimed_cases.ts";
import { runFacts } from "../../../src/analysis/integrity/run_facts.ts";
import { reportedClaims } from "../../../src/analysis/scaling/reported_claims.ts";
import { scaleStudy } from "../../../src/analysis/scaling/scale_study.ts";
import { withClaimedStore } from "../../testing/claimed_rows.ts";

test("claimedCases() sets printed rows beside the cases that were measured", () =>
  withClaimedStore(async (store) => {
    const { pooled } = await scaleStudy(store, "own", {
      ...{ system: "shop", size: "size", preset: "full" },
    });
    const { claims } = await reportedClaims(store, "claims");
    const cases = claimedCases(claims, pooled, await runFacts(store, "own"));
    // The result of a tool, without a document, is left out.
    expect(cases.map(({ claim, cell, ratio }) => [
      ...[claim.nodes, cell?.throughput ?? null, ratio],
    ])).toEqual([[1, 50, 2], [5, null, null]]);
    expect(cases[0]?.mean_latency).toBeCloseTo(0.01, 6);
    expect(cases[1]?.mean_latency).toBeNull();
    expect(summariseRatios(cases)).toEqual({
      ...{ n: 1, median: 2, lowest: 2, highest: 2 },
    });
    // Without what a run took, the rate is there and its latency is not.
    expect(claimedCases(claims, pooled, [])[0]).toMatchObject({
      ...{ ratio: 2, mean_latency: null },
    });
  }));

test("summariseRatios() of rows without a case is null", () => {
  expect(summariseRatios([])).toBeNull();
});
