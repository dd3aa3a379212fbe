/** Makes a system that can be run of one that a user has declared. */
import type {
  StartOptions,
  System,
} from "../../lab/system/system_under_test.ts";
import type { Capability } from "../../lab/plan/capability.ts";
import { placeholdersIn } from "../../lab/plan/template.ts";
import type { OwnSystem, ProcessSystem } from "./declaration.ts";
import { startEndpoints } from "./endpoint_system.ts";
import { startFarProcesses } from "./far_system.ts";
import type { OwnNodes } from "./own_nodes.ts";
import { startProcesses } from "./process_system.ts";
import type { Watch } from "./watch.ts";

/** A system that answers the HTTP requests of a scenario. */
export interface ScenarioSystem extends System {
  /** Whether its nodes must have network namespaces of their own, whatever is done to them. */
  readonly ownNetwork: boolean;
  /** What is sampled beside its nodes. */
  readonly watch: readonly Watch[];
  /**
   * Starts all nodes and resolves when they are ready. `settings` has the values of the placeholders that are no node's.
   * Throws an Error with the log tail if a node ends, `TimeoutError` if one is not ready in time.
   */
  start(options: StartOptions): Promise<OwnNodes>;
}

export function toScenarioSystem(declared: OwnSystem): ScenarioSystem {
  const { name, title, families, metrics, watch } = declared;
  const isStarted = declared.kind === "processes";
  return {
    ...{ name, title, watch },
    ownNetwork: isStarted && declared.own_network,
    mode: "real",
    can: [
      "scenario",
      "several-nodes",
      ...metrics === "" ? [] : ["metrics"] as const,
      ...isStarted ? capabilitiesOf(declared) : [],
    ],
    metricFamilies: metrics === "" ? [] : families,
    ...{ programs: [], settings: {}, parameters: {}, identifying: [] },
    sizes: () => isStarted ? declared.sizes : [declared.urls.length],
    start: (options) =>
      !isStarted
        ? startEndpoints(declared, options)
        : declared.machines.length > 0
        ? startFarProcesses(declared, options)
        : startProcesses(declared, options),
  };
}

/** What the lab can do to processes, by the addresses that their command takes. */
function capabilitiesOf(
  { command, env, machines }: ProcessSystem,
): Capability[] {
  // Limits, namespaces and proxies are made on this machine only.
  if (machines.length > 0) return ["kill", "pause"];
  const names = new Set([...command, ...Object.values(env)]
    .flatMap(placeholdersIn));
  return [
    ...["kill", "pause", "throttle"] as const,
    // A node that binds to the address that it is given can have a network of its own.
    ...names.has("host") ? ["namespaces"] as const : [],
    ...names.has("peers") ? ["proxies"] as const : [],
  ];
}
