/** One thread of the load generator: drives its share of the workers in a closed or an open loop. */
import { seededRandom } from "../../statistics/basics/random.ts";
import { toInterarrivalTimes } from "../../lab/load/arrivals.ts";
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { driveClosedLoop } from "../../lab/load/closed_loop.ts";
import {
  LATE_THRESHOLD_S,
  type Pacing,
} from "../../lab/load/generator_health.ts";
import type { TimedAttempt } from "./operation_batch.ts";
import type { LoadPlan } from "./load_plan.ts";
import { driveOpenLoop } from "../../lab/load/open_loop.ts";
import { Pacer } from "../../lab/timing/pacer.ts";
import { type KeyValueRequest, RequestMix } from "./request_mix.ts";
import { toEpoch } from "../../lab/timing/wall_clock.ts";
import type { KeyHistory } from "./write_history.ts";

/** A connection. */
interface Worker {
  /** Index among all workers of the plan. */
  readonly index: number;
  /** Index of its endpoint. */
  readonly node: number;
  readonly client: Client;
  /** Attempts so far. */
  serial: number;
}

/** Drives load from its construction until it is stopped, and collects the attempts that have ended. */
export class LoadThread {
  readonly #random: () => number;
  readonly #requests: RequestMix;
  readonly #workers: readonly Worker[];
  readonly #pacer = new Pacer();
  /** Resolves when it was stopped and nothing is in flight; rejects if the load cannot be driven. */
  readonly done: Promise<unknown>;
  #entries: TimedAttempt[] = [];
  #inFlight = 0;
  #pacingError = 0;
  #arrivals = 0;
  #late = 0;

  constructor(plan: LoadPlan, { thread }: { readonly thread: number }) {
    // Spreads seeds, as the first outputs of adjacent seeds correlate.
    const seed = Math.imul(plan.seed * 1009 + thread + 1, 0x9e3779b1);
    this.#random = seededRandom(seed);
    this.#requests = new RequestMix(plan, { thread, random: this.#random });
    this.#workers = toWorkers(plan, thread);
    this.done = plan.loop === "closed"
      ? Promise.all(this.#workers.map((worker) => this.#driveClosed(worker)))
      : this.#driveOpen(plan);
    // stop() throws it as well.
    this.done.catch(() => {});
  }

  /** Returns the attempts that ended since the last call. */
  take(): TimedAttempt[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /** Returns the counts of arrivals since the last call. */
  takePacing(): Pacing {
    const pacing = { arrivals: this.#arrivals, late: this.#late };
    this.#arrivals = this.#late = 0;
    return pacing;
  }

  /** Returns the attempts in flight, and the largest delay of an arrival since the last call, in seconds. */
  gauge(): { readonly inFlight: number; readonly pacingError: number } {
    const pacingError = this.#pacingError;
    this.#pacingError = 0;
    return { inFlight: this.#inFlight, pacingError };
  }

  /** Keys with an acknowledged write; complete once the thread is stopped. */
  get acknowledged(): KeyHistory[] {
    return this.#requests.acknowledged;
  }

  /**
   * Starts nothing more, and waits for attempts in flight, at most for their timeout. Throws RangeError if the rate
   * of an open loop is not above 0.
   */
  async stop(): Promise<void> {
    this.#pacer.stop();
    try {
      await this.done;
    } finally {
      for (const { client } of this.#workers) client.close();
    }
  }

  #driveClosed(worker: Worker): Promise<void> {
    return driveClosedLoop(
      (start) => this.#make(worker, this.#requests.next(), start),
      this.#pacer,
    );
  }

  async #driveOpen({ loop, rate, threads }: LoadPlan): Promise<void> {
    const nodes = [...Map.groupBy(this.#workers, ({ node }) => node).values()];
    const waiting = await driveOpenLoop(nodes, {
      pacer: this.#pacer,
      gap: toInterarrivalTimes(loop, rate / threads, this.#random),
      make: (worker, due) => this.#make(worker, this.#requests.next(), due),
      onArrival: (lateMs) => this.#recordArrival(lateMs / 1000),
    });
    for (const [i, workers] of nodes.entries()) {
      this.#recordUnfinished(workers, waiting[i] ?? []);
    }
  }

  #recordArrival(lateSeconds: number): void {
    this.#arrivals++;
    if (lateSeconds > LATE_THRESHOLD_S) this.#late++;
    this.#pacingError = Math.max(this.#pacingError, lateSeconds);
  }

  async #make(
    worker: Worker,
    request: KeyValueRequest,
    start: number,
  ): Promise<Attempt> {
    this.#inFlight++;
    const attempt = await this.#requests.make(request, worker.client);
    this.#inFlight--;
    this.#record(worker, request, { start, attempt });
    return attempt;
  }

  /** Records the arrivals at a node that never got a worker, assigned to its workers in turn. */
  #recordUnfinished(
    workers: readonly Worker[],
    waiting: readonly number[],
  ): void {
    const attempt: Attempt = {
      outcome: "unfinished",
      error: "no connection was free before the end",
      code: "",
      bytes: 0,
    };
    for (const [i, start] of waiting.entries()) {
      const worker = workers[i % workers.length];
      const request = this.#requests.next();
      if (worker) this.#record(worker, request, { start, attempt });
    }
  }

  /** `start` is in ms of `performance.now()`. */
  #record(worker: Worker, { kind }: KeyValueRequest, { start, attempt }: {
    readonly start: number;
    readonly attempt: Attempt;
  }): void {
    this.#entries.push({
      worker: worker.index,
      serial: worker.serial++,
      node: worker.node,
      kind,
      started: toEpoch(start),
      duration: (performance.now() - start) / 1000,
      ...attempt,
    });
  }
}

/** Returns the thread's share of the workers; consecutive ones, so that they cover as many nodes as possible. */
function toWorkers(plan: LoadPlan, thread: number): Worker[] {
  const { workers, threads } = plan;
  const from = Math.floor(workers * thread / threads);
  const to = Math.floor(workers * (thread + 1) / threads);
  return Array.from({ length: to - from }, (_, i) => toWorker(plan, from + i));
}

function toWorker(
  { endpoints, policy, client, timeout }: LoadPlan,
  index: number,
): Worker {
  const node = policy === "first" ? 0 : index % endpoints.length;
  const endpoint = endpoints[node];
  if (!endpoint) throw new TypeError("Cannot drive load as there is no node");
  return {
    index,
    node,
    client: connectClient(client, endpoint, { timeout }),
    serial: 0,
  };
}
