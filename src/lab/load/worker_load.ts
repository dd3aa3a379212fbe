/** Load that a Deno worker drives (`worker_load_entry.ts`), and whose operations and gauges come back to the thread that records. */
import { toGeneratorSamples } from "./generator_health.ts";
import {
  type Course,
  Gauges,
  tellCourse,
  toStandStills,
} from "./load_events.ts";
import type { Gauge } from "./generator_health.ts";
import { startThread } from "./worker_thread.ts";
import type { Event, Operation, Sample } from "../../record/mod.ts";

/** What such a worker says. */
export type FromLoadWorker =
  | { readonly type: "operations"; readonly operations: readonly Operation[] }
  | { readonly type: "gauge" } & Gauge
  | { readonly type: "begun" | "stopped" };

export interface LoadInWorkerOptions {
  /** What it is, as it reads before `failed`. */
  readonly name: string;
  /** Subject of its events. */
  readonly driver: string;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
  /** `load_started`, `load_ended`, and `stand_still` of its worker. */
  readonly onEvents: (events: readonly Event[]) => void;
}

/** Load under way; stop it, or dispose of it. */
export interface LoadInWorker extends AsyncDisposable, Course {
  /** Operations that ended in the last whole second, by whether they succeeded. */
  live(): { readonly ok: number; readonly failed: number };
  /**
   * Starts nothing more, and waits for what is under way: the time-out at most. What was due and never sent is `unfinished`.
   * Throws what the worker or a callback threw.
   */
  stop(): Promise<void>;
}

/** Begins as soon as the worker runs, which `begun` tells. */
export function startLoadInWorker(
  worker: Worker,
  plan: { readonly run_id: string },
  { name, driver, onOperations, onSamples, onEvents }: LoadInWorkerOptions,
): LoadInWorker {
  const { run_id } = plan;
  const gauges = new Gauges();
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(run_id, gauges.look()));
  }, 1000);

  function receive(message: FromLoadWorker): void {
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

  const thread = startThread(worker, plan, { name, onMessage: receive });
  tellCourse(thread, { run_id, driver, onEvents });
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
    begun: thread.begun,
    ended: thread.ended,
    live: () => live,
    stop,
    // What it would throw was thrown by stop(), or it is disposed of because of another error, which must not be hidden.
    [Symbol.asyncDispose]: () => stop().catch(() => {}),
  };
}
