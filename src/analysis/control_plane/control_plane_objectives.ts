/** Objectives of runs on control planes. */
import type { Objective } from "../../lab/plan/experiment.ts";

export const controlPlaneObjectives: readonly Objective[] = [
  // That of the BBS benchmark of 2016: at most 5 % may fail.
  { metric: "success_rate", is: "at least", value: 0.95, unknown: "missed" },
  // The slowest fetch of everything, as a share of its interval.
  { metric: "loop_share", is: "at most", value: 1, unknown: "ignored" },
  { metric: "returned", is: "at least", value: 1, unknown: "ignored" },
];
