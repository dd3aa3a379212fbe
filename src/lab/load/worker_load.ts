/**
 * A load that a Deno worker drives (`worker_load_entry.ts`); its operations and gauges return to the thread that
 * records.
 */
import { toGeneratorSamples } from "./generator_health.ts";
import {
  emitLoadEvents,
  GaugeCollector,
  type LoadLifecycle,
  toStandStills,
} from "./load_events.ts";
import type { GeneratorGauges } from "./generator_health.ts";
import { startWorkerThread } from "./worker_thread.ts";
import type { Event, Operation, Sample } from "../../record/mod.ts";

export type LoadWorkerMessage =
  | { readonly type: "operations"; readonly operations: readonly Operation[] }
  | { readonly type: "gauge" } & GeneratorGauges
  | { readonly type: "started" | "stopped" };

export interface LoadInWorkerOptions {
  /** Subject of an error message, before `failed`. */
  readonly name: string;
  /** Subject of its events. */
  readonly driver: string;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
  /** `load_started`, `load_ended`, and `stand_still` of its worker. */
  readonly onEvents: (events: readonly Event[]) => void;
}

/** A running load; it must be stopped or disposed of. */
export interface LoadInWorker extends AsyncDisposable, LoadLifecycle {
  /** Returns counts of the operations that ended in the last whole second. */
  live(): { readonly ok: number; readonly failed: number };
  /**
   * Starts nothing more, and waits for operations in flight, at most for their timeout. Operations that were due
   * and not sent are `unfinished`. Throws errors of the worker and of callbacks.
   */
  stop(): Promise<void>;
}

/** Starts a load, which runs once `started` resolves. */
export function startLoadInWorker(
  worker: Worker,
  plan: { readonly run_id: string },
  { name, driver, onOperations, onSamples, onEvents }: LoadInWorkerOptions,
): LoadInWorker {
  const { run_id } = plan;
  const gauges = new GaugeCollector();
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(run_id, gauges.collect()));
  }, 1000);

  function receive(message: LoadWorkerMessage): void {
    if (message.type === "gauge") {
      gauges.add(driver, message);
      const seconds = message.lag;
      const events = toStandStills(run_id, { subject: driver, seconds });
      if (events.length > 0) onEvents(events);
    }
    if (message.type !== "operations") return;
    for (const { outcome } of message.operations) {
      counts[outcome === "ok" ? "ok" : "failed"]++;
    }
    onOperations(message.operations);
  }

  const thread = startWorkerThread(worker, plan, { name, onMessage: receive });
  emitLoadEvents(thread, { run_id, driver, onEvents });
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
    started: thread.started,
    ended: thread.ended,
    live: () => live,
    stop,
    // stop() already reported the rejection, or another error is being thrown, which must not be hidden.
    [Symbol.asyncDispose]: () => stop().catch(() => {}),
  };
}
