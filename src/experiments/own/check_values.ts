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
  { schedule, stages, driven }: {
    readonly schedule: readonly TimedFault[];
    /** Whether another tool drives the load, which takes of these values what it likes. */
    readonly driven: boolean;
    /** Of the profile; empty for a steady rate. */
    readonly stages: readonly RateStage[];
  },
): void {
  if (stages.length > 0) {
    checkProfile({ loop, rate, duration, workers }, stages);
  } else if (!driven && loop !== "closed" && rate === 0) {
    throw new UsageError(
      `Cannot drive a ${loop} loop as its rate must be above 0: use --set rate=10`,
    );
  }
  if (!driven && workers < nodes) {
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

/** A profile has the rates of an open loop, or the users of a closed one, and lasts as long as what is measured. */
function checkProfile(
  { loop, rate, duration, workers }: Pick<
    ValuesOf<typeof ownSettings>,
    "loop" | "rate" | "duration" | "workers"
  >,
  stages: readonly RateStage[],
): void {
  const seconds = profileSeconds(stages);
  const lasts = Math.abs(duration - seconds) < 1e-6;
  if (loop === "closed") {
    const most = Math.max(...stages.flatMap(({ from, to }) => [from, to]));
    if (lasts && workers >= most) return;
    throw new UsageError(
      `Cannot drive this profile as it has up to ${most} users, for ${seconds} s: use --set loop=closed workers=${
        Math.ceil(most)
      } duration=${seconds}s, or an open loop`,
    );
  }
  if (rate === 0 && lasts) return;
  throw new UsageError(
    `Cannot drive this profile as it needs an open loop without a rate, for ${seconds} s: use --set loop=constant rate=0 duration=${seconds}s`,
  );
}
