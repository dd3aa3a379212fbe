/** Procedure of a user's own experiment: the load of its scenario on its system, and a fault if one is set. */
import {
  parseSchedule,
  requireCapabilities,
  requireInjectable,
  scheduleSeconds,
  type TimedFault,
  toNetworkNeeds,
} from "../../lab/faults/fault_schedule.ts";
import { loopback } from "../../lab/network/network.ts";
import { createNamespaces } from "../../lab/network/network_namespaces.ts";
import type { Values, ValuesOf } from "../../lab/plan/settings.ts";
import { startClusterProbes } from "../../lab/probes/cluster_probes.ts";
import { toRedactor } from "../../lab/recording/redact.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import type { Procedure } from "../../lab/run/procedure.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import type { ScenarioSystem } from "../../systems/own/own_system.ts";
import { startWatches } from "../../systems/own/start_watches.ts";
import { type Scenario, stepsOf } from "../../workloads/scenario/scenario.ts";
import { injectAndHeal } from "../cluster/inject_and_heal.ts";
import { checkValues } from "./check_values.ts";
import type { OwnExperiment } from "./own_experiment.ts";
import { startDriver, startUsers } from "./own_load.ts";
import { limitNodes, recordCommands, recordMachines } from "./own_nodes.ts";
import { ownSettings } from "./own_settings.ts";
import { readSecrets } from "./secrets.ts";
import { writtenSecrets } from "./written_secrets.ts";

/** Estimated time to start and stop a system. */
const START_AND_STOP_S = 3;

/** Makes the procedure of an experiment of this module; its own settings are values of placeholders. */
export function toOwnProcedure(own: OwnExperiment, module: string): Procedure {
  const withValues = (values: Values) =>
    defineOwnProcedure(own, { module, all: values });
  return {
    estimate: (values, system) => withValues(values).estimate(values, system),
    run: (context) => withValues(context.values).run(context),
  };
}

function defineOwnProcedure(
  own: OwnExperiment,
  { module, all }: { readonly module: string; readonly all: Values },
): Procedure {
  const stages = own.profiles[String(all["profile"])] ?? [];
  return defineProcedure({
    settings: ownSettings,
    estimate(values) {
      const { fault, fault_duration } = values;
      const schedule = parseSchedule(fault, fault_duration);
      checkValues(values, { schedule, stages, driven: own.driver !== null });
      return START_AND_STOP_S + loadSeconds(values, schedule) + values.cooldown;
    },
    estimateSimulation: null,
    async setUp(context) {
      const { values, recorder, receivers, owned, processes, signal } = context;
      const { run_id } = recorder;
      const secrets = readSecrets(own.secrets);
      const hidden = [
        ...Object.values(secrets),
        ...writtenSecrets(own.scenario),
      ];
      const redact = toRedactor(hidden);
      recorder.redactWith(redact);
      recorder.event("question", own.name, own.question);
      if (hasPauses(own)) {
        recorder.event("remark", "think", "users think between their steps");
      }
      const system = toScenarioSystem(context.system);
      const faults = parseSchedule(values.fault, values.fault_duration);
      const hasFault = faults.length > 0;
      requireCapabilities(system, faults);
      const { namespaces, proxies } = toNetworkNeeds(faults);
      context.onProgress(
        "set up",
        `${values.nodes} ${
          values.nodes === 1 ? "node" : "nodes"
        } of ${system.name}`,
      );
      const network = namespaces || system.ownNetwork
        ? owned.use(await createNamespaces(values.nodes, { processes }))
        : loopback;
      const cluster = await system.start({
        nodes: values.nodes,
        settings: { ...toTexts(all), ...secrets },
        ...{ processes, network, proxied: proxies, signal },
      });
      for (const { peerProxy } of cluster.nodes) {
        if (peerProxy) owned.use(peerProxy);
      }
      const faultContext = { cluster, network, values };
      await requireInjectable(faults, faultContext);
      recordCommands(cluster, context);
      await recordMachines(cluster, context);
      await limitNodes(cluster, context);
      const probes = owned.use(startClusterProbes({
        ...receivers,
        ...{ run_id, cluster, metricFamilies: system.metricFamilies },
        measureAvailability: hasFault,
        access: cluster.access,
      }));
      owned.use(startWatches(system.watch, { run_id, ...receivers }));
      context.watchExits(cluster.nodes.flatMap(({ process }) => process ?? []));
      // The clock of a driver runs from its start.
      await context.besideSetUp;
      const options = { cluster, all, secrets, hidden };
      const load = own.driver === null
        ? startUsers(
          requireScenario(own),
          { ...options, module, stages },
          context,
        )
        : await startDriver(own.driver, {
          ...{ ...options, redact },
          seconds: loadSeconds(values, faults),
        }, context);
      return {
        system_version: cluster.version,
        loads: load.loads,
        async phases(given) {
          const steps = load.steps(given);
          await steps.runPhase("warm_up", values.warmup);
          await load.measure(steps, values.duration);
          if (hasFault) {
            await injectAndHeal(faults, {
              ...faultContext,
              recovery: values.recovery,
              ...{ probes, recorder, runPhase: steps.wait },
            });
          }
          await steps.coolDown(values.cooldown, () => Promise.resolve());
        },
      };
    },
  });
}

/** Returns the seconds from the start of the load to the end of what is measured. */
function loadSeconds(
  { warmup, duration, recovery }: Pick<
    ValuesOf<typeof ownSettings>,
    "warmup" | "duration" | "recovery"
  >,
  schedule: readonly TimedFault[],
): number {
  const faultSeconds = schedule.length === 0
    ? 0
    : scheduleSeconds(schedule) + recovery;
  return warmup + duration + faultSeconds;
}

/** Whether users do nothing at times, so that a closed loop sends less than it could; those of Locust have a `wait_time`. */
function hasPauses({ scenario, driver }: OwnExperiment): boolean {
  if (scenario === null) return driver?.format === "locust";
  return stepsOf(scenario).some(({ think }) => think.max > 0) ||
    scenario.journeys.some(({ run }) => run !== null);
}

/** Throws TypeError for an experiment that has neither a scenario nor a driver, which its declaration refuses. */
function requireScenario(
  { name, scenario }: Pick<OwnExperiment, "name" | "scenario">,
): Scenario {
  if (scenario !== null) return scenario;
  throw new TypeError(`Cannot drive load on ${name} as it has no scenario`);
}

function toTexts(values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, String(value)]),
  );
}

/** Throws TypeError for a system that no own experiment has. */
function toScenarioSystem(system: System): ScenarioSystem {
  if (system.can.includes("scenario") && "start" in system) {
    return system as ScenarioSystem;
  }
  throw new TypeError(`Cannot run a scenario on ${system.name}`);
}
