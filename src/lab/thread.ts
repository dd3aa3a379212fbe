/** A Deno worker that drives something beside the thread that records; `thread_worker.ts` is its other side. */

/** What a worker is told. */
export type ToThread<Task> =
  | { readonly type: "begin"; readonly task: Task }
  | { readonly type: "stop" };

/** What a worker says last. */
export type ThreadEnd =
  | { readonly type: "stopped" }
  | { readonly type: "failed"; readonly message: string };

/** A worker that has begun; stop it. */
export interface Thread {
  /** Tells it to stop, and waits until it has. Throws what it threw, or what taking its messages threw. */
  stop(): Promise<void>;
}

export interface ThreadOptions<Message> {
  /** What drives, as it reads before `failed`: `the load generator`. */
  readonly name: string;
  readonly onMessage: (message: Message) => void;
}

/** Has a worker begin its task. What it says comes to `onMessage`, its end to who stops it. */
export function startThread<Message extends { readonly type: string }>(
  worker: Worker,
  task: unknown,
  { name, onMessage }: ThreadOptions<Message>,
): Thread {
  const tell = (message: ToThread<unknown>) => worker.postMessage(message);
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // Whoever stops it hears of it; nobody need listen until then.
  ended.catch(() => {});
  const fail = (message: string) =>
    reject(new Error(`${name} failed: ${message}`));
  worker.onmessage = ({ data }: MessageEvent<Message | ThreadEnd>) => {
    if (isFailure(data)) return fail(data.message);
    try {
      onMessage(data as Message);
      if (data.type === "stopped") resolve();
    } catch (error) {
      reject(error);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  tell({ type: "begin", task });
  return {
    async stop() {
      tell({ type: "stop" });
      try {
        await ended;
      } finally {
        worker.terminate();
      }
    },
  };
}

function isFailure(
  message: { readonly type: string },
): message is Extract<ThreadEnd, { readonly type: "failed" }> {
  return message.type === "failed";
}
