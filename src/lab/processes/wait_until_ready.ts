/** Waits for a cluster to become ready, and fails early if one of its processes ends. */
import type { NodeProcess } from "./node_process.ts";
import { delay } from "../timing/delay.ts";

export interface WaitUntilOptions {
  /** Seconds. */
  readonly timeout: number;
  /** Seconds between the end of one check and the start of the next. */
  readonly every?: number;
  readonly signal: AbortSignal;
  /** Awaited condition, as it reads after `Cannot wait for`: `3 etcd nodes`. */
  readonly what: string;
  /** Processes that must keep running meanwhile. */
  readonly processes: readonly NodeProcess[];
}

/**
 * Resolves when `check` returns true. The check receives a signal for its requests; one that hangs does not delay the
 * timeout. Throws `TimeoutError` with the log tails of `processes` after `timeout` seconds, the reason of `signal` if that
 * aborts, errors of `check`, and an Error with the log tail if one of `processes` has ended.
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
  // Avoids an unhandled rejection if `check` wins the race; likewise for `checked` below.
  stopped.catch(() => {});
  const timer = setTimeout(() => stop.abort(), timeout * 1000);
  try {
    for (;;) {
      await throwIfEnded(what, processes);
      stop.signal.throwIfAborted();
      const checked = check(stop.signal);
      checked.catch(() => {});
      if (await Promise.race([checked, stopped])) return;
      await delay(every, stop.signal);
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    // An error of a check that was aborted is not the cause.
    signal.throwIfAborted();
    throw await timeoutError(what, timeout, processes);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
  }
}

async function throwIfEnded(
  what: string,
  processes: readonly NodeProcess[],
): Promise<void> {
  const dead = processes.find((process) => process.pid === null);
  if (!dead) return;
  const log = await dead.logTail();
  throw new Error(
    `Cannot wait for ${what} as ${dead.name} has ended: ${
      log || "it wrote nothing"
    }`,
  );
}

async function timeoutError(
  what: string,
  timeout: number,
  processes: readonly NodeProcess[],
): Promise<Error> {
  const logs = await Promise.all(processes.map((process) => process.logTail()));
  const log = logs.filter((text) => text !== "").join(" | ");
  const error = new Error(
    `Cannot wait for ${what} any longer as it took more than ${timeout} s` +
      (processes.length === 0 ? "" : `: ${log || "nothing was logged"}`),
  );
  error.name = "TimeoutError";
  return error;
}
