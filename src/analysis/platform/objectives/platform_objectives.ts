/** Objectives of runs on container platforms, whose metrics are those of `measure_platform.ts`. */
import type { Objective } from "../../../lab/plan/experiment.ts";

/** A platform on which much of the mix does not start tells nothing of what comes after. */
const pushed: Objective = {
  metric: "push_success",
  is: "at least",
  value: 0.95,
  unknown: "missed",
};

/** Those that Kubernetes publishes; other platforms tell nothing of the kind. */
export const pushObjectives: readonly Objective[] = [
  pushed,
  {
    metric: "calls_in_time",
    is: "at least",
    value: 0.99,
    unknown: "ignored",
  },
  {
    metric: "pods_in_time",
    is: "at least",
    value: 0.99,
    unknown: "ignored",
  },
];

/**
 * One of the last two is known: whether the cells that are left have room for all, or too little. A store can be away
 * without the loss of any instance.
 */
export const recoveryObjectives: readonly Objective[] = [
  pushed,
  {
    metric: "returned_with_room",
    is: "at least",
    value: 1,
    unknown: "ignored",
  },
  {
    metric: "running_favoured",
    is: "at least",
    value: 0,
    unknown: "ignored",
  },
];

/** A platform without metrics of its own cannot be judged by them. */
export const soakObjectives: readonly Objective[] = [
  pushed,
  { metric: "red_metrics", is: "at most", value: 0, unknown: "ignored" },
  { metric: "late_loops", is: "at most", value: 0, unknown: "ignored" },
];
