/** Keeps a process running as a service manager would, and tells of each outage from the death to being ready again. */
import type { OwnedProcess } from "./managed_process.ts";
import { pause } from "../timing/delay.ts";
import { now } from "../timing/wall_clock.ts";

export interface KeepRunningOptions {
  /** Whether it serves again; asked every 50 ms, and must answer within a second. */
  readonly ready: () => Promise<boolean>;
  /** Seconds from the death to the next start; 1 by default. */
  readonly after?: number;
  /** An outage begins: `SIGKILL`, `exit 1`. */
  readonly onDown: (at: Date, reason: string) => void;
  /** It ends; `starts` is how often the process was started for it, 1 when that went well. */
  readonly onUp: (at: Date, starts: number) => void;
  /** Ends the keeping, as disposing of it does. */
  readonly signal?: AbortSignal;
}

/** Seconds between two questions whether it is ready. */
const ASK = 0.05;

/** Seconds before the second, third ... start of one outage; the last one for all that follow. */
const BACK_OFF = [1, 2, 4, 8, 10];

/**
 * Starts a process again whenever it ends, by itself or by anybody's hand, until it is disposed of, which leaves the process
 * as it is. One that ends before it was ready is still in the same outage, and is started less and less often. Dispose of it
 * before whoever stops the process for good. What `ready()` or a listener throws ends the keeping, and is thrown on disposal.
 */
export function keepRunning(
  process: OwnedProcess,
  { ready, after = 1, onDown, onUp, signal }: KeepRunningOptions,
): AsyncDisposable {
  const closing = new AbortController();
  const stop = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])]);
  const stopped = new Promise<null>((resolve) => {
    if (stop.aborted) resolve(null);
    stop.addEventListener("abort", () => resolve(null), { once: true });
  });

  /** Starts it once and waits until it is ready; false when it ends before that. */
  const startOnce = async () => {
    process.start();
    const { pid } = process;
    while (process.pid === pid && !stop.aborted) {
      if (await ready() && process.pid === pid) return true;
      await pause(ASK, stop);
    }
    return false;
  };
  const keep = async () => {
    for (;;) {
      const status = await Promise.race([process.ended(), stopped]);
      if (status === null || stop.aborted) return;
      onDown(new Date(now()), toReason(status));
      let starts = 0;
      do {
        await pause(toDelay(after, starts), stop);
        starts++;
      } while (!(await startOnce()));
      onUp(new Date(now()), starts);
    }
  };
  const keeping = keep().catch((error) => {
    if (!stop.aborted) throw error;
  });
  keeping.catch(() => {
    // It is thrown to who disposes of it.
  });
  return {
    async [Symbol.asyncDispose]() {
      closing.abort();
      await keeping;
    },
  };
}

function toDelay(after: number, starts: number): number {
  if (starts === 0) return after;
  const delay = BACK_OFF[Math.min(starts, BACK_OFF.length) - 1] ?? 0;
  return Math.max(after, delay);
}

function toReason({ signal, code }: Deno.CommandStatus): string {
  return signal ?? `exit ${code}`;
}
