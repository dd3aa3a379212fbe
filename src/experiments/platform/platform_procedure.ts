/** Procedure of all experiments on container platforms, each of which adds a protocol of its own. */
import {
  type Capability,
  missingCapability,
} from "../../lab/plan/capability.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import type { Procedure } from "../../lab/run/procedure.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type {
  Platform,
  PlatformSystem,
} from "../../systems/platform/platform.ts";
import { pushMix } from "../../systems/platform/push_mix.ts";
import { toInstanceSampler } from "./instances/instance_sampler.ts";
import { trackInstances } from "./instances/instance_tracker.ts";
import { watchPlatform } from "./instances/watch_platform.ts";
import { recordLoggedStages } from "./logged_stages.ts";
import {
  beginPhase,
  type PlatformContext,
  type PlatformRun,
  readSamples,
} from "./platform_run.ts";
import { platformSettings, type PlatformValues } from "./platform_settings.ts";

/** What an experiment does on a platform. */
export interface PlatformProtocol {
  /** Estimates the seconds of its phases, in the platform's time. Throws `UsageError` if values contradict each other. */
  estimate(values: PlatformValues): number;
  /** Estimates the number of its instances or tasks. */
  size(values: PlatformValues): number;
  /** Returns what it asks of the platform beyond what its experiment requires. */
  needs(values: PlatformValues): readonly Capability[];
  /** Whether stages of instances and tasks are those that the platform's log tells, where it has one. */
  readonly readsLog: boolean;
  /** Makes the phases up to `cool_down`. */
  phases(run: PlatformRun): Promise<void>;
}

/** Seconds to connect to a platform, and to remove what was pushed. */
const START_AND_STOP_S = 30;

/** Seconds of a push: 31 to 47 on the Diego of 2015 (diego-performance-app). */
const PUSH_S = 40;

/**
 * Seconds of a processor that simulations took: each run, each instance and its records, each hour of the loops, and each
 * hour of an instance, most of all of those that crash.
 */
const SIMULATION_S = {
  run: 0.7,
  instance: 0.0002,
  hour: 0.008,
  instanceHour: 5e-7,
} as const;

/** Returns the procedure of a protocol: it starts the platform, follows its instances, and records both in its time. */
export function toPlatformProcedure(protocol: PlatformProtocol): Procedure {
  return defineProcedure({
    settings: platformSettings,
    estimate: (values) => START_AND_STOP_S + protocol.estimate(values),
    estimateSimulation(values) {
      const { run, instance, hour, instanceHour } = SIMULATION_S;
      const hours = protocol.estimate(values) / 3600;
      const size = protocol.size(values);
      return run + size * instance + hours * (hour + size * instanceHour);
    },
    async setUp(context) {
      const run = await startRun(context, protocol);
      return {
        system_version: run.platform.version,
        loads: [],
        async phases() {
          await protocol.phases(run);
          beginPhase(run, "cool_down");
          readSamples(run);
          if (run.readsLog) await recordLoggedStages(run);
        },
      };
    },
  });
}

/** Number of instances of a filled platform. */
export function mixSize({ cells, fill }: PlatformValues): number {
  const perCell = pushMix.reduce(
    (sum, { appsPerCell, instances }) => sum + appsPerCell * instances,
    0,
  );
  return Math.ceil(perCell * cells * fill);
}

/** Estimates the seconds to fill a platform. */
export function estimateFill(
  { cells, fill, parallel, settle }: PlatformValues,
): number {
  const perCell = pushMix.reduce(
    (sum, { appsPerCell }) => sum + appsPerCell,
    0,
  );
  const inFlight = Math.max(1, Math.round(parallel * cells));
  return PUSH_S * (1 + Math.ceil(perCell * cells * fill / inFlight)) + settle;
}

async function startRun(
  context: PlatformContext,
  protocol: PlatformProtocol,
): Promise<PlatformRun> {
  const { values, recorder, receivers, owned, processes, signal } = context;
  const { run_id } = recorder;
  const system = toPlatformSystem(context.system);
  const missing = missingCapability(system, protocol.needs(values));
  if (missing !== "") throw new UnavailableError(`Cannot run as ${missing}`);
  context.onProgress("set up", `${values.cells} cells of ${system.name}`);
  const platform = owned.use(
    await system.start({
      ...{ cells: values.cells, seed: context.seed, processes, signal },
      ...{ cellMemory: values.cell_memory, cellDisk: values.cell_disk },
      ...{ startedAt: Math.ceil(now()), logs: protocol.readsLog },
      settings: context.systemSettings,
    }),
  );
  requireAbilities(platform, system, protocol.needs(values));
  context.watchExits(processes.processes);
  const { clock, remarks } = platform;
  if (clock.isVirtual) recorder.useClock(() => clock.now());
  for (const remark of remarks) recorder.event("remark", system.name, remark);
  const tracker = trackInstances({
    ...{ run_id, onOperations: receivers.onOperations },
    onStages: (rows) => recorder.append("stages", rows),
  });
  owned.defer(() => tracker.close());
  owned.use(watchPlatform({
    ...{ ...receivers, run_id, platform, tracker, poll: values.poll },
  }));
  const sampler = toInstanceSampler({
    ...{ run_id, clock, tracker, onSamples: receivers.onSamples },
  });
  const names = { apps: new Map(), tasks: new Map() };
  const readsLog = protocol.readsLog && platform.logs !== null;
  return { context, platform, tracker, sampler, names, readsLog };
}

/** What a started platform must have for a capability: one that runs already may have less than its system. */
const abilities: Partial<Record<Capability, keyof Platform>> = {
  "run-tasks": "runTasks",
  "kill-cells": "killCells",
  "cut-store": "cutStore",
  "wipe-store": "wipeStore",
};

/** Throws `UnavailableError` for the first ability that a platform lacks. */
function requireAbilities(
  platform: Platform,
  { name }: Pick<System, "name">,
  needed: readonly Capability[],
): void {
  const missing = needed.filter((capability) => {
    const ability = abilities[capability];
    return ability !== undefined && platform[ability] === null;
  });
  if (missing.length === 0) return;
  throw new UnavailableError(
    `Cannot run as ${missingCapability({ name, can: [] }, missing)} here`,
  );
}

/** Throws TypeError if the system is no container platform, which is an error of the registry of experiments. */
function toPlatformSystem(system: System): PlatformSystem {
  if ("start" in system && system.can.includes("push-apps")) {
    return system as PlatformSystem;
  }
  throw new TypeError(
    `Cannot push applications as ${system.name} is no container platform`,
  );
}
