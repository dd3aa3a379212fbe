import { expect, test } from "vitest";
import {
  claimPoints,
  claimSlips,
} from "../../../src/analysis/charts/claim_points.ts";
import { reportedClaims } from "../../../src/analysis/scaling/reported_claims.ts";
import type { Run } from "../../../src/record/mod.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** A result with 10 workers and 1,000 operations a second, each of this latency in seconds. */
function toClaim(
  run_id: string,
  latency: number | null,
  status: Run["status"] = "ok",
) {
  return [
    toTestRun(run_id, {
      ...{ source: `docs/a_${run_id}.json`, status },
      params: [toTestParam("workers", 10), toTestParam("loop", "closed")],
    }),
    {
      reported: [
        toTestReported(run_id, {
          ...{ kind: "throughput", statistic: "rate", value: 1000 },
          unit: "1/s",
        }),
        toTestReported(run_id, {
          ...{ kind: "latency", statistic: "mean", value: latency },
          unit: "s",
        }),
      ],
    },
  ] as const;
}

test("claimPoints() sets each reported latency beside the one of Little's law, in milliseconds", () =>
  withTestStore([
    toClaim("a", 0.01),
    toClaim("b", 0.00001),
    toClaim("c", 0.006),
    toClaim("d", 0.01, "invalid"),
    toClaim("e", null),
  ], async (store) => {
    const study = await reportedClaims(store, "kv");
    const points = claimPoints(study).toSorted((a, b) =>
      a.label < b.label ? -1 : 1
    );
    expect(points).toEqual([
      {
        ...{ expected: 10, stated: 10, label: "a a", name: "a a" },
        ...{ result: "agrees", meaning: "ok" },
      },
      {
        ...{ expected: 10, stated: 0.01, label: "a b", name: "a b" },
        ...{ result: "disagrees", meaning: "failed" },
      },
      {
        ...{ expected: 10, stated: 6, label: "a c", name: "a c" },
        ...{ result: "doubtful", meaning: "late" },
      },
      {
        ...{ expected: 10, stated: 10, label: "a d", name: "a d" },
        ...{ result: "invalid, in no check", meaning: "missing" },
      },
    ]);
    expect(claimSlips(study)).toEqual([
      { ratio: 0.001, label: "1 / 1,000 of it" },
    ]);
  }));

test("claimPoints() names a printed row by its document, and writes no name beside it", () =>
  withTestStore([
    [
      toTestRun("a", {
        ...{ source: "docs/rows.csv", status: "ok" },
        params: [
          toTestParam("workers", 10),
          toTestParam("nodes", 3),
          toTestParam("document", "walkthrough_4.3"),
        ],
      }),
      toClaim("a", 0.01)[1],
    ],
  ], async (store) => {
    expect(claimPoints(await reportedClaims(store, "kv"))).toMatchObject([
      { name: "walkthrough 4.3, 3 nodes, 10 workers", label: "" },
    ]);
  }));
