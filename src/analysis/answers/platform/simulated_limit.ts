/** What every answer on a simulated platform says of it. */
import { type LimitParts, md, type Prose } from "../../../report/cells.ts";
import { limitIf, toLabel } from "../answer_parts.ts";

/** Heading under which a report says what a simulation does not show. */
export const SIMULATION_HEADING = "What this is no evidence for";
/** Heading under which it says what its repetitions are. */
export const REPETITION_HEADING = "What to keep in mind";

/** Tells whether a system is the simulation of a platform. */
export function isSimulation(system: string): boolean {
  return system === "simulator";
}

/** Returns what a system's figures are of, for their titles. */
export function platformsOf(system: string): string {
  return isSimulation(system) ? "simulated platforms" : "platforms";
}

/** Makes the label of a tile, which says if its figure is simulated; a name of the record may be of any length. */
export function platformLabel(system: string, label: string): string {
  return toLabel(
    isSimulation(system)
      ? `Simulated: ${label.charAt(0).toLowerCase()}${label.slice(1)}`
      : label,
  );
}

/** Returns what limits the answer of a simulated system: its durations, and what its intervals are of. None for a real one. */
export function simulatedLimit(system: string): LimitParts[] {
  const isSimulated = isSimulation(system);
  return [
    ...limitIf(isSimulated, "durations are assumed", SIMULATION_HEADING),
    ...limitIf(
      isSimulated,
      "intervals are over simulated seeds",
      REPETITION_HEADING,
    ),
  ];
}

/** Says of a finding on a simulated system that it is of no real one, in a list to be spread. */
export function simulatedNote(system: string): Prose[] {
  return isSimulation(system)
    ? [
      md`All of this is of **simulated platforms**; what real control planes did has a section of its own.`,
    ]
    : [];
}
