/** Durations of the phases of a run, by its settings. */
import {
  paramNumber,
  paramOf,
  type Phase,
  type Run,
} from "../../record/mod.ts";
import { parseSchedule, scheduleSeconds } from "../faults/fault_schedule.ts";

/** Phases whose duration is a setting, in their order. */
const durationSettings: readonly (readonly [Phase, string])[] = [
  ["warm_up", "warmup"],
  ["measure", "duration"],
  ["heal", "recovery"],
  ["cool_down", "cooldown"],
];

/**
 * Returns the seconds of each phase that a run is going to have; without those that it decides itself, such as its
 * set-up, and without the phases of a fault for a run without one.
 */
export function phaseDurations(
  run: Pick<Run, "params">,
): ReadonlyMap<string, number> {
  const durations = new Map<string, number>();
  for (const [phase, setting] of durationSettings) {
    const seconds = paramNumber(run, setting);
    if (seconds !== null) durations.set(phase, seconds);
  }
  const seconds = faultSeconds(
    paramOf(run, "fault") || "none",
    paramNumber(run, "fault_duration") ?? 0,
  );
  if (seconds === null) durations.delete("heal");
  else durations.set("fault", seconds);
  return durations;
}

/** Seconds from the first injection to the last healing; null for none, and for faults of another version. */
function faultSeconds(fault: string, duration: number): number | null {
  try {
    const schedule = parseSchedule(fault, duration);
    return schedule.length === 0 ? null : scheduleSeconds(schedule);
  } catch {
    return null;
  }
}
