/** The clock of a run: seconds since the phase `measure` began, else since the run started. */
import type { RunContent } from "../facts/run_content.ts";

/** Returns the zero of the clock in milliseconds since 1970; null for a run without any time. */
export function zeroOf({ run, lines }: RunContent): number | null {
  const measure = lines.events.find(({ kind, subject }) =>
    kind === "phase" && subject === "measure"
  );
  const at = measure?.at ?? run.started_at ??
    lines.events.find(({ at }) => at !== null)?.at ?? null;
  const zero = at === null ? NaN : Date.parse(at);
  return Number.isNaN(zero) ? null : zero;
}

/** Says what the zero of the clock is. */
export function describeZero({ lines }: RunContent): string {
  return lines.events.some(({ kind, subject }) =>
      kind === "phase" && subject === "measure"
    )
    ? "since the phase measure began"
    : "since the start of the run";
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
