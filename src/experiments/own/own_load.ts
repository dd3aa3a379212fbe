/** Starts the load of a run of a user's own experiment: the users of its scenario, or its driver. */
import { Refusals } from "../../lab/load/refusals.ts";
import type { RateStage } from "../../lab/load/rate_profile.ts";
import type { Values } from "../../lab/plan/settings.ts";
import type { Redact } from "../../lab/recording/redact.ts";
import {
  type PhaseLoad,
  type PhaseSteps,
  toPhaseSteps,
} from "../../lab/run/phase_steps.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { counted } from "../../record/mod.ts";
import { toOrigin } from "../../systems/own/node_access.ts";
import type { OwnNodes } from "../../systems/own/own_nodes.ts";
import { startDriverLoad } from "../../workloads/driver/driver_load.ts";
import { workerCount } from "../../workloads/distributed/distributed.ts";
import type { Driver } from "../../workloads/driver/driver.ts";
import type { Scenario } from "../../workloads/scenario/scenario.ts";
import { startScenarioLoad } from "../../workloads/scenario/scenario_load.ts";
import {
  warnOfGoneEndpoints,
  warnOfLateness,
} from "../cluster/load_warnings.ts";
import type { OwnContext } from "./own_nodes.ts";

/** The load of a run. It ends with what owns the run. */
export interface OwnLoad {
  /** Loads of our own threads, which the terminal shows. */
  readonly loads: readonly PhaseLoad[];
  /** Returns the steps of its phases, in place of those given. */
  steps(given: PhaseSteps): PhaseSteps;
  /** Makes the phase `measure`, and warns of what makes its figures doubtful. */
  measure(steps: PhaseSteps, seconds: number): Promise<void>;
}

export interface OwnLoadOptions {
  readonly cluster: OwnNodes;
  /** Values of all placeholders but secrets. */
  readonly all: Values;
  readonly secrets: Readonly<Record<string, string>>;
  /** Texts that are never recorded: the values of secrets, and those that are written in the file. */
  readonly hidden: readonly string[];
}

/** Starts users, which import the functions of journeys from `module`. */
export function startUsers(
  scenario: Scenario,
  { module, stages, cluster, all, secrets, hidden }: OwnLoadOptions & {
    readonly module: string;
    /** Of the profile; empty for a steady rate. */
    readonly stages: readonly RateStage[];
  },
  { values, recorder, receivers, owned, seed }: OwnContext,
): OwnLoad {
  const refusals = new Refusals();
  const load = owned.use(startScenarioLoad({
    ...values,
    run_id: recorder.run_id,
    ...{ scenario, module, stages, seed, access: cluster.access },
    endpoints: cluster.nodes.map(({ endpoint }) => endpoint),
    values: { ...all, ...secrets },
    secrets: hidden,
  }, {
    ...receivers,
    onOperations(rows) {
      refusals.add(rows, now());
      receivers.onOperations(rows);
    },
  }));
  return {
    loads: [load],
    steps: (given) => given,
    async measure({ runPhase }, seconds) {
      const before = load.pacing();
      await runPhase("measure", seconds);
      warnOfLateness(before, load.pacing(), recorder);
      warnOfGoneEndpoints(cluster, refusals, recorder);
    },
  };
}

/** Starts another tool, whose failure ends the run at once. `seconds` is the time until the end of what is measured. */
export async function startDriver(
  driver: Driver,
  { seconds, redact, cluster, all, secrets }: OwnLoadOptions & {
    readonly seconds: number;
    readonly redact: Redact;
  },
  { recorder, receivers, owned, processes, ...context }: OwnContext,
): Promise<OwnLoad> {
  const { signal, onProgress, onNotice } = context;
  if (driver.distributed !== null) {
    const workers = workerCount(driver.distributed);
    onProgress("set up", `waiting for ${counted(workers, "worker")} of Locust`);
  }
  const failing = new AbortController();
  const fail = (reason: string) => failing.abort(new Error(reason));
  const load = owned.use(
    await startDriverLoad({
      ...{ run_id: recorder.run_id, driver, seconds },
      endpoints: cluster.nodes.map(({ endpoint }) => endpoint),
      origins: cluster.nodes.map((node) => toOrigin(node, cluster.access)),
      values: { ...all, ...secrets },
    }, {
      ...receivers,
      ...{ processes, redact, signal, onNotice, onFailure: fail },
      append: (table, rows) => recorder.append(table, rows),
    }),
  );
  void load.ended.then((problem) => {
    if (problem !== "") fail(problem);
  });
  const steps = toPhaseSteps([], {
    recorder,
    onProgress,
    signal: AbortSignal.any([signal, failing.signal]),
  });
  return {
    loads: [],
    steps: () => ({
      ...steps,
      coolDown(seconds, afterLoad) {
        onProgress("cool down", "importing the results of the driver");
        return steps.coolDown(seconds, async () => {
          await load.stop();
          await afterLoad();
        });
      },
    }),
    async measure({ runPhase }, seconds) {
      onProgress("measure", `${driver.command[0]} drives the load`);
      await runPhase("measure", seconds);
    },
  };
}
