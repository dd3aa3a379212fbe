/** Runs one thread of a load in a Deno worker, beside the thread that records; `worker_entry.ts` is its other side. */
import { clockAhead, now } from "../timing/wall_clock.ts";
import type { LoadDriver } from "./load_handle.ts";
import type { LoadCommand, LoadMessage, LoadReport } from "./load_messages.ts";

export interface WorkerThreadOptions<Plan> {
  readonly plan: Plan;
  /** Index of the thread. */
  readonly thread: number;
  /** Subject of an error message, before `failed`: `the load generator`. */
  readonly name: string;
  readonly onReport: (report: LoadReport) => void;
  /** Seconds without a report after which a thread that must end is given up. @default {15} */
  readonly maxSilence?: number;
}

/** Tolerance between the clocks of two threads: more than a tick of `Date.now()`. */
const CLOCK_TOLERANCE_MS = 5;

/** Starts a thread in a worker, whose module at `url` calls `serveLoad()`. `stop()` throws errors of `onReport` too. */
export function startWorkerThread<Plan, Result>(
  url: URL,
  { plan, thread, name, onReport, maxSilence = 15 }: WorkerThreadOptions<
    Plan
  >,
): LoadDriver<Result> {
  const worker = new Worker(url, { type: "module" });
  const post = (command: LoadCommand<Plan>) => worker.postMessage(command);
  const started = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<Result>();
  const ended = Promise.withResolvers<string>();
  // stop() throws a failure as well: awaiting these is optional.
  started.promise.catch(() => {});
  stopped.promise.catch(() => {});
  const reject = (error: Error) => {
    started.reject(error);
    stopped.reject(error);
    ended.resolve(error.message);
  };
  const fail = (message: string) =>
    reject(new Error(`${name} failed: ${message}`));
  const posted = now();
  const take = (message: LoadMessage<Result>) => {
    if (message.type === "failed") fail(message.message);
    else if (message.type === "started") {
      if (sameClock(message.at, { posted, received: now() })) started.resolve();
      else fail("the machine's clock was set while it began; run it again");
    } else if (message.type === "stopped") {
      stopped.resolve(message.result);
      ended.resolve("");
    } else onReport(message);
  };
  let silence = 0;
  worker.onmessage = ({ data }: MessageEvent<LoadMessage<Result>>) => {
    silence = 0;
    try {
      take(data);
    } catch (error) {
      reject(error as Error);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  post({ type: "start", plan, thread, ahead: clockAhead() });
  return {
    started: started.promise,
    ended: ended.promise,
    async stop() {
      post({ type: "stop" });
      silence = 0;
      // Counts turns of this thread: one that was suspended itself has not waited.
      const timer = setInterval(() => {
        if (++silence > maxSilence) {
          fail(
            `its thread has reported nothing for ${maxSilence} s: what it runs never gives way to others`,
          );
        }
      }, 1000);
      try {
        return await stopped.promise;
      } finally {
        clearInterval(timer);
        worker.terminate();
      }
    },
  };
}

/** True if a worker started between our command and its message; otherwise its clock differs from ours. */
function sameClock(
  at: number,
  { posted, received }: { readonly posted: number; readonly received: number },
): boolean {
  return at >= posted - CLOCK_TOLERANCE_MS &&
    at <= received + CLOCK_TOLERANCE_MS;
}
