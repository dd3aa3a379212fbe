/**
 * Drives a key-value load: threads with a share of the workers each (`load_thread.ts`) return their attempts in
 * batches, which become rows. The calling thread records, so that recording does not delay requests.
 */
import type { Event, Operation, Sample } from "../../record/mod.ts";
import {
  type Pacing,
  toGeneratorSamples,
} from "../../lab/load/generator_health.ts";
import { toOperations } from "./operation_batch.ts";
import {
  emitLoadEvents,
  GaugeCollector,
  joinLifecycles,
  type LoadLifecycle,
  toStandStills,
} from "../../lab/load/load_events.ts";
import type { LoadTask, LoadThreadMessage } from "./thread_messages.ts";
import type { LoadPlan } from "./load_plan.ts";
import { startWorkerThread } from "../../lab/load/worker_thread.ts";
import type { KeyHistory } from "./write_history.ts";

/** Subject of the load's events. */
const DRIVER = "generator";

export interface KeyValueLoadOptions {
  /** Gets attempts that have ended, about four times a second. */
  readonly onOperations: (operations: readonly Operation[]) => void;
  /** Gets samples of the generator itself, once a second. */
  readonly onSamples: (samples: readonly Sample[]) => void;
  /**
   * Gets `load_started`, `load_ended` and `stand_still`; the subject is `generator` or one of its threads,
   * `generator-0`.
   */
  readonly onEvents: (events: readonly Event[]) => void;
}

/** A running load; it must be stopped or disposed of. */
export interface KeyValueLoad extends AsyncDisposable, LoadLifecycle {
  /** Returns counts of the attempts that ended in the last whole second that was reported. */
  live(): { readonly ok: number; readonly failed: number };
  /** Returns how an open loop has kept its schedule so far; arrivals count once an attempt has ended after them. */
  pacing(): Pacing;
  /** Keys with an acknowledged write; complete once the load is stopped. */
  readonly acknowledged: readonly KeyHistory[];
  /**
   * Starts nothing more, and waits for attempts in flight. Throws errors of threads and callbacks once all threads have
   * ended.
   */
  stop(): Promise<void>;
}

/**
 * Starts a load, which runs once `started` resolves. Uses fewer threads than planned if one would have no key, or
 * in an open loop no worker for some node. Throws RangeError for an open loop with fewer workers than nodes.
 */
export function startKeyValueLoad(
  requested: LoadPlan,
  options: KeyValueLoadOptions,
): KeyValueLoad {
  const { onOperations, onSamples, onEvents } = options;
  const { run_id, endpoints } = requested;
  const plan = { ...requested, threads: toThreads(requested) };
  const nodes = endpoints.map(({ name }) => name);
  const gauges = new GaugeCollector();
  const acknowledged: KeyHistory[] = [];
  let pacing: Pacing = { arrivals: 0, late: 0 };
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(run_id, gauges.collect()));
  }, 1000);

  function receive(message: LoadThreadMessage, thread: number): void {
    if (message.type === "gauge") {
      const subject = `${DRIVER}-${thread}`;
      gauges.add(subject, message);
      const events = toStandStills(run_id, { subject, seconds: message.lag });
      if (events.length > 0) onEvents(events);
    }
    if (message.type === "stopped") {
      for (const key of message.acknowledged) acknowledged.push(key);
    }
    if (message.type === "batch") {
      pacing = {
        arrivals: pacing.arrivals + message.pacing.arrivals,
        late: pacing.late + message.pacing.late,
      };
      const operations = toOperations(message.batch, { run_id, nodes });
      for (const { outcome } of operations) {
        counts[outcome === "ok" ? "ok" : "failed"]++;
      }
      onOperations(operations);
    }
  }

  const threads = Array.from(
    { length: plan.threads },
    (_, thread) => {
      const task: LoadTask = { plan, thread };
      return startWorkerThread(startWorker(), task, {
        name: "the load generator",
        onMessage: (message: LoadThreadMessage) => receive(message, thread),
      });
    },
  );
  const lifecycle = joinLifecycles(threads);
  emitLoadEvents(lifecycle, { run_id, driver: DRIVER, onEvents });
  async function end(): Promise<void> {
    const ends = await Promise.allSettled(threads.map(({ stop }) => stop()));
    clearInterval(eachSecond);
    const failed = ends.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }
  let stopping: Promise<void> | null = null;
  const stop = () => stopping ??= end();
  return {
    ...lifecycle,
    live: () => live,
    pacing: () => pacing,
    acknowledged,
    stop,
    // stop() already reported the rejection, or another error is being thrown, which must not be hidden.
    [Symbol.asyncDispose]: () => stop().catch(() => {}),
  };
}

/** Returns the planned threads, or fewer if one would have no key or, in an open loop, no worker for some node. */
function toThreads(plan: LoadPlan): number {
  const { threads, workers, keys, loop } = plan;
  const max = loop === "closed" ? workers : workers / countTargets(plan);
  if (max >= 1) return Math.min(threads, Math.floor(max), keys);
  throw new RangeError(
    `Cannot drive an open loop as it needs at least one worker per node: current value is ${workers}`,
  );
}

/** Returns the number of nodes that get requests. */
function countTargets({ policy, endpoints }: LoadPlan): number {
  return policy === "first" ? 1 : endpoints.length;
}

function startWorker(): Worker {
  const url = new URL("./load_worker.ts", import.meta.url);
  return new Worker(url, { type: "module" });
}
