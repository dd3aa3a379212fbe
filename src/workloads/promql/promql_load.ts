/**
 * Queries Prometheus as users of dashboards do. The users run in a separate Deno worker (`query_users.ts`); the
 * calling thread records, so that recording does not delay queries.
 */
import {
  type LoadInWorker,
  type LoadInWorkerOptions,
  startLoadInWorker,
} from "../../lab/load/worker_load.ts";
import type { QueryPlan } from "./query_plan.ts";

export type { QueryPlan } from "./query_plan.ts";
export type QueryLoad = LoadInWorker;

/**
 * Starts the load once its worker runs: the first query of each kind is due then. A big query is a `miss` until its
 * metric was scraped twice. Emits operations of the kinds `incremental` and `big` about four times a second, and
 * samples of the generator once a second.
 */
export function startQueryLoad(
  plan: QueryPlan,
  options: Omit<LoadInWorkerOptions, "name" | "driver">,
): QueryLoad {
  const url = new URL("./query_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  return startLoadInWorker(worker, plan, {
    ...options,
    name: "the query load",
    driver: "queries",
  });
}
