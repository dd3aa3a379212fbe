import { expect, test } from "vitest";
import type { Downtime } from "../../../src/analysis/recovery/downtime.ts";
import {
  describeFewer,
  downtimeFinding,
  downtimeTable,
  publishedDowntimeTable,
} from "../../../src/analysis/recovery/downtime_report.ts";
import { textsOf } from "../../testing/scale_studies.ts";

const zero = { seconds: 0, censored: false };
const isolation = { down: zero, partial: zero, disturbed: zero, unclear: 1 };

function toDowntime(system: string, options: Partial<Downtime>): Downtime {
  return {
    run_id: system,
    system,
    system_version: "",
    mode: "imported",
    source: "",
    isolated: "node-1",
    isolation,
    afterwards: null,
    isolation_ended: "node's return",
    recovery: { ...isolation, recovered: { seconds: 3, censored: false } },
    ...options,
  };
}

const runs = [
  toDowntime("tidb", {}),
  toDowntime("yugabyte", {
    isolation: { ...isolation, down: { seconds: 367, censored: true } },
    recovery: null,
  }),
];

test("downtimeFinding() names the longest and the shortest downtime", () => {
  expect(downtimeFinding(runs).markdown).toContain(
    "for **at least 367 s**, until the node's return, with yugabyte and for **0 s** with tidb. Taking the node back cost 0 to 0 s more. Of 3 silent seconds",
  );
  const one = { seconds: 120, nodes: 1, of: 3, connected: 2 };
  expect(downtimeFinding([toDowntime("riak", { afterwards: one })]).markdown)
    .toContain(
      "for **0 s** with riak; then increments came back at 1 of 3 nodes only, until the node's return. Taking",
    );
  expect(
    describeFewer(toDowntime("tidb", { afterwards: { ...one, nodes: 2 } })),
  )
    .toBe("");
  expect(downtimeFinding([]).markdown).toBe("No run isolated a node.");
});

test("downtimeTable() marks what had not ended, and a node that was never taken back", () => {
  const back = "never taken back";
  expect(textsOf(downtimeTable(runs))).toEqual([
    ["tidb", "node-1", "0", "0", "0", "0", "0", "3", "2"],
    ["yugabyte", "node-1", "> 367", "0", "0", back, back, back, "1"],
  ]);
});

test("publishedDowntimeTable() prints the published columns beside ours", () => {
  expect(textsOf(publishedDowntimeTable(runs))[1]).toEqual([
    ...["yugabyte", "> 367, 0, 0, –, –, –", "> 366, 0, N/A, 51, 0, 51"],
  ]);
});
