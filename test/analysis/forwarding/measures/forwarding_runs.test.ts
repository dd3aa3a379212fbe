import { expect, test } from "vitest";
import { forwardingRuns } from "../../../../src/analysis/forwarding/measures/forwarding_runs.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";
import { BEGIN, toTestEvent } from "../../../testing/monitoring_rows.ts";

test("forwardingRuns() reads what was asked, and when sinks were away", async () => {
  await withForwardingStore([{}, {
    run_id: "r2",
    fault: "frozen",
    params: {
      ...{ stop: "SIGKILL", hops: "same", stopped: "all" },
      ...{ rsyslog_b: 3, rsyslog_a: "yes", other: 1 },
    },
    events: [
      toTestEvent("up", "forwarder", { at: -1.5 }),
      toTestEvent("down", "forwarder", { at: 8, detail: "SIGKILL" }),
      toTestEvent("up", "forwarder", { at: 9 }),
    ],
  }, { run_id: "r3", fault: "none" }], async (store) => {
    const [killed, frozen, none] = await forwardingRuns(store);
    expect(killed).toMatchObject({
      ...{ run_id: "r1", system: "rsyslog", attribute: "back-pressure" },
      ...{ rate: 1000, sinks: 3, outage_s: 6, away: ["sink-2"] },
      ...{ measure_at: BEGIN, fault_at: BEGIN + 4, down_at: BEGIN + 4 },
      ...{ back_at: BEGIN + 10, cool_down_at: BEGIN + 13, end_at: BEGIN + 20 },
      ...{ stopped_at: null, restarted_at: null, drain_timed_out: false },
      ...{ status: "ok", stopped: "buffer", own_settings: [] },
    });
    expect(frozen).toMatchObject({
      ...{ down_at: null, back_at: BEGIN + 10, stop: "SIGKILL" },
      ...{ stopped_at: BEGIN + 8, restarted_at: BEGIN + 9, hops: "same" },
      ...{ stopped: "all", own_settings: ["a=yes", "b=3"] },
    });
    expect(none).toMatchObject({ fault_at: null, back_at: null, away: [] });
  });
});

test("forwardingRuns() has no restart of a forwarder that did not run again", async () => {
  await withForwardingStore([{
    events: [
      toTestEvent("up", "forwarder", { at: -1.5 }),
      toTestEvent("down", "forwarder", { at: 8, detail: "SIGTERM" }),
    ],
  }], async (store) => {
    const [run] = await forwardingRuns(store);
    expect(run).toMatchObject({ stopped_at: BEGIN + 8, restarted_at: null });
  });
});
