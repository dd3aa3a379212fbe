/**
 * Driving load: threads that each have a share of the workers (`load_thread.ts`), whose attempts come back in batches and
 * become rows. Recording happens in the calling thread, so that it does not disturb when requests are sent.
 */
import type { Operation, Sample } from "../record/mod.ts";
import { toGeneratorSamples } from "./generator_samples.ts";
import { toOperations } from "./load_batch.ts";
import type { FromThread, Gauge, ToThread } from "./load_messages.ts";
import type { LoadPlan } from "./load_plan.ts";

export interface LoadOptions {
  /** Attempts that have ended, about four times a second. */
  readonly onOperations: (operations: readonly Operation[]) => void;
  /** What the generator itself took, once a second. */
  readonly onSamples: (samples: readonly Sample[]) => void;
}

/** Load under way; stop it, or dispose of it. */
export interface Load extends AsyncDisposable {
  /** Attempts that ended in the last whole second that was reported, by whether they succeeded. */
  live(): { readonly ok: number; readonly failed: number };
  /** Keys whose write was acknowledged; complete once it is stopped. */
  readonly acknowledged: readonly string[];
  /** Starts no more, and waits for what is under way. Throws what a thread or a callback threw, when all threads have ended. */
  stop(): Promise<void>;
}

/** Begins at once. A thread without a worker or a key of its own would have nothing to do: there are none. */
export function startLoad(asked: LoadPlan, options: LoadOptions): Load {
  const { onOperations, onSamples } = options;
  const { run_id, endpoints, workers, keys } = asked;
  const plan = { ...asked, threads: Math.min(asked.threads, workers, keys) };
  const nodes = endpoints.map(({ name }) => name);
  const gauges = new Map<number, Gauge>();
  const acknowledged: string[] = [];
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(run_id, [...gauges.values()]));
  }, 1000);

  function receive(message: FromThread, thread: number): void {
    if (message.type === "gauge") gauges.set(thread, message);
    if (message.type === "stopped") {
      for (const key of message.acknowledged) acknowledged.push(key);
    }
    if (message.type === "batch") {
      const operations = toOperations(message.batch, { run_id, nodes });
      for (const { outcome } of operations) {
        counts[outcome === "ok" ? "ok" : "failed"]++;
      }
      onOperations(operations);
    }
  }

  const threads = Array.from(
    { length: plan.threads },
    (_, thread) =>
      startThread(plan, thread, (message) => receive(message, thread)),
  );
  async function end(): Promise<void> {
    const ends = await Promise.allSettled(threads.map(({ stop }) => stop()));
    clearInterval(eachSecond);
    const failed = ends.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }
  let stopping: Promise<void> | null = null;
  const stop = () => stopping ??= end();
  return {
    live: () => live,
    acknowledged,
    stop,
    // Whoever stopped it has heard what was thrown.
    [Symbol.asyncDispose]: () => stopping?.catch(() => {}) ?? stop(),
  };
}

interface Thread {
  /** Tells it to stop, and waits until it has. Throws what it threw. */
  stop(): Promise<void>;
}

function startThread(
  plan: LoadPlan,
  thread: number,
  onMessage: (message: FromThread) => void,
): Thread {
  const worker = new Worker(new URL("./load_worker.ts", import.meta.url), {
    type: "module",
  });
  const tell = (message: ToThread) => worker.postMessage(message);
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  // Whoever stops the load hears of it; nobody need listen until then.
  ended.catch(() => {});
  const fail = (message: string) =>
    reject(new Error(`the load generator failed: ${message}`));
  worker.onmessage = ({ data }: MessageEvent<FromThread>) => {
    if (data.type === "failed") return fail(data.message);
    try {
      onMessage(data);
      if (data.type === "stopped") resolve();
    } catch (error) {
      reject(error);
    }
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  tell({ type: "begin", plan, thread });
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
