/** The forwarders that lines of a run pass, in order. */
import type { ForwardingRun } from "./measures/forwarding_runs.ts";

/** A further hop that is another forwarder of the kind under test. */
const SAME = "same";
/** No further hop. */
const NONE = "none";

/** A forwarder of a run: its system, and its name with the version, if that is on record. */
export interface PassedForwarder {
  readonly system: string;
  readonly name: string;
}

/** Returns the forwarder under test and those after it; the version of a chain names all of them, `rsyslog 8, nats 2`. */
export function chainForwarders(
  { system, system_version, hops }: Pick<
    ForwardingRun,
    "system" | "system_version" | "hops"
  >,
): PassedForwarder[] {
  const systems = [
    system,
    ...hops === NONE ? [] : hops.split("+")
      .map((hop) => hop === SAME ? system : hop),
  ];
  const names = systems.length === 1
    ? [`${system} ${system_version}`.trim()]
    : system_version.split(", ");
  return systems.map((one, i) => ({
    system: one,
    name: names.length === systems.length ? names[i] ?? one : one,
  }));
}
