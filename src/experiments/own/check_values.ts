/** Checks the values of a run of a user's own experiment. */
import type { TimedFault } from "../../lab/faults/fault_schedule.ts";
import { profileSeconds, type RateStage } from "../../lab/load/rate_profile.ts";
import type { ValuesOf } from "../../lab/plan/settings.ts";
import { UsageError } from "../../record/mod.ts";
import type { ownSettings } from "./own_settings.ts";

/** Throws `UsageError` for values that contradict each other. */
export function checkValues(
  { loop, rate, duration, workers, nodes, memory_limit, cpu_limit }: ValuesOf<
    typeof ownSettings
  >,
  { schedule, stages }: {
    readonly schedule: readonly TimedFault[];
    /** Of the profile; empty for a steady rate. */
    readonly stages: readonly RateStage[];
  },
): void {
  if (stages.length > 0) checkProfile({ loop, rate, duration }, stages);
  else if (loop !== "closed" && rate === 0) {
    throw new UsageError(
      `Cannot drive a ${loop} loop as its rate must be above 0: use --set rate=10`,
    );
  }
  if (workers < nodes) {
    throw new UsageError(
      `Cannot drive ${nodes} nodes as each needs a user and workers is ${workers}: use --set workers=${nodes}`,
    );
  }
  const throttles = schedule.find(({ fault: { requires } }) =>
    requires.includes("throttle")
  );
  if (throttles && (memory_limit > 0 || cpu_limit > 0)) {
    throw new UsageError(
      `Cannot do ${throttles.fault.name} as a node with a budget has a control group already: use --set memory_limit=0 cpu_limit=0`,
    );
  }
}

/** A profile is an open loop of its own rates, and lasts as long as what is measured. */
function checkProfile(
  { loop, rate, duration }: Pick<
    ValuesOf<typeof ownSettings>,
    "loop" | "rate" | "duration"
  >,
  stages: readonly RateStage[],
): void {
  const seconds = profileSeconds(stages);
  if (loop !== "closed" && rate === 0 && Math.abs(duration - seconds) < 1e-6) {
    return;
  }
  throw new UsageError(
    `Cannot drive this profile as it needs an open loop without a rate, for ${seconds} s: use --set loop=constant rate=0 duration=${seconds}s`,
  );
}
