import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { judgeAttribute } from "../../../../src/analysis/forwarding/verdicts/judge_attribute.ts";
import {
  type LiteralForwarding,
  outage,
  sentAt,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

async function judge(
  runs: readonly Partial<LiteralForwarding>[],
): Promise<string[]> {
  return await withForwardingStore(
    runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` })),
    async (store) =>
      (await forwardingMeasures(store)).map(judgeAttribute)
        .map(({ kind, code, reason }) => `${kind}: ${code}: ${reason}`),
  );
}

test("throughput passes if nothing is lost, no line late and the sender not held up", async () => {
  const load = { attribute: "throughput", fault: "none" };
  const after = (seconds: number) => [{
    ...{ kind: "delivery sink-1 measure", count: 1000 },
    ...{ lower: seconds, upper: seconds },
  }];
  expect(
    await judge([
      { ...load, histograms: after(0.01) },
      { ...load, histograms: after(0.01), lost: { "sink-3": [[7, 7]] } },
      { ...load, histograms: after(2) },
      { ...load, histograms: after(1.004) },
      { ...load, histograms: after(2), operations: [{ duration_s: 3.5 }] },
      { ...load, histograms: after(0.01), operations: [{ duration_s: 1.5 }] },
      {
        ...{ ...load, histograms: after(0.01) },
        blocked: (at) => Math.max(0, Math.min(at, 12)),
      },
      load,
    ]),
  ).toEqual([
    "pass: held: p99 10 ms, nothing lost, the sender held up 0 % of the time",
    "fail: lost: lines were lost: sink-3 1",
    "fail: late: every line was carried, but late: p99 was 2 s",
    "fail: late: every line was carried, but late: p99 was just above 1 s",
    "fail: sender-blocked: every line was carried, but the sender was held up for 3.5 s, late: p99 was 2 s",
    "fail: sender-blocked: every line was carried, but the sender was held up for 1.5 s",
    "fail: sender-held-up: every line was carried, but the sender was held up 92 % of the time",
    "not engaged: no-latency: no latency was measured",
  ]);
});

test("a sink cluster passes if the others take over, and the union is complete", async () => {
  const away = (seconds: number) =>
    Math.max(0, Math.min(seconds, 10) - 4) * 1000;
  const third = (seconds: number) => (sentAt(seconds) - away(seconds)) / 3;
  const more = (seconds: number) => third(seconds) + away(seconds) / 2;
  const queued = (seconds: number) => sentAt(seconds) / 3;
  const cluster = {
    attribute: "sink-cluster",
    params: { topology: "cluster" },
  };
  const takenOver = {
    ...{ "sink-1": more, "sink-2": third, "sink-3": more, cluster: sentAt },
  };
  const allAway = Object.fromEntries(
    ["sink-1", "sink-2", "sink-3"].map((sink) => [sink, third]),
  );
  expect(
    await judge([
      { ...cluster, arrived: takenOver },
      { ...cluster, arrived: takenOver, lost: { cluster: [[4949, 5019]] } },
      {
        ...cluster,
        arrived: { ...takenOver, "sink-1": queued, "sink-3": queued },
      },
      {
        ...cluster,
        fault: "all-killed",
        arrived: { ...allAway, cluster: outage() },
        events: [toTestEvent("fault", "sink-1,sink-2,sink-3", { at: 3.99 })],
      },
      {
        ...cluster,
        fault: "all-killed",
        arrived: { ...allAway, cluster: sentAt },
        events: [toTestEvent("fault", "sink-1,sink-2,sink-3", { at: 3.99 })],
      },
      {
        ...{ ...cluster, arrived: takenOver },
        histograms: [{
          ...{ kind: "delivery sink-3 fault", count: 999 },
          ...{ lower: 2, upper: 2 },
        }],
      },
    ]),
  ).toEqual([
    "pass: complete: no line was lost",
    "pass with loss: in-flight: 71 lines lost that were on their way when the sink died",
    "not engaged: share-not-taken: the others got 0 % of the share of the dead sink",
    "pass: complete: no line was lost",
    "not engaged: no-backlog: no line waited",
    "fail: healthy-late: p99 at sink-3 was 2 s",
  ]);
});

test("a chain passes if the last sink has every line; odd lines pass if they are the same", async () => {
  const chain = { attribute: "chain", fault: "none" };
  const fidelity = { attribute: "fidelity", fault: "none" };
  const odd = (name: string, detail: string) =>
    toTestEvent("odd_line", name, { at: 1, detail });
  expect(
    await judge([
      { ...chain, arrived: { "hop-1": sentAt, "sink-1": sentAt } },
      {
        ...chain,
        arrived: { "hop-1": sentAt, "sink-1": (at) => sentAt(at) * 0.99 },
      },
      { ...chain, arrived: { "sink-1": sentAt } },
      {
        ...{ ...chain, fault: "killed", lost: { "sink-2": [[5000, 5000]] } },
        arrived: {
          "hop-1": sentAt,
          "sink-2": (at) => sentAt(at) - (at > 4 ? 1 : 0),
        },
      },
      { ...fidelity, events: [odd("plain", "same")] },
      { ...fidelity, events: [odd("plain", "same"), odd("tab", "changed")] },
      fidelity,
    ]),
  ).toEqual([
    "pass: complete: every line reached the last sink",
    "fail: lost: lost: 140 lines before sink-1",
    "not engaged: no-hops: there was no hop",
    "pass with loss: in-flight: 1 line lost that was on its way when the sink died: 1 line before sink-2",
    "pass: equal: all 1 arrived unchanged",
    "fail: changed: 1 of 2 did not arrive as sent: tab changed",
    "not engaged: no-lines: no odd line was sent",
  ]);
});
