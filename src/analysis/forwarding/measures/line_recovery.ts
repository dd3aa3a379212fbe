/** How a sink that was away catches up: its first line, and when it has all that waited for it. */
import type { CensoredTime } from "../../recovery/censored_time.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import type { LineAccount } from "./line_accounts.ts";
import {
  interpolatedAt,
  type LineSeries,
  pointsOf,
  valueAt,
} from "./line_series.ts";

/** Recovery of one sink that was away. Times are seconds from when it was back; samples are a quarter of a second apart. */
export interface LineRecovery {
  readonly run_id: string;
  readonly sink: string;
  /** Lines that had been sent and not arrived when the sink was back; null if that was not sampled. */
  readonly backlog: number | null;
  /** Time to its first line. */
  readonly first_line: CensoredTime;
  /** Time until nothing waited any more, but for what was lost for good; not reached if not one line came. */
  readonly drain: CensoredTime;
  /** Lines a second that it received until then; null if it never drained, or at once. */
  readonly drain_rate: number | null;
}

/** Seconds of the run's rate that may be on their way at any time, without counting as backlog. */
export const STEADY_BACKLOG_S = 0.5;

/** Time before the end in which a sink that still receives lines has not drained. */
const STILL_ARRIVING_S = 1;

/** Returns the recovery of each sink that was hit, and of the cluster as a whole; none of a run whose sinks never were back. */
export function lineRecoveries(
  run: ForwardingRun,
  { accounts, series }: {
    readonly accounts: readonly LineAccount[];
    readonly series: readonly LineSeries[];
  },
): LineRecovery[] {
  const { run_id, back_at, end_at, rate, away } = run;
  if (back_at === null || rate === null) return [];
  // What one sink of a cluster is due cannot be told: only the union has a backlog.
  const subjects = run.topology === "cluster" ? ["cluster"] : away;
  const sent = pointsOf(series, "generator", "sent_lines");
  return accounts.flatMap(({ subject, lost }) => {
    if (!subjects.includes(subject)) return [];
    const unique = pointsOf(series, subject, "unique_lines");
    const last = Math.min(
      unique.at(-1)?.at ?? back_at,
      end_at ?? Infinity,
    );
    const observed: CensoredTime = {
      seconds: Math.max(0, last - back_at),
      censored: true,
    };
    const waiting = unique.flatMap(({ at, value }) => {
      const due = interpolatedAt(sent, at);
      return at < back_at || at > last || due === null
        ? []
        : [{ at, value: due - value - lost }];
    });
    const atBack = valueAt(unique, back_at) ?? 0;
    const first = unique.find(({ at, value }) =>
      at > back_at && value > atBack
    );
    const lastWaiting = waiting.findLastIndex(({ value }) =>
      value > STEADY_BACKLOG_S * rate
    );
    const drainedAt = waiting[lastWaiting + 1]?.at ?? null;
    const sentAtBack = interpolatedAt(sent, back_at);
    const backlog = sentAtBack === null
      ? null
      : Math.max(0, sentAtBack - atBack);
    // Where all that waited was lost, nothing drained.
    const hadNone = !first && (backlog ?? 0) >= 1;
    const isDrained = drainedAt !== null && !hadNone &&
      !(lost > 0 && (run.drain_timed_out || isStillArriving(unique, last)));
    const drain = isDrained
      ? { seconds: Math.max(0, drainedAt - back_at), censored: false }
      : observed;
    const gained = (interpolatedAt(unique, back_at + drain.seconds) ?? 0) -
      atBack;
    return [{
      run_id,
      sink: subject,
      backlog,
      first_line: first
        ? { seconds: first.at - back_at, censored: false }
        : observed,
      drain,
      drain_rate: isDrained && drain.seconds > 0
        ? gained / drain.seconds
        : null,
    }];
  });
}

/** Returns true if lines still arrived at the end of what was observed. */
export function isStillArriving(
  unique: readonly { readonly at: number; readonly value: number }[],
  end: number,
): boolean {
  const before = interpolatedAt(unique, end - STILL_ARRIVING_S) ?? 0;
  return (interpolatedAt(unique, end) ?? 0) > before;
}
