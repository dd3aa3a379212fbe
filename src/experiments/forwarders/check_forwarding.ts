/** Checks what is asked of a forwarder, before anything is started. */
import { missingCapability } from "../../lab/plan/capability.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { UsageError } from "../../record/mod.ts";
import type { ForwarderSystem } from "../../systems/forwarders/forwarder.ts";
import { toSystem } from "../../systems/mod.ts";
import { NO_HOPS, SAME_HOP } from "./forwarder_settings.ts";
import type { ForwarderValues } from "./start_path.ts";

/** Sinks of a cluster, which get a share each; fewer are none. */
const MIN_CLUSTER = 2;

/** Throws `UsageError` if the values contradict each other. */
export function checkValues(
  { topology, hops, sinks, fault, stop, stopped, attribute }: ForwarderValues,
): void {
  const refuse = (what: string, why: string, remedy: string) => {
    throw new UsageError(`Cannot ${what} as ${why}: ${remedy}`);
  };
  if (topology === "cluster" && hops !== NO_HOPS) {
    refuse(
      "end a chain in a cluster",
      "only one of both can be examined at a time",
      "set topology=fan-out or hops=none",
    );
  }
  if (topology === "cluster" && sinks < MIN_CLUSTER) {
    refuse(
      `have a cluster of ${sinks}`,
      "lines must go elsewhere while a sink is away",
      "set sinks=2 or more",
    );
  }
  if (stop !== "none" && fault === "none") {
    refuse(
      "stop a forwarder that has no backlog",
      "only an outage makes one",
      "set fault=killed",
    );
  }
  if (stopped === "all" && stop === "none") {
    refuse(
      "stop all processes of a forwarder",
      "no signal is sent",
      "set stop=SIGTERM or SIGKILL",
    );
  }
  if (attribute === "fidelity" && hops !== NO_HOPS) {
    refuse(
      "compare the bytes behind a chain",
      "one forwarder is examined at a time",
      "set hops=none",
    );
  }
}

/**
 * Returns the forwarders that lines pass, in order. Throws `UnavailableError` if the one under test cannot do what is
 * asked, and TypeError for a system that is no forwarder, which is an error of the registry of experiments.
 */
export function toKinds(
  system: System,
  { hops, topology, disk_size, stop, stopped }: ForwarderValues,
): ForwarderSystem[] {
  const first = toForwarderSystem(system);
  const missing = missingCapability(first, [
    ...topology === "cluster" ? ["sink-clusters"] as const : [],
    ...disk_size > 0 ? ["disk-buffer"] as const : [],
  ]);
  if (missing !== "") throw new UnavailableError(`Cannot run as ${missing}`);
  if (stop !== "none" && first.buffer === "none") {
    throw new UnavailableError(
      `Cannot stop ${first.name} with a backlog as it has no buffer`,
    );
  }
  if (stopped === "all" && !first.hasAdapter) {
    throw new UnavailableError(
      `Cannot stop an adapter with ${first.name} as it has none`,
    );
  }
  if (hops === NO_HOPS) return [first];
  const further = hops.split("+").map((name) =>
    name === SAME_HOP ? first : toForwarderSystem(toSystem(name))
  );
  return [first, ...further];
}

function toForwarderSystem(system: System): ForwarderSystem {
  if ("perSink" in system) return system as ForwarderSystem;
  throw new TypeError(`Cannot forward lines as ${system.name} is no forwarder`);
}
