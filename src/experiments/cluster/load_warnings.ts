/** Warnings of a load on a cluster, once it was measured. */
import {
  describeLateness,
  type Pacing,
} from "../../lab/load/generator_health.ts";
import type { Refusals } from "../../lab/load/refusals.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { NodeGroup } from "../../lab/system/system_under_test.ts";
import { now } from "../../lab/timing/wall_clock.ts";

/** Warns if the load generator did not keep the schedule of an open loop in the measured time. */
export function warnOfLateness(
  before: Pacing,
  after: Pacing,
  recorder: Pick<Recorder, "warn">,
): void {
  const lateness = describeLateness({
    arrivals: after.arrivals - before.arrivals,
    late: after.late - before.late,
  });
  if (lateness !== "") recorder.warn("generator-late", lateness);
}

/** Warns of external endpoints that refuse connections; the exits of our own nodes are known otherwise. */
export function warnOfGoneEndpoints(
  { nodes }: NodeGroup,
  refusals: Refusals,
  recorder: Pick<Recorder, "warn">,
): void {
  const external = new Set(
    nodes.flatMap(({ name, process }) => process === null ? [name] : []),
  );
  for (const { subject, since } of refusals.findGone(now())) {
    if (!external.has(subject)) continue;
    recorder.warn(
      "endpoint-gone",
      `${subject} refused every connection from ${
        new Date(since).toISOString()
      } to the end of the measured time`,
    );
  }
}
