import { expect, test } from "vitest";
import {
  attributeCells,
  judgeAll,
  summariseVerdicts,
  variantCells,
  variantOf,
} from "../../../src/analysis/forwarding/attribute_cells.ts";
import { forwardingMeasures } from "../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { verdict } from "../../../src/analysis/forwarding/verdicts/verdict.ts";
import {
  type LiteralForwarding,
  outage,
  steady,
  withForwardingStore,
} from "../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../testing/monitoring_rows.ts";

const stoodStill = toTestEvent("stand_still", "machine", {
  ...{ at: 5, data: { seconds: 4 } },
});

const lossOf = (first: number, last: number): Partial<LiteralForwarding> => ({
  lost: { "sink-2": [[first, last]] },
  arrived: { "sink-1": steady, "sink-2": outage(last - first + 1) },
});

test("attributeCells() has the worst verdict of the repetitions that count, with its run", async () => {
  const runs: readonly Partial<LiteralForwarding>[] = [
    {},
    lossOf(4990, 5009),
    { fault: "frozen" },
    { ...lossOf(6000, 7999), events: [stoodStill] },
    { run: { status: "skipped", notes: "no" }, attribute: "restart" },
    { system: "nats" },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const judged = judgeAll(await forwardingMeasures(store));
    const cells = attributeCells(judged);
    expect(cells).toHaveLength(2 * 8);
    expect(
      cells.find(({ system, attribute }) =>
        system === "rsyslog" && attribute === "back-pressure"
      ),
    ).toEqual({
      ...{ system: "rsyslog", system_version: "1.0", variant: "" },
      ...{ attribute: "back-pressure", kind: "pass with loss" },
      ...{ code: "in-flight", run_id: "r2", n: 3, worst: 1 },
      reason:
        "20 lines lost that were on their way when the sink died (1 of 3 runs)",
      ...{ least_lost: 0, median_lost: 0, most_lost: 20 },
      ...{ disturbed: 0, undisturbed: "pass with loss" },
    });
    expect(
      cells.filter(({ attribute }) => attribute === "restart")
        .map(({ system, kind, reason, run_id, n }) => [
          ...[system, kind, reason, run_id, n],
        ]),
    ).toEqual([
      ["nats", "not run", "there is no run", "", 0],
      ["rsyslog", "not run", "no", "r5", 0],
    ]);
    expect(
      variantCells(judged).map(({ system, attribute, variant, kind }) => [
        ...[system, attribute, variant, kind],
      ]),
    ).toEqual([
      ["nats", "back-pressure", "killed", "pass"],
      ["rsyslog", "back-pressure", "frozen", "pass"],
      ["rsyslog", "back-pressure", "killed", "pass with loss"],
      ["rsyslog", "restart", "killed", "not run"],
    ]);
  });
});

test("summariseVerdicts() says what the runs that nothing disturbed say by themselves", () => {
  const runs = [
    { verdict: verdict("pass", "complete", "", { lost: 0 }), disturbed: false },
    { verdict: verdict("fail", "lost", "", { lost: 900 }), disturbed: true },
    {
      verdict: verdict("pass with loss", "in-flight", "", { lost: 4 }),
      disturbed: false,
    },
    { verdict: verdict("pass", "equal", ""), disturbed: false },
  ];
  expect(summariseVerdicts(runs)).toEqual({
    ...{ least_lost: 0, median_lost: 4, most_lost: 900 },
    ...{ disturbed: 1, undisturbed: "pass with loss" },
  });
  expect(summariseVerdicts(runs.slice(1, 2)).undisturbed).toBeNull();
  expect(summariseVerdicts([])).toEqual({
    ...{ least_lost: null, median_lost: null, most_lost: null },
    ...{ disturbed: 0, undisturbed: null },
  });
});

test("variantOf() names fault, signal and hops, or sinks and rate", async () => {
  await withForwardingStore([{
    attribute: "restart",
    params: { stop: "SIGKILL", hops: "same" },
  }, {
    ...{ run_id: "r2", attribute: "throughput", fault: "none" },
    params: { sinks: 1 },
  }, {
    ...{ run_id: "r3", attribute: "restart" },
    params: { stop: "SIGTERM", stopped: "all" },
  }], async (store) => {
    const variants = (await forwardingMeasures(store))
      .map(({ run }) => variantOf(run));
    expect(variants).toEqual([
      "killed, SIGKILL, same",
      "1 sink, 1,000/s",
      "killed, SIGTERM, adapter too",
    ]);
  });
});
