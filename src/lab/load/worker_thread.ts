/** Runs a task in a Deno worker, beside the thread that records; `worker_entry.ts` is the worker's side. */
import { clockAhead, now } from "../timing/wall_clock.ts";

/** A message to a worker. */
export type ThreadCommand<Task> =
  | {
    readonly type: "start";
    readonly task: Task;
    /** Milliseconds by which the machine's clock is ahead of the run's; see `adoptClock()`. */
    readonly ahead: number;
  }
  | { readonly type: "stop" };

/** Lifecycle messages of every worker. */
export type ThreadMessage =
  /** The task runs since `at`, in milliseconds since 1970. */
  | { readonly type: "started"; readonly at: number }
  | { readonly type: "stopped" }
  | { readonly type: "failed"; readonly message: string };

/** A worker with a task; it must be stopped. */
export interface WorkerThread {
  /** Resolves when the task runs; rejects with any earlier error. */
  readonly started: Promise<void>;
  /** Resolves when the task has ended, with the error message, which is empty if it was stopped. Never rejects. */
  readonly ended: Promise<string>;
  /** Stops the task and waits for its end. Throws errors of the worker and of `onMessage`. */
  stop(): Promise<void>;
}

export interface WorkerThreadOptions<Message> {
  /** Subject of an error message, before `failed`: `the load generator`. */
  readonly name: string;
  readonly onMessage: (message: Message) => void;
}

/** Tolerance between the clocks of two threads: more than a tick of `Date.now()`. */
const CLOCK_TOLERANCE_MS = 5;

/** Starts a task in a worker. Passes its messages to `onMessage`, except a failure, which rejects the promises. */
export function startWorkerThread<Message extends { readonly type: string }>(
  worker: Worker,
  task: unknown,
  { name, onMessage }: WorkerThreadOptions<Message>,
): WorkerThread {
  const post = (command: ThreadCommand<unknown>) => worker.postMessage(command);
  const started = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
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
  const take = (message: ThreadMessage) => {
    if (message.type === "failed") return fail(message.message);
    if (message.type === "started") {
      if (!sameClock(message.at, { posted, received: now() })) {
        return fail("the machine's clock was set while it began; run it again");
      }
      started.resolve();
    }
    onMessage(message as unknown as Message);
    if (message.type !== "stopped") return;
    stopped.resolve();
    ended.resolve("");
  };
  worker.onmessage = ({ data }: MessageEvent<ThreadMessage>) => {
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
  post({ type: "start", task, ahead: clockAhead() });
  return {
    started: started.promise,
    ended: ended.promise,
    async stop() {
      post({ type: "stop" });
      try {
        await stopped.promise;
      } finally {
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
