/** Drives the load of a scenario: threads with a share of the users each (`scenario_worker.ts`). */
import type { LoadHandle, LoadReceivers } from "../../lab/load/load_handle.ts";
import { startWorkerLoad } from "../../lab/load/worker_load.ts";
import { withoutFunctions } from "./scenario.ts";
import type { ScenarioPlan } from "./scenario_plan.ts";

/**
 * Starts the load, which runs once `started` resolves. Uses fewer threads than planned if one would have no user, or in an
 * open loop no user for some node.
 */
export function startScenarioLoad(
  requested: ScenarioPlan,
  receivers: LoadReceivers,
): LoadHandle<unknown> {
  const { workers, loop, endpoints } = requested;
  const most = loop === "closed" ? workers : workers / endpoints.length;
  const threads = Math.max(1, Math.min(requested.threads, Math.floor(most)));
  return startWorkerLoad(
    new URL("./scenario_worker.ts", import.meta.url),
    {
      ...requested,
      threads,
      scenario: withoutFunctions(requested.scenario),
    },
    {
      ...receivers,
      name: "the load generator",
      driver: "generator",
      threads: Array.from({ length: threads }, (_, i) => `generator-${i}`),
    },
  );
}
