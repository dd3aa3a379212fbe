import { expect, test } from "vitest";
import {
  splitClusters,
  splitClusterTable,
} from "../../../src/analysis/claimed/split_clusters.ts";
import { withClaimedStore } from "../../testing/claimed_rows.ts";
import { textsOf } from "../../testing/scale_studies.ts";

test("splitClusters() finds runs with a node that never knew all others", () =>
  withClaimedStore(async (store) => {
    const rows = await splitClusters(store, "own", "peers");
    // One node has no peers to know; the run under a fault tells nothing.
    expect(rows).toEqual([{
      ...{ run_id: "b", case_id: "nodes=3", repetition: 1 },
      ...{ nodes: 3, alone: 1, short: 3 },
    }]);
    expect(textsOf(splitClusterTable(rows))[0]?.slice(1)).toEqual([
      ...["1", "3", "3", "1"],
    ]);
    expect(await splitClusters(store, "own", "other")).toEqual([]);
  }));

test("splitClusterTable() without rows says so", () => {
  expect(splitClusterTable([]).headline).toMatch(/^Every node/);
});
