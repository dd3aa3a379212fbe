/** Entry of a Deno worker that drives one thread's share of the users of a scenario. */
import { driveLoop } from "../../lab/load/drive_loop.ts";
import { scaleProfile, toProfileTimes } from "../../lab/load/rate_profile.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { toWorkerIndices } from "../../lab/load/thread_share.ts";
import { type Drive, serveLoadOf } from "../../lab/load/worker_entry.ts";
import { type Redact, toRedactor } from "../../lab/recording/redact.ts";
import { toStepKind } from "../../record/mod.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import { type CompiledScenario, compileScenario } from "./compile_scenario.ts";
import { importFunctions } from "./import_functions.ts";
import { boundHeap, quietThread } from "./quiet_thread.ts";
import type { ScenarioPlan } from "./scenario_plan.ts";
import { User } from "./user.ts";

/** Compiles the scenario, with the functions of its module. */
async function prepare(
  plan: ScenarioPlan,
): Promise<Drive<ScenarioPlan, void>> {
  const redact = toRedactor(plan.secrets);
  const functions = await importFunctions(plan.scenario, plan.module);
  if (functions.size > 0) {
    quietThread(redact);
    boundHeap();
  }
  const scenario = compileScenario(plan.scenario, { functions, redact });
  return (plan, operations, thread) =>
    driveUsers(plan, { operations, thread, scenario, redact });
}

/** Drives the thread's share of the users. Throws RangeError if the rate of an open loop is not above 0. */
async function driveUsers(
  plan: ScenarioPlan,
  { operations, thread, scenario, redact }: {
    readonly operations: ScheduledOperations;
    readonly thread: number;
    readonly scenario: CompiledScenario;
    readonly redact: Redact;
  },
): Promise<void> {
  const { endpoints, tls, timeout } = plan;
  const { data } = plan.scenario;
  const random = seededRandom(spreadSeed(plan.seed * 1009 + thread + 1));
  using stack = new DisposableStack();
  const users = toWorkerIndices(plan, thread).map((index) => {
    const endpoint = endpoints[index % endpoints.length];
    if (!endpoint) throw new TypeError("Cannot drive load as there is no node");
    const groups = scenario.names.map((name) =>
      operations.addGroup({
        id: String(index),
        kind: toStepKind(name),
        subject: endpoint.name,
        worker: `w${index}`,
      })
    );
    const row = data[index % data.length] ?? {};
    const values = { ...plan.values, ...row, user: index };
    return {
      node: endpoint.name,
      user: stack.use(
        new User({
          ...{ scenario, operations, groups, endpoint, tls, timeout },
          ...{ values, random, index, redact },
        }),
      ),
    };
  });
  const nodes = [...Map.groupBy(users, ({ node }) => node).values()];
  const { loop, rate, stages, warmup, threads } = plan;
  const share = 1 / threads;
  await driveLoop(operations, {
    ...{ loop, random, rate: rate * share },
    gap: stages.length === 0
      ? null
      : toProfileTimes(scaleProfile(stages, { share, before: warmup }), {
        loop,
        random,
      }),
    nodes: nodes.map((users) => users.map(({ user }) => user)),
    send: (user, due) => user.visit(due),
  });
}

serveLoadOf(prepare);
