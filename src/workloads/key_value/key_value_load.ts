/**
 * Driving load: threads that each have a share of the workers (`load_thread.ts`), whose attempts come back in batches and
 * become rows. Recording happens in the calling thread, so that it does not disturb when requests are sent.
 */
import type { Event, Operation, Sample } from "../../record/mod.ts";
import { type Pacing, toGeneratorSamples } from "../../lab/load/generator_health.ts";
import { toOperations } from "./operation_batch.ts";
import {
  type Course,
  Gauges,
  joinCourses,
  tellCourse,
  toStandStills,
} from "../../lab/load/load_events.ts";
import type { FromThread, LoadTask } from "./thread_messages.ts";
import type { LoadPlan } from "./load_plan.ts";
import { startThread } from "../../lab/load/worker_thread.ts";
import type { Written } from "./write_history.ts";

/** Subject of its events. */
const DRIVER = "generator";

export interface LoadOptions {
  /** Attempts that have ended, about four times a second. */
  readonly onOperations: (operations: readonly Operation[]) => void;
  /** What the generator itself took, once a second. */
  readonly onSamples: (samples: readonly Sample[]) => void;
  /** `load_started`, `load_ended` and `stand_still`, whose subjects are `generator` and its threads, `generator-0`. */
  readonly onEvents: (events: readonly Event[]) => void;
}

/** Load under way; stop it, or dispose of it. */
export interface Load extends AsyncDisposable, Course {
  /** Attempts that ended in the last whole second that was reported, by whether they succeeded. */
  live(): { readonly ok: number; readonly failed: number };
  /** How an open loop has kept to its schedule so far, as far as attempts have ended since. */
  pacing(): Pacing;
  /** Keys of which a write was acknowledged; complete once it is stopped. */
  readonly acknowledged: readonly Written[];
  /** Starts no more, and waits for what is under way. Throws what a thread or a callback threw, when all threads have ended. */
  stop(): Promise<void>;
}

/**
 * Begins as soon as its threads run: `begun` tells when all do. A thread that had no key, or no worker for one of its nodes, would have nothing to do there: there are
 * fewer threads then. Throws RangeError for an open loop with fewer workers than nodes.
 */
export function startLoad(asked: LoadPlan, options: LoadOptions): Load {
  const { onOperations, onSamples, onEvents } = options;
  const { run_id, endpoints } = asked;
  const plan = { ...asked, threads: toThreads(asked) };
  const nodes = endpoints.map(({ name }) => name);
  const gauges = new Gauges();
  const acknowledged: Written[] = [];
  let pacing: Pacing = { arrivals: 0, late: 0 };
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(run_id, gauges.look()));
  }, 1000);

  function receive(message: FromThread, thread: number): void {
    if (message.type === "gauge") {
      const subject = `${DRIVER}-${thread}`;
      gauges.add(subject, message);
      const events = toStandStills(run_id, { subject, seconds: message.lag });
      if (events.length > 0) onEvents(events);
    }
    if (message.type === "stopped") {
      for (const written of message.acknowledged) acknowledged.push(written);
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
      return startThread(startWorker(), task, {
        name: "the load generator",
        onMessage: (message: FromThread) => receive(message, thread),
      });
    },
  );
  const course = joinCourses(threads);
  tellCourse(course, { run_id, driver: DRIVER, onEvents });
  async function end(): Promise<void> {
    const ends = await Promise.allSettled(threads.map(({ stop }) => stop()));
    clearInterval(eachSecond);
    const failed = ends.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }
  let stopping: Promise<void> | null = null;
  const stop = () => stopping ??= end();
  return {
    ...course,
    live: () => live,
    pacing: () => pacing,
    acknowledged,
    stop,
    // What it would throw was thrown by stop(), or it is disposed of because of another error, which must not be hidden.
    [Symbol.asyncDispose]: () => stop().catch(() => {}),
  };
}

/** As many as were asked for, as long as each has a key and, in an open loop, a worker for each node. */
function toThreads(plan: LoadPlan): number {
  const { threads, workers, keys, loop } = plan;
  const most = loop === "closed" ? workers : workers / toAskedNodes(plan);
  if (most >= 1) return Math.min(threads, Math.floor(most), keys);
  throw new RangeError(
    `Cannot drive an open loop as workers must be as many as the nodes at least: current value is ${workers}`,
  );
}

/** Nodes that requests go to. */
function toAskedNodes({ policy, endpoints }: LoadPlan): number {
  return policy === "first" ? 1 : endpoints.length;
}

function startWorker(): Worker {
  const url = new URL("./load_worker.ts", import.meta.url);
  return new Worker(url, { type: "module" });
}
