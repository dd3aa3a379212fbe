/** Entry of a Deno worker that drives one thread's share of the users of a scenario. */
import { type Attempt, successful } from "../../lab/clients/attempt.ts";
import { driveLoop } from "../../lab/load/drive_loop.ts";
import {
  rateAt,
  type RateStage,
  scaleProfile,
  toProfileTimes,
} from "../../lab/load/rate_profile.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { toWorkerIndices } from "../../lab/load/thread_share.ts";
import { type Drive, serveLoadOf } from "../../lab/load/worker_entry.ts";
import { type Redact, toRedactor } from "../../lab/recording/redact.ts";
import type { Pacer } from "../../lab/timing/pacer.ts";
import { toStepKind } from "../../record/mod.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import { type CompiledScenario, compileScenario } from "./compile_scenario.ts";
import { dataRows } from "./data_rows.ts";
import { importFunctions } from "./import_functions.ts";
import { boundHeap, quietThread } from "./quiet_thread.ts";
import type { ScenarioPlan } from "./scenario_plan.ts";
import { User } from "./user.ts";

/** Interval at which users that are off look whether they are on. */
const POLL_INTERVAL_MS = 10;

interface IndexedUser {
  readonly user: User;
  /** Among all users. */
  readonly index: number;
}

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
  const { endpoints, access, timeout } = plan;
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
    const values = { ...plan.values, user: index };
    const row = dataRows(data, { user: index, users: plan.workers, random });
    return {
      node: endpoint.name,
      index,
      user: stack.use(
        new User({
          ...{ scenario, operations, groups, endpoint, access, timeout },
          ...{ values, row, random, index, redact },
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
    nodes,
    send: loop === "closed" && stages.length > 0
      ? whileOn(stages, { warmup, pacer: operations.pacer })
      : ({ user }, due) => user.visit(due),
  });
}

/** Returns a function that lets a user of a closed loop go on a journey once the profile has that many users. */
function whileOn(
  stages: readonly RateStage[],
  { warmup, pacer }: { readonly warmup: number; readonly pacer: Pacer },
): (worker: IndexedUser) => Promise<Attempt> {
  const started = performance.now();
  const isOn = (index: number) =>
    index < rateAt(stages, (performance.now() - started) / 1000 - warmup);
  return async ({ user, index }) => {
    while (!isOn(index) && !pacer.stopped) await pacer.sleep(POLL_INTERVAL_MS);
    return pacer.stopped ? successful(0) : await user.visit(performance.now());
  };
}

serveLoadOf(prepare);
