/** Entry of the Deno worker in which the users of a Prometheus live. */
import type { QueryPlan } from "./query_plan.ts";
import { QueryUsers } from "./query_users.ts";
import { serveLoad } from "../../lab/load/worker_load_entry.ts";

serveLoad((plan: QueryPlan) => new QueryUsers(plan));
