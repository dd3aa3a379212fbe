/** Entry of the Deno worker that pushes log lines. */
import type { LogPlan } from "./log_plan.ts";
import { LogPushes } from "./log_pushes.ts";
import { serveLoad } from "../../lab/load/worker_load_entry.ts";

serveLoad((plan: LogPlan) => new LogPushes(plan));
