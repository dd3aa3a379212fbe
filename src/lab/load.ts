/**
 * Driving load: threads that each have a share of the workers (`load_thread.ts`), whose attempts come back in batches and
 * become rows. Recording happens in the calling thread, so that it does not disturb when requests are sent.
 */
import type { Operation, Sample } from "../record/mod.ts";
import { type Batch, toOperations } from "./load_batch.ts";
import type { LoadPlan } from "./load_plan.ts";

export type ToThread =
  | { readonly type: "begin"; readonly plan: LoadPlan; readonly thread: number }
  | { readonly type: "stop" };

/** What a thread measures of itself in a second. */
export interface Gauge {
  /** Share of one core. */
  readonly cpu: number;
  /** Seconds that its event loop was late at most. */
  readonly lag: number;
  readonly inFlight: number;
  /** Seconds that it started a request late at most, although a connection was free. */
  readonly pacingError: number;
}

export type FromThread =
  | { readonly type: "batch"; readonly batch: Batch }
  | { readonly type: "gauge" } & Gauge
  | { readonly type: "stopped"; readonly acknowledged: readonly string[] };

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
  /** Starts no more, and waits for what is under way. Throws what a thread threw. */
  stop(): Promise<void>;
}

/** Begins at once. */
export function startLoad(asked: LoadPlan, options: LoadOptions): Load {
  // A thread without a worker would have nothing to do.
  const threadCount = Math.min(asked.threads, asked.workers);
  const plan = { ...asked, threads: threadCount };
  const { onOperations, onSamples } = options;
  const { run_id, endpoints } = plan;
  const nodes = endpoints.map(({ name }) => name);
  const gauges = new Map<number, Gauge>();
  const acknowledged: string[] = [];
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const each = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    if (gauges.size > 0) onSamples(toSamples(run_id, [...gauges.values()]));
  }, 1000);

  const threads = Array.from(
    { length: threadCount },
    (_, thread) => {
      const worker = new Worker(new URL("./load_worker.ts", import.meta.url), {
        type: "module",
      });
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      worker.onmessage = ({ data }: MessageEvent<FromThread>) => {
        if (data.type === "gauge") gauges.set(thread, data);
        else if (data.type === "stopped") {
          acknowledged.push(...data.acknowledged);
          resolve();
        } else {
          const operations = toOperations(data.batch, { run_id, nodes });
          for (const { outcome } of operations) {
            counts[outcome === "ok" ? "ok" : "failed"]++;
          }
          onOperations(operations);
        }
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`the load generator failed: ${event.message}`));
      };
      // Whoever stops the load hears of it; nobody need listen until then.
      promise.catch(() => {});
      const begin: ToThread = { type: "begin", plan, thread };
      worker.postMessage(begin);
      return { worker, stopped: promise };
    },
  );

  let stopping: Promise<void> | null = null;
  const stop = () =>
    stopping ??= (async () => {
      clearInterval(each);
      const message: ToThread = { type: "stop" };
      for (const { worker } of threads) worker.postMessage(message);
      try {
        await Promise.all(threads.map(({ stopped }) => stopped));
      } finally {
        for (const { worker } of threads) worker.terminate();
      }
    })();
  return {
    live: () => live,
    acknowledged,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Sums and maxima over the threads. */
function toSamples(run_id: string, gauges: readonly Gauge[]): Sample[] {
  const at = new Date().toISOString();
  const sum = (of: (gauge: Gauge) => number) =>
    gauges.reduce((total, gauge) => total + of(gauge), 0);
  const most = (of: (gauge: Gauge) => number) =>
    gauges.reduce((largest, gauge) => Math.max(largest, of(gauge)), 0);
  const rows = [
    ["cpu", "1", sum(({ cpu }) => cpu)],
    ["event_loop_lag", "s", most(({ lag }) => lag)],
    ["pacing_error", "s", most(({ pacingError }) => pacingError)],
    ["in_flight", "", sum(({ inFlight }) => inFlight)],
  ] as const;
  return rows.map(([metric, unit, value]) => ({
    run_id,
    source: "generator",
    metric,
    unit,
    at,
    value,
  }));
}
