/** Procedure of a user's own experiment: the load of its scenario on its system, and a fault if one is set. */
import {
  parseSchedule,
  requireCapabilities,
  requireInjectable,
  scheduleSeconds,
  toNetworkNeeds,
} from "../../lab/faults/fault_schedule.ts";
import { Refusals } from "../../lab/load/refusals.ts";
import { loopback } from "../../lab/network/network.ts";
import { createNamespaces } from "../../lab/network/network_namespaces.ts";
import type { Values } from "../../lab/plan/settings.ts";
import { startClusterProbes } from "../../lab/probes/cluster_probes.ts";
import { toRedactor } from "../../lab/recording/redact.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import type { Procedure } from "../../lab/run/procedure.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { ScenarioSystem } from "../../systems/own/own_system.ts";
import { stepsOf } from "../../workloads/scenario/scenario.ts";
import { startScenarioLoad } from "../../workloads/scenario/scenario_load.ts";
import { injectAndHeal } from "../cluster/inject_and_heal.ts";
import {
  warnOfGoneEndpoints,
  warnOfLateness,
} from "../cluster/load_warnings.ts";
import { checkValues } from "./check_values.ts";
import type { OwnExperiment } from "./own_experiment.ts";
import { limitNodes, recordCommands } from "./own_nodes.ts";
import { ownSettings } from "./own_settings.ts";
import { readSecrets } from "./secrets.ts";

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
      const { warmup, duration, cooldown, fault, fault_duration, recovery } =
        values;
      const schedule = parseSchedule(fault, fault_duration);
      checkValues(values, { schedule, stages });
      const faultSeconds = schedule.length === 0
        ? 0
        : scheduleSeconds(schedule) + recovery;
      return START_AND_STOP_S + warmup + duration + faultSeconds + cooldown;
    },
    estimateSimulation: null,
    async setUp(context) {
      const { values, recorder, receivers, owned, processes, signal } = context;
      const { run_id } = recorder;
      const secrets = readSecrets(own.secrets);
      recorder.redactWith(toRedactor(Object.values(secrets)));
      recorder.event("question", own.name, own.question);
      const thinks = stepsOf(own.scenario).some(({ think }) => think.max > 0) ||
        own.scenario.journeys.some(({ run }) => run !== null);
      if (thinks) {
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
      const network = namespaces
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
      await limitNodes(cluster, context);
      const probes = owned.use(startClusterProbes({
        ...receivers,
        ...{ run_id, cluster, metricFamilies: system.metricFamilies },
        measureAvailability: hasFault,
        caCerts: cluster.tls?.caCerts ?? [],
      }));
      context.watchExits(cluster.nodes.flatMap(({ process }) => process ?? []));
      const refusals = new Refusals();
      const load = owned.use(startScenarioLoad({
        ...values,
        run_id,
        scenario: own.scenario,
        module,
        endpoints: cluster.nodes.map(({ endpoint }) => endpoint),
        ...{ stages, tls: cluster.tls, seed: context.seed },
        values: { ...all, ...secrets },
        secrets: Object.values(secrets),
      }, {
        ...receivers,
        onOperations(rows) {
          refusals.add(rows, now());
          receivers.onOperations(rows);
        },
      }));
      return {
        system_version: cluster.version,
        loads: [load],
        async phases({ runPhase, wait, coolDown }) {
          await runPhase("warm_up", values.warmup);
          const before = load.pacing();
          await runPhase("measure", values.duration);
          warnOfLateness(before, load.pacing(), recorder);
          warnOfGoneEndpoints(cluster, refusals, recorder);
          if (hasFault) {
            await injectAndHeal(faults, {
              ...faultContext,
              recovery: values.recovery,
              ...{ probes, recorder, runPhase: wait },
            });
          }
          await coolDown(values.cooldown, () => Promise.resolve());
        },
      };
    },
  });
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
