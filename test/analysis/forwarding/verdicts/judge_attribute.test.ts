import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { judgeAttribute } from "../../../../src/analysis/forwarding/verdicts/judge_attribute.ts";
import {
  type LiteralForwarding,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

test("judgeAttribute() tells a forwarder that ended from a run that does not count", async () => {
  const runs: readonly Partial<LiteralForwarding>[] = [
    { run: { status: "failed", notes: "forwarder did not start" } },
    { run: { status: "skipped", notes: "nats is not installed" } },
    { run: { status: "incomplete" } },
    {
      events: [toTestEvent("stand_still", "machine", {
        ...{ at: 5, data: { seconds: 4 } },
      })],
    },
    {
      events: [toTestEvent("died", "forwarder", {
        ...{ at: 5, detail: "SIGSEGV" },
      })],
    },
    { attribute: "elegance" },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const verdicts = (await forwardingMeasures(store)).map(judgeAttribute);
    expect(
      verdicts.map(({ kind, code, reason }) => `${kind}: ${code}: ${reason}`),
    ).toEqual([
      "fail: failed: forwarder did not start",
      "not run: skipped: nats is not installed",
      "not run: incomplete: incomplete",
      "invalid: stand-still: machine stood still for 4.0 s",
      "fail: died: forwarder ended by itself: SIGSEGV",
      "not run: unknown: no attribute 'elegance'",
    ]);
  });
});
