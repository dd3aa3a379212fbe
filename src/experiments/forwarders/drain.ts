/** Waits until sinks have what was sent. */
import type { SinkFollower } from "../../lab/lines/sink_follower.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { delay } from "../../lab/timing/delay.ts";
import type { SentStream } from "../../workloads/lines/lines_plan.ts";
import { countSent, missingOf } from "./final_account.ts";

const POLL_S = 0.1;

/**
 * Once nothing has arrived for so long, what is missing is taken for lost, if the forwarders say that they have no more;
 * some retry after 3 s.
 */
const QUIET_S = 6;

/**
 * The same, if they do not say: a broker that was killed may take 15 s until it serves again, and only then does its adapter
 * say anything; on a busy machine twice as long.
 */
const UNTOLD_QUIET_S = 40;

/** Interval of asking the forwarders: some answer through a program. */
const ASK_S = 1;

export interface DrainOptions {
  readonly follower: SinkFollower;
  /** Sinks and hops that must have all lines; of a cluster `cluster`. */
  readonly subjects: readonly string[];
  readonly streams: readonly SentStream[];
  /** Seconds. */
  readonly timeout: number;
  /** Lines that the forwarders say they still have; null if one does not say. */
  readonly queued: () => Promise<number | null>;
  readonly recorder: Pick<Recorder, "event" | "warn">;
  readonly onProgress: (detail: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Waits until every subject has all lines that were sent to it, until nothing has arrived for some seconds while no
 * forwarder says that it has more, or until the time-out. Records an event `drained` for each that has all of them, and a warning for others.
 */
export async function drain(
  {
    follower,
    subjects,
    streams,
    timeout,
    queued,
    recorder,
    onProgress,
    signal,
  }: DrainOptions,
): Promise<void> {
  const begin = performance.now();
  const waiting = new Set(subjects);
  let received = -1;
  let arrived = begin;
  let asked = -Infinity;
  let limit = UNTOLD_QUIET_S;
  for (;;) {
    await follower.poll();
    const counts = subjects.map((name) => follower.account(name));
    for (const name of waiting) {
      if (!hasAll(name, follower, streams)) continue;
      waiting.delete(name);
      recorder.event("drained", name);
    }
    const now = performance.now();
    const sum = counts.reduce((sum, { received }) => sum + received, 0);
    if (sum !== received) arrived = now;
    received = sum;
    if (waiting.size === 0) return;
    if (now - arrived > QUIET_S * 1000 && now - asked > ASK_S * 1000) {
      limit = toQuietLimit(await queued());
      asked = now;
    }
    const isQuiet = now - arrived > limit * 1000;
    const isLate = now - begin > timeout * 1000;
    if (isQuiet || isLate) {
      const state = isQuiet
        ? `nothing arrived for ${limit} s`
        : `${timeout} s had passed`;
      for (const name of waiting) {
        const { unique } = follower.account(name);
        const sent = countSent(streams, name);
        recorder.warn(
          isQuiet ? "lines-lost" : "drain-timeout",
          `${name} had ${unique} of ${sent} lines when ${state}`,
        );
      }
      return;
    }
    onProgress(`${[...waiting].join(", ")} not drained yet`);
    await delay(POLL_S, signal);
  }
}

/** Returns the seconds without an arrival after which what is missing is taken for lost. */
function toQuietLimit(queued: number | null): number {
  if (queued === null) return UNTOLD_QUIET_S;
  return queued > 0 ? Infinity : QUIET_S;
}

function hasAll(
  subject: string,
  follower: SinkFollower,
  streams: readonly SentStream[],
): boolean {
  // The count is cheap, and not enough: lines of a write that was cut may have arrived as well.
  if (follower.account(subject).unique < countSent(streams, subject)) {
    return false;
  }
  const lines = follower.lines(subject);
  return streams.every((stream) =>
    missingOf(stream, { subject, lines }).length === 0
  );
}
