/** A study of faults, as returned by `faultStudy()`. */
import {
  faultCosts,
  faultLabel,
  type FaultStudy,
  type Recovery,
  recoveryTimes,
} from "../../src/analysis/mod.ts";

/** Returns the study of these runs, without deciding settings. */
export function toTestFaultStudy(runs: readonly Recovery[]): FaultStudy {
  const valid = runs.filter(({ status }) => status === "ok");
  const undisturbed = valid.filter(({ disturbed }) => !disturbed);
  return {
    system: "etcd",
    runs,
    valid,
    undisturbed,
    faults: faultCosts(valid)
      .map((cost) => ({ ...cost, label: faultLabel({ valid }, cost) })),
    times: recoveryTimes(valid),
    undisturbedTimes: recoveryTimes(undisturbed),
    deciding: [],
  };
}
