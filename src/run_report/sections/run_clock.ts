/** The clock of a run, the same in its figures and its tables. */
import type { RunContent } from "../facts/run_content.ts";

/**
 * Returns the zero of the clock in milliseconds since 1970: that of the figures, else the start of the run; null for a
 * run without any time.
 */
export function zeroOf({ clock, run, lines }: RunContent): number | null {
  if (clock !== null) return clock.zero / 1000;
  const at = run.started_at ??
    lines.events.find(({ at }) => at !== null)?.at ?? null;
  const zero = at === null ? NaN : Date.parse(at);
  return Number.isNaN(zero) ? null : zero;
}

/** Says what the zero of the clock is: `since the start of measuring`; and that it is virtual, where it is. */
export function describeZero({ clock, run }: RunContent): string {
  return `since ${clock === null ? "the start of the run" : clock.clock.zero}${
    run.mode === "simulated" ? ", simulated" : ""
  }`;
}

/** Formats an ISO 8601 time by the clock: `12.3`; null without a time. */
export function sinceStart(
  content: RunContent,
  at: string | null,
): string | null {
  const zero = zeroOf(content);
  if (at === null || zero === null) return null;
  const seconds = (Date.parse(at) - zero) / 1000;
  return (Number(seconds.toFixed(2)) + 0).toLocaleString("en-US");
}
