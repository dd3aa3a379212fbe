/** Synthetic runs with a fault at 10 s, healed at 15 s and observed until 25 s. */
import type { Event, Operation } from "../../src/record/mod.ts";
import { toTestOperation, toTestParam, toTestRun } from "./records.ts";

export const faultRun = toTestRun("r1", {
  experiment: "faults",
  params: [toTestParam("fault", "kill-leader")],
});

export function atSecond(second: number): string {
  return new Date(Date.UTC(2026, 0, 2) + Math.round(second * 1000))
    .toISOString();
}

export function toFaultEvent(
  second: number,
  kind: string,
  subject: string,
  detail = "",
): Event {
  return {
    run_id: "r1",
    at: atSecond(second),
    kind,
    subject,
    detail,
    data: "{}",
  };
}

/** Phases, and a fault at `node-0`. */
export const faultEvents: readonly Event[] = [
  toFaultEvent(0, "phase", "warm_up"),
  toFaultEvent(2, "phase", "measure"),
  toFaultEvent(10, "phase", "fault"),
  {
    ...toFaultEvent(10, "fault", "node-0", "kill-leader"),
    data: JSON.stringify({
      title: "The leader crashes (SIGKILL), and is started again",
    }),
  },
  toFaultEvent(15, "phase", "heal"),
  toFaultEvent(15, "heal", "node-0"),
  toFaultEvent(25, "phase", "cool_down"),
];

export interface Attempts {
  readonly kind: string;
  readonly subject: string;
  /** Seconds between attempts. */
  readonly step: number;
  /** Outages, from and to, in seconds. */
  readonly out: readonly (readonly [number, number])[];
}

/** Returns attempts from second 0 to 25 with a duration of 0; those inside `out` time out. */
export function toAttempts(
  { kind, subject, step, out }: Attempts,
): Operation[] {
  return Array.from({ length: Math.round(25 / step) }, (_, i) => {
    const second = i * step;
    const failed = out.some(([from, to]) => second > from && second < to);
    return toTestOperation("r1", {
      kind,
      subject,
      started_at: atSecond(second),
      duration_s: 0,
      outcome: failed ? "timeout" : "ok",
    });
  });
}
