/** Restarts a process like a service manager, and reports each outage from the exit until it is ready again. */
import type { ManagedProcess } from "./managed_process.ts";
import { delay } from "../timing/delay.ts";
import { now } from "../timing/wall_clock.ts";

export interface SuperviseOptions {
  /** Returns true if the process serves; polled every 50 ms, and must resolve within a second. */
  readonly ready: () => Promise<boolean>;
  /** Seconds from the exit to the first restart. @default {1} */
  readonly after?: number;
  /** Called when an outage begins, with the reason: `SIGKILL`, `exit 1`. */
  readonly onDown: (at: Date, reason: string) => void;
  /** Called when an outage ends, with the number of starts it took. */
  readonly onUp: (at: Date, starts: number) => void;
  /** Ends supervision, like dispose. */
  readonly signal?: AbortSignal;
}

const READY_POLL_INTERVAL_S = 0.05;

/** Seconds before the second, third ... start in one outage; the last value is the maximum. */
const BACKOFF_S = [1, 2, 4, 8, 10];

/**
 * Restarts a process whenever it ends, for any reason, until disposed of, which leaves the process as it is. An exit
 * before it was ready continues the same outage, with a longer backoff. Dispose before stopping the process for good.
 * An error of `ready()` or a listener ends supervision, and dispose rethrows it.
 */
export function supervise(
  process: ManagedProcess,
  { ready, after = 1, onDown, onUp, signal }: SuperviseOptions,
): AsyncDisposable {
  const closing = new AbortController();
  const stop = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])]);
  const stopped = new Promise<null>((resolve) => {
    if (stop.aborted) resolve(null);
    stop.addEventListener("abort", () => resolve(null), { once: true });
  });

  /** Starts it once and waits until it is ready. Returns false if it ends before. */
  const startOnce = async () => {
    process.start();
    const { pid } = process;
    while (process.pid === pid && !stop.aborted) {
      if (await ready() && process.pid === pid) return true;
      await delay(READY_POLL_INTERVAL_S, stop);
    }
    return false;
  };
  const superviseUntilStopped = async () => {
    for (;;) {
      const status = await Promise.race([process.ended(), stopped]);
      if (status === null || stop.aborted) return;
      onDown(new Date(now()), toReason(status));
      let starts = 0;
      do {
        await delay(toBackoff(after, starts), stop);
        starts++;
      } while (!(await startOnce()));
      onUp(new Date(now()), starts);
    }
  };
  const supervision = superviseUntilStopped().catch((error) => {
    if (!stop.aborted) throw error;
  });
  supervision.catch(() => {
    // Dispose rethrows it.
  });
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await supervision;
    },
  };
}

function toBackoff(after: number, starts: number): number {
  if (starts === 0) return after;
  const backoff = BACKOFF_S[Math.min(starts, BACKOFF_S.length) - 1] ?? 0;
  return Math.max(after, backoff);
}

function toReason({ signal, code }: Deno.CommandStatus): string {
  return signal ?? `exit ${code}`;
}
