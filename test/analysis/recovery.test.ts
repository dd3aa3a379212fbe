import { expect, test } from "vitest";
import { recoveries } from "../../src/analysis/recovery.ts";
import type { Event, Operation } from "../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../testing/records.ts";

const time = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + Math.round(second * 1000)).toISOString();

function toEvent(second: number, kind: string, subject: string): Event {
  return { run_id: "r1", at: time(second), kind, subject, detail: "" };
}

interface Every {
  readonly kind: string;
  readonly subject: string;
  /** Seconds between attempts. */
  readonly step: number;
  /** Times without success, from and to. */
  readonly out: readonly (readonly [number, number])[];
}

/** Attempts from second 0 to 25 that take no time; those inside `out` fail. */
function toAttempts({ kind, subject, step, out }: Every): Operation[] {
  return Array.from({ length: Math.round(25 / step) }, (_, i) => {
    const second = i * step;
    const failed = out.some(([from, to]) => second > from && second < to);
    return toTestOperation("r1", {
      kind,
      subject,
      started_at: time(second),
      duration_s: 0,
      outcome: failed ? "timeout" : "ok",
    });
  });
}

// Injected at 10 s, healed at 15 s, watched until 25 s.
const events = [
  toEvent(0, "phase", "warm_up"),
  toEvent(1, "leader", "node-0"),
  toEvent(2, "phase", "measure"),
  toEvent(10, "phase", "fault"),
  toEvent(10, "fault", "node-0"),
  toEvent(10.5, "leader", ""),
  toEvent(11.2, "leader", "node-1"),
  toEvent(15, "phase", "heal"),
  toEvent(15, "heal", "node-0"),
  toEvent(16.5, "caught_up", "node-0"),
  toEvent(25, "phase", "cool_down"),
];
const operations = [
  ...toAttempts({
    kind: "put",
    subject: "node-1",
    step: 0.1,
    out: [[10.05, 11.95]],
  }),
  ...toAttempts({
    kind: "probe_put",
    subject: "node-0",
    step: 0.05,
    out: [[10, 16.12]],
  }),
  ...toAttempts({
    kind: "probe_put",
    subject: "node-1",
    step: 0.05,
    out: [[10.02, 11.22], [17.01, 17.68]],
  }),
  ...["ok", "ok", "ok", "miss"].map((outcome) =>
    toTestOperation("r1", {
      kind: "verify",
      outcome: outcome as Operation["outcome"],
      started_at: time(26),
    })
  ),
];
const run = toTestRun("r1", {
  experiment: "faults",
  params: [toTestParam("fault", "kill-leader")],
});

test("recoveries() tells the definitions of recovery apart", () =>
  withTestStore([[run, { events, operations }]], async (store) => {
    const [found] = await recoveries(store, "faults");
    expect(found).toMatchObject({
      fault: "kill-leader",
      hit: "node-0",
      fault_s: 5,
      heal_s: 10,
      led: true,
      leader: { seconds: 1.2, censored: false },
      // From the injection at 10 s, as the last success before it was then, to 11.25 s.
      probeGap: { seconds: 1.25, censored: false },
      loadGap: { seconds: 2, censored: false },
      nodeGap: { seconds: 6.15, censored: false },
      healGap: { seconds: 0.7, censored: false },
      caughtUp: { seconds: 1.5, censored: false },
      before: 10,
      during: 6.2,
      after: 10,
      lost: 19,
      verified: 4,
      missing: 1,
    });
    // The window of a second that begins at 11.8 s is the first with 8 of 10 successes.
    expect(found?.steady).toEqual({ seconds: 1.8, censored: false });
    expect(found?.settled).toEqual({ seconds: 0, censored: false });
  }));

test("recoveries() censors what had not come when watching ended", () =>
  withTestStore([[run, {
    events: events.filter(({ kind, subject }) =>
      kind !== "caught_up" && subject !== "node-1"
    ),
    operations: [
      ...toAttempts({
        kind: "put",
        subject: "node-1",
        step: 0.1,
        out: [[10.05, 99]],
      }),
      ...toAttempts({
        kind: "probe_put",
        subject: "node-1",
        step: 0.1,
        out: [[10.05, 99]],
      }),
    ],
  }]], async (store) => {
    const [found] = await recoveries(store, "faults");
    expect(found).toMatchObject({
      leader: { seconds: 15, censored: true },
      probeGap: { seconds: 15, censored: true },
      loadGap: { seconds: 15, censored: true },
      healGap: null,
      steady: { seconds: 15, censored: true },
      settled: { seconds: 10, censored: true },
      caughtUp: { seconds: 10, censored: true },
      after: 0,
    });
  }));

test("recoveries() keeps runs that were skipped, without any time", () =>
  withTestStore(
    [[{ ...run, status: "skipped", notes: "needs root" }, {}]],
    async (store) => {
      expect(await recoveries(store, "faults")).toMatchObject([{
        status: "skipped",
        notes: "needs root",
        hit: null,
        leader: null,
        probeGap: null,
        loadGap: null,
        steady: null,
        settled: null,
        caughtUp: null,
      }]);
    },
  ));
