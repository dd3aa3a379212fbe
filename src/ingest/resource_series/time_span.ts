/** Finds the times of a run among those of its points. */
import { maybeTime } from "../source/time.ts";

/** First and last time, in ISO 8601; null if there is none. */
export interface TimeSpan {
  readonly startedAt: string | null;
  readonly endedAt: string | null;
}

/** Returns the span of times in Unix ms; those that are none or beyond the calendar do not count. */
export function spanOf(times: Iterable<number>): TimeSpan {
  let [first, last] = [Infinity, -Infinity];
  for (const ms of times) {
    if (maybeTime(ms) === null) continue;
    if (ms < first) first = ms;
    if (ms > last) last = ms;
  }
  return { startedAt: maybeTime(first), endedAt: maybeTime(last) };
}
