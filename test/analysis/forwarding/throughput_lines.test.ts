import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { throughputLines } from "../../../src/analysis/forwarding/throughput_lines.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../testing/forwarding_rows.ts";
import { toTestEvent, toTestSeries } from "../../testing/monitoring_rows.ts";

/** A run at a rate that holds, or that delivers late. */
const step = (
  system: string,
  rate: number,
  holds: boolean,
  seconds = holds ? 0.01 : 2,
): Partial<LiteralForwarding> => ({
  ...{ system, attribute: "throughput", fault: "none", params: { rate } },
  histograms: [{
    ...{ kind: "delivery sink-1 measure", count: 1000 },
    ...{ lower: seconds, upper: seconds },
  }],
  samples: [
    ...toTestSeries("forwarder", "memory", { values: [1, 1, 1] }),
    ...toTestSeries("forwarder", "cpu", { values: [0, 0.7, 0.7] }).slice(1),
  ],
});

const stoodStill = toTestEvent("stand_still", "machine", {
  ...{ at: 5, data: { seconds: 4 } },
});

test("throughputLines() brackets the rate of each forwarder, beside that of the harness in the same session", async () => {
  const steps: readonly Partial<LiteralForwarding>[] = [
    step("direct", 600_000, true),
    step("nats", 60_000, true),
    step("nats", 100_000, true),
    step("nats", 120_000, false),
    { ...step("nats", 90_000, true), events: [stoodStill] },
    step("rsyslog", 180_000, true),
    step("kafka", 150_000, true),
    step("kafka", 200_000, false),
    step("syslog-ng", 166_667, false),
  ];
  const named = steps.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const lines = throughputLines(await forwardingMeasures(store));
    expect(
      lines.map(({ system, sinks, line, required, harness_share }) => [
        ...[system, sinks, line.passed, line.failed, required, harness_share],
      ]),
    ).toEqual([
      ["direct", 3, 600_000, null, "met", null],
      ["kafka", 3, 150_000, 200_000, "unknown", 0.25],
      ["nats", 3, 100_000, 120_000, "missed", 1 / 6],
      ["rsyslog", 3, 180_000, null, "met", 0.3],
      ["syslog-ng", 3, null, 166_667, "missed", null],
    ]);
    const nats = lines[2];
    expect(nats).toMatchObject({
      held_runs: { n: 1, held: 1 },
      broke_runs: { n: 1, held: 0 },
      // It was late by twice the limit.
      broke_near: null,
    });
    // 1.4 s of processor time for 14,000 lines at each of three sinks.
    expect(nats?.cpu_per_million).toBeCloseTo(100 / 3);
    expect(nats?.adapter_cpu_per_million).toBeNull();
    expect(nats?.steps.map(({ result }) => result)).toEqual([
      ...["passed", "passed", "failed", "inconclusive"],
    ]);
  });
});

test("throughputLines() knows how near the limit the runs were at which a line ends", async () => {
  const runs = [
    { ...step("nats", 60_000, false, 1.004), run_id: "r1" },
    { ...step("kafka", 60_000, false, 1.02), run_id: "r2" },
    { ...step("kafka", 60_000, false, 1.05), run_id: "r3" },
    { ...step("flume", 60_000, false, 1.05), run_id: "r4" },
    { ...step("flume", 60_000, false, 1.5), run_id: "r5" },
  ];
  await withForwardingStore(runs, async (store) => {
    const within = new Map(
      throughputLines(await forwardingMeasures(store))
        .map(({ system, broke_near }) => [system, broke_near]),
    );
    expect(within.get("nats")?.beyond).toBeCloseTo(0.004, 6);
    expect(within.get("kafka")?.beyond).toBeCloseTo(0.05, 6);
    expect(within.get("flume")).toBe(null);
  });
});

test("throughputLines() counts the rates of which no run tells, of those between its ends", async () => {
  const runs = [
    { ...step("nats", 35, true), histograms: [], run_id: "r1" },
    { ...step("nats", 60, false), run_id: "r2" },
    { ...step("nats", 102, true), histograms: [], run_id: "r3" },
    { ...step("kafka", 60, true), run_id: "r4" },
    { ...step("kafka", 102, false), run_id: "r5" },
  ];
  await withForwardingStore(runs, async (store) => {
    const lines = throughputLines(await forwardingMeasures(store));
    expect(lines.map(({ system, untold }) => [system, untold]))
      .toEqual([["kafka", 0], ["nats", 1]]);
  });
});
