/** Outages of a service, from its events: Prometheus's own gauges hide outages shorter than five minutes. */
import type { RunRows, Span } from "./run_rows.ts";

export interface Outage {
  /** Seconds since 1970. */
  readonly from: number;
  /** Time of the next readiness; null if the service never became ready again. */
  readonly until: number | null;
  /** Seconds from exit to readiness, or to the end of the span if not ready by then. */
  readonly seconds: number;
  /** Signal or exit code of the process: `SIGKILL`, `exit 1`. */
  readonly reason: string;
  /** True if the process exceeded its memory limit when it exited or during a restart within the outage. */
  readonly oom: boolean;
}

/** Maximum seconds between an OOM event and the event of the exit that it caused, in either order. */
export const OOM_WINDOW_S = 2;

/**
 * Returns the outages of `subject` that overlap a span, in order and at full length. Repeated `down` events before the
 * next `up` belong to the same outage.
 */
export function outagesOf(
  { events }: Pick<RunRows, "events">,
  { subject, span }: { readonly subject: string; readonly span: Span },
): Outage[] {
  const subjectEvents = events.filter((event) => event.subject === subject);
  const ooms = subjectEvents.filter(({ kind }) => kind === "oom").map((
    { at },
  ) => at);
  const outages: Outage[] = [];
  let down: { at: number; reason: string } | null = null;
  const close = (until: number | null) => {
    if (!down) return;
    const { at: from, reason } = down;
    outages.push({
      from,
      until,
      seconds: (until ?? span.until) - from,
      reason,
      oom: ooms.some((at) =>
        at >= from - OOM_WINDOW_S &&
        at <= Math.max(from + OOM_WINDOW_S, until ?? span.until)
      ),
    });
    down = null;
  };
  for (const { kind, at, detail } of subjectEvents) {
    if (kind === "down") down ??= { at, reason: detail };
    if (kind === "up") close(at);
  }
  close(null);
  return outages.filter(({ from, until }) =>
    from < span.until && (until ?? Infinity) > span.from
  );
}

/**
 * Returns the outages that overlap a span of load, both ends included, and those just after it by a limit exceeded
 * within it: the exit of a process takes its time.
 */
export function outagesUnderLoad(
  rows: Pick<RunRows, "events">,
  { subject, span }: { readonly subject: string; readonly span: Span },
): Outage[] {
  const reach = { from: span.from, until: span.until + OOM_WINDOW_S };
  const exceeded = rows.events.filter((event) =>
    event.subject === subject && event.kind === "oom" && event.at <= span.until
  );
  return outagesOf(rows, { subject, span: reach }).filter(({ from, oom }) =>
    from <= span.until ||
    oom && exceeded.some(({ at }) => at >= from - OOM_WINDOW_S)
  );
}

/** Returns the share of a span in which the service ran, 1 = all of it. */
export function availability(outages: readonly Outage[], span: Span): number {
  const length = span.until - span.from;
  const down = outages.reduce(
    (sum, { from, until }) =>
      sum + Math.min(until ?? span.until, span.until) -
      Math.max(from, span.from),
    0,
  );
  return length > 0 ? 1 - down / length : 1;
}
