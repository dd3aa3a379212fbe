/** What limits every answer on a simulated platform. */
import type { LimitParts } from "../../../report/mod.ts";
import { limitIf } from "../answer_parts.ts";

/** Heading under which a report says what a simulation does not show. */
export const SIMULATION_HEADING = "What this is no evidence for";

/** Returns the limit of a system's answer that its durations are assumed; none for a real platform. */
export function simulatedLimit(system: string): LimitParts[] {
  return limitIf(
    system === "simulator",
    "durations are assumed",
    SIMULATION_HEADING,
  );
}
