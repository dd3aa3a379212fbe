/** Load that a Deno worker drives (`serve_load.ts`), and whose operations and gauges come back to the thread that records. */
import { toGeneratorSamples } from "../lab/generator_samples.ts";
import type { Gauge } from "../lab/load_messages.ts";
import { startThread } from "../lab/thread.ts";
import type { Operation, Sample } from "../record/mod.ts";

/** What such a worker says. */
export type FromLoadWorker =
  | { readonly type: "operations"; readonly operations: readonly Operation[] }
  | { readonly type: "gauge" } & Gauge
  | { readonly type: "stopped" };

export interface LoadInWorkerOptions {
  /** What it is, as it reads before `failed`. */
  readonly name: string;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
}

/** Load under way; stop it, or dispose of it. */
export interface LoadInWorker extends AsyncDisposable {
  /** Operations that ended in the last whole second, by whether they succeeded. */
  live(): { readonly ok: number; readonly failed: number };
  /**
   * Starts nothing more, and waits for what is under way: the time-out at most. What was due and never sent is `unfinished`.
   * Throws what the worker or a callback threw.
   */
  stop(): Promise<void>;
}

/** Begins at once. */
export function startLoadInWorker(
  worker: Worker,
  plan: { readonly run_id: string },
  { name, onOperations, onSamples }: LoadInWorkerOptions,
): LoadInWorker {
  let gauge: Gauge | null = null;
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(plan.run_id, gauge === null ? [] : [gauge]));
  }, 1000);

  function receive(message: FromLoadWorker): void {
    if (message.type === "gauge") gauge = message;
    if (message.type !== "operations") return;
    for (const { outcome } of message.operations) {
      counts[outcome === "ok" ? "ok" : "failed"]++;
    }
    onOperations(message.operations);
  }

  const thread = startThread(worker, plan, { name, onMessage: receive });
  async function end(): Promise<void> {
    try {
      await thread.stop();
    } finally {
      clearInterval(eachSecond);
    }
  }
  let stopping: Promise<void> | null = null;
  const stop = () => stopping ??= end();
  return {
    live: () => live,
    stop,
    // Whoever stopped it has heard what was thrown.
    [Symbol.asyncDispose]: () => stopping?.catch(() => {}) ?? stop(),
  };
}
