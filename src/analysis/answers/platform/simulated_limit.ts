/** What limits every answer on a simulated platform. */
import type { LimitParts } from "../../../report/cells.ts";
import { limitIf } from "../answer_parts.ts";

/** Heading under which a report says what a simulation does not show. */
export const SIMULATION_HEADING = "What this is no evidence for";
/** Heading under which it says what its repetitions are. */
export const REPETITION_HEADING = "What to keep in mind";

/** Returns what limits the answer of a simulated system: its durations, and what its intervals are of. None for a real one. */
export function simulatedLimit(system: string): LimitParts[] {
  const isSimulated = system === "simulator";
  return [
    ...limitIf(isSimulated, "durations are assumed", SIMULATION_HEADING),
    ...limitIf(
      isSimulated,
      "intervals are over simulated seeds",
      REPETITION_HEADING,
    ),
  ];
}
