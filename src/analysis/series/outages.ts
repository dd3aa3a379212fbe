/** Times in which a service did not run, from its events: Prometheus's own gauges hide any that is shorter than five minutes. */
import type { RunRows, Span } from "./run_rows.ts";

export interface Outage {
  /** Seconds since 1970. */
  readonly from: number;
  /** When it was ready again; null when it never was. */
  readonly until: number | null;
  /** Seconds from end to readiness; of one that goes on, until the span ended. */
  readonly seconds: number;
  /** What ended it: `SIGKILL`, `exit 1`. */
  readonly reason: string;
  /** Whether it had more memory than it was allowed, when it ended or when it was started again. */
  readonly oom: boolean;
}

/** Seconds that the news of an OOM may come before, or after, that of the end it brought. */
const NEAR = 2;

/**
 * Outages of `subject` of which some was within a span, in order and at full length. One that is told again before it ended
 * is the same.
 */
export function outagesOf(
  { events }: Pick<RunRows, "events">,
  { subject, span }: { readonly subject: string; readonly span: Span },
): Outage[] {
  const mine = events.filter((event) => event.subject === subject);
  const ooms = mine.filter(({ kind }) => kind === "oom").map(({ at }) => at);
  const found: Outage[] = [];
  let down: { at: number; reason: string } | null = null;
  const close = (until: number | null) => {
    if (!down) return;
    const { at: from, reason } = down;
    found.push({
      from,
      until,
      seconds: (until ?? span.until) - from,
      reason,
      oom: ooms.some((at) =>
        at >= from - NEAR && at <= Math.max(from + NEAR, until ?? span.until)
      ),
    });
    down = null;
  };
  for (const { kind, at, detail } of mine) {
    if (kind === "down") down ??= { at, reason: detail };
    if (kind === "up") close(at);
  }
  close(null);
  return found.filter(({ from, until }) =>
    from < span.until && (until ?? Infinity) > span.from
  );
}

/** Share of a span in which the service ran. */
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
