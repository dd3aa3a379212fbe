/** Queries Prometheus as users of dashboards do (`query_worker.ts`). */
import type { LoadHandle, LoadReceivers } from "../../lab/load/load_handle.ts";
import { startWorkerLoad } from "../../lab/load/worker_load.ts";
import type { QueryPlan } from "./query_plan.ts";

/**
 * Starts the load once its worker runs: the first query of each kind is due then. A big query is a `miss` until its
 * metric was scraped twice. Emits operations of the kinds `incremental` and `big`.
 */
export function startQueryLoad(
  plan: QueryPlan,
  receivers: LoadReceivers,
): LoadHandle<unknown> {
  return startWorkerLoad(new URL("./query_worker.ts", import.meta.url), plan, {
    ...receivers,
    name: "the query load",
    driver: "queries",
    threads: ["queries"],
  });
}
