/** The users of a Prometheus: each asks when it is due, or as soon as its last query of the kind has ended. */
import type { Operation } from "../../record/mod.ts";
import { seededRandom } from "../../statistics/basics/random.ts";
import { DueOperations } from "../../lab/load/scheduled_operations.ts";
import { QueryClient } from "./query_client.ts";
import type { QueryPlan } from "./query_plan.ts";
import { toBigQuery, toIncrementalQuery } from "./promql.ts";
import { toTurns, type Turn } from "./query_schedule.ts";
import type { ServedLoad } from "../../lab/load/worker_load_entry.ts";

/** One kind of query of one user, one after the other. */
interface Lane {
  /** Ends when all that was due so far has. */
  last: Promise<void>;
  /** When the last one ended, in milliseconds of `performance.now()`. */
  free: number;
  count: number;
}

/** Asks from when it is made until it is stopped. */
export class QueryUsers implements ServedLoad {
  readonly #plan: QueryPlan;
  readonly #client: QueryClient;
  readonly #random: () => number;
  readonly #operations = new DueOperations();
  readonly #lanes = new Map<string, Lane>();
  readonly done: Promise<void>;

  /** Throws RangeError for a plan without a metric. */
  constructor(plan: QueryPlan) {
    if (plan.metrics.length === 0) {
      throw new RangeError("Cannot query as there is no metric to ask for");
    }
    this.#plan = plan;
    this.#client = new QueryClient(plan);
    // Far apart, as the first numbers of neighbouring seeds are alike.
    this.#random = seededRandom(Math.imul(plan.seed, 0x9e3779b1));
    this.done = this.#drive();
    // stop() throws it as well.
    this.done.catch(() => {});
  }

  take(): Operation[] {
    return this.#operations.take();
  }

  gauge(): ReturnType<ServedLoad["gauge"]> {
    return this.#operations.gauge();
  }

  /** Asks nothing more, and waits for what is under way; each query ends within its time-out. */
  async stop(): Promise<void> {
    this.#operations.stop();
    try {
      await this.done;
    } finally {
      this.#client[Symbol.dispose]();
    }
  }

  async #drive(): Promise<void> {
    const from = performance.now();
    for (const turn of toTurns(this.#plan, this.#random)) {
      const due = from + 1000 * turn.after;
      if (!await this.#operations.until(due)) break;
      this.#queue(turn, due);
    }
    await Promise.all([...this.#lanes.values()].map(({ last }) => last));
  }

  #queue(turn: Turn, due: number): void {
    const lane = this.#laneOf(turn);
    const query = this.#nextQuery(turn);
    const identity = {
      run_id: this.#plan.run_id,
      operation_id: `${turn.kind}-${turn.user}-${lane.count++}`,
      kind: turn.kind,
      subject: "prometheus",
      worker: `u${turn.user}`,
    };
    lane.last = lane.last.then(async () => {
      const possible = Math.max(due, lane.free);
      await this.#operations.make(
        identity,
        { due, possible },
        () => this.#client.ask(query),
      );
      lane.free = performance.now();
    });
  }

  #laneOf({ kind, user }: Turn): Lane {
    const name = `${kind}-${user}`;
    const lane = this.#lanes.get(name) ??
      { last: Promise.resolve(), free: -Infinity, count: 0 };
    this.#lanes.set(name, lane);
    return lane;
  }

  #nextQuery({ kind }: Turn): string {
    const { metrics, big_points, scrape_interval } = this.#plan;
    if (kind === "big") return toBigQuery(metrics[0] ?? "", big_points);
    const index = Math.floor(this.#random() * metrics.length);
    return toIncrementalQuery(metrics[index] ?? "", scrape_interval);
  }
}
