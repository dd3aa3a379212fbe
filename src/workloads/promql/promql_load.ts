/**
 * Querying a Prometheus as people with dashboards do. The users live in a Deno worker of their own (`query_users.ts`);
 * recording happens in the calling thread, so that it does not disturb when queries are sent.
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
 * Begins as soon as its worker runs: the first query of each kind is due then. A big query is a `miss` until its metric was scraped twice.
 * Operations are of the kinds `incremental` and `big`, and come about four times a second; samples of the generator come once
 * a second.
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
