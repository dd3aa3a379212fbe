import { expect, test } from "vitest";
import { measureForwarding } from "../../../src/analysis/forwarding/measure_forwarding.ts";
import { forwardingObjectives } from "../../../src/analysis/forwarding/verdicts/forwarding_objectives.ts";
import { evaluateObjectives } from "../../../src/lab/plan/objectives.ts";
import {
  type LiteralForwarding,
  outage,
  steady,
  withForwardingStore,
} from "../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../testing/monitoring_rows.ts";

const experiment = "forwarders";

test("measureForwarding() gives each attribute its objectives, and says how the run ended", async () => {
  const runs: readonly Partial<LiteralForwarding>[] = [
    {},
    {
      lost: { "sink-2": [[4900, 5019]] },
      arrived: { "sink-1": steady, "sink-2": outage(120) },
      blocked: (seconds) => Math.max(0, Math.min(seconds, 8) - 7),
    },
    { spool: () => 0 },
    {
      ...{ attribute: "buffer-cap", spool: (at) => at > 4 ? 2 ** 21 : 0 },
      lost: { "sink-2": [[4900, 5019]] },
      arrived: { "sink-1": steady, "sink-2": outage(120) },
    },
    {
      ...{ attribute: "fidelity", fault: "none" },
      events: [toTestEvent("odd_line", "tab", { at: 1, detail: "changed" })],
    },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const results = [];
    for (const { run_id } of named) {
      const measured = await measureForwarding(store, { run_id, experiment });
      const verdict = evaluateObjectives(
        measured?.metrics ?? {},
        forwardingObjectives,
      );
      results.push([verdict.verdict_text, measured?.summary]);
    }
    expect(results).toEqual([
      [
        "",
        "14,000 lines sent; sink-2 drained in 1.5 s; back-pressure: pass, no line was lost",
      ],
      [
        "",
        "14,000 lines sent; lost: sink-2 120; sink-2 drained in 1.5 s; sender held up 8 % of the time; " +
        "back-pressure: pass with loss, 120 lines lost that were on their way when the sink died",
      ],
      [
        "engaged is not at least 1: 0; passed is not at least 1: 0",
        "14,000 lines sent; sink-2 drained in 1.5 s; " +
        "back-pressure: not engaged, its buffer on disk did not grow; 0 lines lost",
      ],
      [
        "overshoot is not at most 0.25: 1; passed is not at least 1: 0",
        "14,000 lines sent; lost: sink-2 120; sink-2 drained in 1.5 s; " +
        "buffer-cap: fail, the buffer took 2 MiB of 1, 100 % above",
      ],
      [
        "changed is not at most 0: 1; passed is not at least 1: 0",
        "1 odd lines sent; fidelity: fail, 1 of 1 did not arrive as sent: tab changed",
      ],
    ]);
  });
});

test("measureForwarding() measures no run that did not reach the phase measure, and no other", async () => {
  await withForwardingStore([{}], async (store) => {
    expect(await measureForwarding(store, { run_id: "r9", experiment }))
      .toBeNull();
  });
});
