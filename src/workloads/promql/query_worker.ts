/**
 * Entry of the Deno worker that runs the users of Prometheus: each sends a query when it is due, or once its previous
 * query of that kind has ended.
 */
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { serveLoad } from "../../lab/load/worker_entry.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import { toBigQuery, toIncrementalQuery } from "./promql.ts";
import { QueryClient } from "./query_client.ts";
import type { QueryPlan } from "./query_plan.ts";
import { type ScheduledQuery, scheduleQueries } from "./query_schedule.ts";

/** Queries of one kind and one user, which are sequential. */
interface QuerySequence {
  readonly group: number;
  count: number;
  /** Resolves when all queries that were due so far have ended. */
  last: Promise<void>;
  /** End of the last query in ms of `performance.now()`. */
  free: number;
}

/** Drives the users of the plan. Throws RangeError for a plan without metrics. */
async function driveUsers(
  plan: QueryPlan,
  operations: ScheduledOperations,
): Promise<void> {
  if (plan.metrics.length === 0) {
    throw new RangeError("Cannot query as there is no metric to ask for");
  }
  using client = new QueryClient(plan);
  const random = seededRandom(spreadSeed(plan.seed));
  const sequences = new Map<string, QuerySequence>();
  const start = performance.now();
  for (const query of scheduleQueries(plan, random)) {
    const due = start + 1000 * query.after;
    if (!await operations.until(due)) break;
    const id = `${query.kind}-${query.user}`;
    const sequence = sequences.get(id) ?? toSequence(id, query, operations);
    sequences.set(id, sequence);
    const promql = toPromql(query, plan, random);
    const operation = { group: sequence.group, number: sequence.count++, due };
    sequence.last = sequence.last.then(async () => {
      // Any delay after the previous query is the generator's own.
      operations.arrive(performance.now() - Math.max(due, sequence.free));
      await operations.make(operation, () => client.query(promql));
      sequence.free = performance.now();
    });
  }
  await Promise.all([...sequences.values()].map(({ last }) => last));
}

function toSequence(
  id: string,
  { kind, user }: ScheduledQuery,
  operations: ScheduledOperations,
): QuerySequence {
  const group = operations.addGroup({
    id,
    kind,
    subject: "prometheus",
    worker: `u${user}`,
  });
  return { group, count: 0, last: Promise.resolve(), free: -Infinity };
}

function toPromql(
  { kind }: ScheduledQuery,
  { metrics, big_points, scrape_interval }: QueryPlan,
  random: () => number,
): string {
  if (kind === "big") return toBigQuery(metrics[0] ?? "", big_points);
  const index = Math.floor(random() * metrics.length);
  return toIncrementalQuery(metrics[index] ?? "", scrape_interval);
}

serveLoad(driveUsers);
