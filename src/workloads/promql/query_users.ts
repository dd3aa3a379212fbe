/**
 * Simulated users of Prometheus: each sends a query when it is due, or once its previous query of that kind has
 * ended.
 */
import type { Operation } from "../../record/mod.ts";
import { seededRandom } from "../../statistics/basics/random.ts";
import { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { QueryClient } from "./query_client.ts";
import type { QueryPlan } from "./query_plan.ts";
import { toBigQuery, toIncrementalQuery } from "./promql.ts";
import { type ScheduledQuery, scheduleQueries } from "./query_schedule.ts";
import type { ServedLoad } from "../../lab/load/worker_load_entry.ts";

/** Queries of one kind and one user, which are sequential. */
interface QuerySequence {
  /** Resolves when all queries that were due so far have ended. */
  last: Promise<void>;
  /** End of the last query in ms of `performance.now()`. */
  free: number;
  count: number;
}

/** Sends queries from its construction until it is stopped. */
export class QueryUsers implements ServedLoad {
  readonly #plan: QueryPlan;
  readonly #client: QueryClient;
  readonly #random: () => number;
  readonly #operations = new ScheduledOperations();
  readonly #sequences = new Map<string, QuerySequence>();
  readonly done: Promise<void>;

  /** Throws RangeError for a plan without metrics. */
  constructor(plan: QueryPlan) {
    if (plan.metrics.length === 0) {
      throw new RangeError("Cannot query as there is no metric to ask for");
    }
    this.#plan = plan;
    this.#client = new QueryClient(plan);
    // Spreads seeds, as the first outputs of adjacent seeds correlate.
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

  /** Starts nothing more, and waits for queries in flight, at most for their timeout. */
  async stop(): Promise<void> {
    this.#operations.stop();
    try {
      await this.done;
    } finally {
      this.#client[Symbol.dispose]();
    }
  }

  async #drive(): Promise<void> {
    const start = performance.now();
    for (const query of scheduleQueries(this.#plan, this.#random)) {
      const due = start + 1000 * query.after;
      if (!await this.#operations.until(due)) break;
      this.#enqueue(query, due);
    }
    const sequences = [...this.#sequences.values()];
    await Promise.all(sequences.map(({ last }) => last));
  }

  #enqueue(query: ScheduledQuery, due: number): void {
    const sequence = this.#sequenceOf(query);
    const promql = this.#nextPromql(query);
    const identity = {
      run_id: this.#plan.run_id,
      operation_id: `${query.kind}-${query.user}-${sequence.count++}`,
      kind: query.kind,
      subject: "prometheus",
      worker: `u${query.user}`,
    };
    sequence.last = sequence.last.then(async () => {
      const earliest = Math.max(due, sequence.free);
      await this.#operations.make(
        identity,
        { due, earliest },
        () => this.#client.query(promql),
      );
      sequence.free = performance.now();
    });
  }

  #sequenceOf({ kind, user }: ScheduledQuery): QuerySequence {
    const name = `${kind}-${user}`;
    const sequence = this.#sequences.get(name) ??
      { last: Promise.resolve(), free: -Infinity, count: 0 };
    this.#sequences.set(name, sequence);
    return sequence;
  }

  #nextPromql({ kind }: ScheduledQuery): string {
    const { metrics, big_points, scrape_interval } = this.#plan;
    if (kind === "big") return toBigQuery(metrics[0] ?? "", big_points);
    const index = Math.floor(this.#random() * metrics.length);
    return toIncrementalQuery(metrics[index] ?? "", scrape_interval);
  }
}
