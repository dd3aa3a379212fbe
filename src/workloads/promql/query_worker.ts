/** Entry of the Deno worker that runs the users of Prometheus. */
import type { QueryPlan } from "./query_plan.ts";
import { QueryUsers } from "./query_users.ts";
import { serveLoad } from "../../lab/load/worker_load_entry.ts";

serveLoad((plan: QueryPlan) => new QueryUsers(plan));
