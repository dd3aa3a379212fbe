/** Waiting for a cluster to become ready, without waiting for the dead. */
import type { OwnedProcess } from "./managed_process.ts";
import { pause } from "../timing/delay.ts";

export interface WaitUntilOptions {
  /** Seconds after which to give up. */
  readonly timeout: number;
  /** Seconds between the end of one check and the start of the next. */
  readonly every?: number;
  readonly signal: AbortSignal;
  /** What is waited for, as it reads after `Cannot wait for`: `3 etcd nodes`. */
  readonly what: string;
  /** Processes that must all run on meanwhile. */
  readonly processes: readonly OwnedProcess[];
}

/**
 * Returns when `check` says true. The check is given a signal for its requests; one that hangs does not hold up the end.
 * Throws `TimeoutError` after `timeout` seconds, the reason of `signal` when that is aborted, what `check` throws, and an
 * Error with the last lines of its log when one of `processes` has ended.
 */
export async function waitUntil(
  check: (signal: AbortSignal) => Promise<boolean>,
  { timeout, every = 0.05, signal, what, processes }: WaitUntilOptions,
): Promise<void> {
  signal.throwIfAborted();
  const stop = new AbortController();
  const cancel = () => stop.abort(signal.reason);
  signal.addEventListener("abort", cancel);
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener("abort", () => reject(stop.signal.reason));
  });
  // A check that loses the race may still fail, when nobody listens any more.
  stopped.catch(() => {});
  const timer = setTimeout(
    () => stop.abort(timeoutError(what, timeout)),
    timeout * 1000,
  );
  try {
    for (;;) {
      await refuseEnded(what, processes);
      stop.signal.throwIfAborted();
      const checked = check(stop.signal);
      checked.catch(() => {});
      if (await Promise.race([checked, stopped])) return;
      await pause(every, stop.signal);
    }
  } catch (error) {
    // What a check throws as it was cut short is not the cause.
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

async function refuseEnded(
  what: string,
  processes: readonly OwnedProcess[],
): Promise<void> {
  const dead = processes.find((process) => process.pid === null);
  if (!dead) return;
  const words = await dead.lastWords();
  throw new Error(
    `Cannot wait for ${what} as ${dead.name} has ended: ${
      words || "it wrote nothing"
    }`,
  );
}

function timeoutError(what: string, timeout: number): Error {
  const error = new Error(
    `Cannot wait for ${what} any longer as it took more than ${timeout} s`,
  );
  error.name = "TimeoutError";
  return error;
}
