import { expect, test } from "vitest";
import { recoveryTimeline } from "../../../src/analysis/recovery/recovery_timeline.ts";
import {
  atSecond,
  faultEvents,
  faultRun,
  toAttempts,
  toFaultEvent,
} from "../../testing/fault_run.ts";
import { withTestStore } from "../../testing/records.ts";

test("recoveryTimeline() returns whole quarters of a second aligned to the injection", () => {
  const events = [
    ...faultEvents.map((event) =>
      event.kind === "fault" ? { ...event, at: atSecond(10.1) } : event
    ),
    toFaultEvent(1, "leader", "node-0"),
    toFaultEvent(11, "leader", ""),
    toFaultEvent(12, "leader", "node-1"),
    toFaultEvent(16, "caught_up", "node-0"),
  ];
  const operations = toAttempts({
    kind: "put",
    subject: "node-0",
    step: 0.05,
    out: [[10.09, 12.01]],
  }).map((operation) => ({ ...operation, duration_s: 0.01 }));
  return withTestStore(
    [[faultRun, { events, operations }]],
    async (store) => {
      const { rows, events, start } = await recoveryTimeline(store, "r1");
      expect(start).toBe(atSecond(10.1));
      expect(events).toEqual([
        {
          from: atSecond(10.1),
          to: atSecond(15),
          label: "fault at node-0",
        },
        { from: atSecond(11), to: null, label: "no leader" },
        { from: atSecond(12), to: null, label: "node-1 leads" },
        { from: atSecond(16), to: null, label: "node-0 caught up" },
      ]);
      const select = (metric: string, source: string) =>
        rows.filter((row) => row.metric === metric && row.source === source);
      const ok = select("operations", "in time");
      // From 2.1 s to 24.85 s, without the partial quarters at `measure` and at the end of observation.
      expect(ok[0]?.at).toBe(atSecond(2.225));
      expect(ok.at(-1)?.at).toBe(atSecond(24.725));
      expect(ok).toHaveLength(91);
      const at = (second: number) => ({
        ok: ok.find((row) => row.at === atSecond(second))?.value,
        late: select("operations", "late")
          .find((row) => row.at === atSecond(second))?.value,
        failed: select("operations", "failed")
          .find((row) => row.at === atSecond(second))?.value,
        slowest: select("slowest", "answered")
          .find((row) => row.at === atSecond(second))?.value,
      });
      expect(at(9.975)).toEqual({ ok: 20, late: 0, failed: 0, slowest: 10 });
      expect(at(10.225)).toEqual({ ok: 0, late: 0, failed: 20, slowest: NaN });
    },
  );
});
