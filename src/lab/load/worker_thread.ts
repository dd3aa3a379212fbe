/** A Deno worker that drives something beside the thread that records; `worker_entry.ts` is its other side. */
import { clockAhead, now } from "../timing/wall_clock.ts";

/** What a worker is told. */
export type ToThread<Task> =
  | {
    readonly type: "begin";
    readonly task: Task;
    /** Milliseconds by which the machine's clock is ahead of the run's; see `adoptClock()`. */
    readonly ahead: number;
  }
  | { readonly type: "stop" };

/** What every worker says of its own course. */
export type ThreadMessage =
  /** It drives since `at`, in milliseconds since 1970. */
  | { readonly type: "begun"; readonly at: number }
  | { readonly type: "stopped" }
  | { readonly type: "failed"; readonly message: string };

/** A worker that was given its task; stop it. */
export interface Thread {
  /** Resolves when it drives. Rejects with what it threw before that. */
  readonly begun: Promise<void>;
  /** Resolves when it drives no more: with the reason, which is empty when it was stopped. Never rejects. */
  readonly ended: Promise<string>;
  /** Tells it to stop, and waits until it has. Throws what it threw, or what taking its messages threw. */
  stop(): Promise<void>;
}

export interface ThreadOptions<Message> {
  /** What drives, as it reads before `failed`: `the load generator`. */
  readonly name: string;
  readonly onMessage: (message: Message) => void;
}

/** Milliseconds by which the clocks of two threads may differ: more than a tick of `Date.now()`. */
const SAME_CLOCK_MS = 5;

/** Has a worker begin its task. All that it says comes to `onMessage`, but for a failure, which its promises tell. */
export function startThread<Message extends { readonly type: string }>(
  worker: Worker,
  task: unknown,
  { name, onMessage }: ThreadOptions<Message>,
): Thread {
  const tell = (message: ToThread<unknown>) => worker.postMessage(message);
  const begun = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  // A failure is thrown by stop(), and by awaiting the begin: nobody has to listen before.
  begun.promise.catch(() => {});
  stopped.promise.catch(() => {});
  const reject = (error: Error) => {
    begun.reject(error);
    stopped.reject(error);
    ended.resolve(error.message);
  };
  const fail = (message: string) =>
    reject(new Error(`${name} failed: ${message}`));
  const posted = now();
  const take = (message: ThreadMessage) => {
    if (message.type === "failed") return fail(message.message);
    if (message.type === "begun") {
      if (!sameClock(message.at, { posted, received: now() })) {
        return fail("the machine's clock was set while it began; run it again");
      }
      begun.resolve();
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
  tell({ type: "begin", task, ahead: clockAhead() });
  return {
    begun: begun.promise,
    ended: ended.promise,
    async stop() {
      tell({ type: "stop" });
      try {
        await stopped.promise;
      } finally {
        worker.terminate();
      }
    },
  };
}

/** A worker says that it began after it was told to, and before we heard of it: if not, its clock is another one. */
function sameClock(
  at: number,
  { posted, received }: { readonly posted: number; readonly received: number },
): boolean {
  return at >= posted - SAME_CLOCK_MS && at <= received + SAME_CLOCK_MS;
}
