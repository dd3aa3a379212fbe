/** What one thread of the load generator does: its share of the workers, in a closed or an open loop. */
import { seededRandom } from "../../statistics/basics/random.ts";
import { toArrivals } from "../../lab/load/arrivals.ts";
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { driveClosedLoop } from "../../lab/load/closed_loop.ts";
import { LATE, type Pacing } from "../../lab/load/generator_health.ts";
import type { Entry } from "./operation_batch.ts";
import type { LoadPlan } from "./load_plan.ts";
import { driveOpenLoop } from "../../lab/load/open_loop.ts";
import { Pacer } from "../../lab/timing/pacer.ts";
import { type Request, Requests } from "./request_mix.ts";
import { toEpoch } from "../../lab/timing/wall_clock.ts";
import type { Written } from "./write_history.ts";

/** One connection and what it has done. */
interface Worker {
  /** Among all workers of the plan. */
  readonly index: number;
  /** Index of its endpoint. */
  readonly node: number;
  readonly client: Client;
  serial: number;
}

/** Drives load from when it is made until it is stopped. Attempts that have ended wait to be taken. */
export class LoadThread {
  readonly #random: () => number;
  readonly #requests: Requests;
  readonly #workers: readonly Worker[];
  readonly #pacer = new Pacer();
  /** Resolves when it was stopped and nothing is under way, and rejects when load cannot be driven. */
  readonly done: Promise<unknown>;
  #entries: Entry[] = [];
  #inFlight = 0;
  #pacingError = 0;
  #arrivals = 0;
  #late = 0;

  constructor(plan: LoadPlan, { thread }: { readonly thread: number }) {
    // Far apart, as the first numbers of neighbouring seeds are alike.
    const seed = Math.imul(plan.seed * 1009 + thread + 1, 0x9e3779b1);
    this.#random = seededRandom(seed);
    this.#requests = new Requests(plan, { thread, random: this.#random });
    this.#workers = toWorkers(plan, thread);
    this.done = plan.loop === "closed"
      ? Promise.all(this.#workers.map((worker) => this.#driveClosed(worker)))
      : this.#driveOpen(plan);
    // stop() throws it as well.
    this.done.catch(() => {});
  }

  /** Attempts that ended since the last call. */
  take(): Entry[] {
    const entries = this.#entries;
    this.#entries = [];
    return entries;
  }

  /** Arrivals since the last call. */
  takePacing(): Pacing {
    const pacing = { arrivals: this.#arrivals, late: this.#late };
    this.#arrivals = this.#late = 0;
    return pacing;
  }

  /** Attempts under way, and by how many seconds an arrival was noticed late at most, since the last call. */
  gauge(): { readonly inFlight: number; readonly pacingError: number } {
    const pacingError = this.#pacingError;
    this.#pacingError = 0;
    return { inFlight: this.#inFlight, pacingError };
  }

  /** Keys of which a write was acknowledged; complete once it is stopped. */
  get acknowledged(): Written[] {
    return this.#requests.acknowledged;
  }

  /**
   * Starts nothing more, and waits for what is under way; each attempt ends within its time-out. Throws RangeError for a rate
   * that cannot be driven.
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
      (from) => this.#make(worker, this.#requests.next(), from),
      this.#pacer,
    );
  }

  async #driveOpen({ loop, rate, threads }: LoadPlan): Promise<void> {
    const nodes = [...Map.groupBy(this.#workers, ({ node }) => node).values()];
    const waiting = await driveOpenLoop(nodes, {
      pacer: this.#pacer,
      gap: toArrivals(loop, rate / threads, this.#random),
      make: (worker, due) => this.#make(worker, this.#requests.next(), due),
      onArrival: (late) => this.#arrive(late / 1000),
    });
    for (const [i, workers] of nodes.entries()) {
      this.#giveUp(workers, waiting[i] ?? []);
    }
  }

  #arrive(late: number): void {
    this.#arrivals++;
    if (late > LATE) this.#late++;
    this.#pacingError = Math.max(this.#pacingError, late);
  }

  async #make(
    worker: Worker,
    request: Request,
    from: number,
  ): Promise<Attempt> {
    this.#inFlight++;
    const attempt = await this.#requests.make(request, worker.client);
    this.#inFlight--;
    this.#note(worker, request, { from, attempt });
    return attempt;
  }

  /** Notes what was due at a node and never had a worker, as if it had gone to its workers in turn. */
  #giveUp(workers: readonly Worker[], waiting: readonly number[]): void {
    const attempt: Attempt = {
      outcome: "unfinished",
      error: "no connection was free before the end",
      bytes: 0,
    };
    for (const [i, from] of waiting.entries()) {
      const worker = workers[i % workers.length];
      const request = this.#requests.next();
      if (worker) this.#note(worker, request, { from, attempt });
    }
  }

  #note(worker: Worker, { kind }: Request, { from, attempt }: {
    readonly from: number;
    readonly attempt: Attempt;
  }): void {
    this.#entries.push({
      worker: worker.index,
      serial: worker.serial++,
      node: worker.node,
      kind,
      started: toEpoch(from),
      duration: (performance.now() - from) / 1000,
      ...attempt,
    });
  }
}

/** The thread's share of the workers: neighbours, so that they have all the nodes that there are workers for. */
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
