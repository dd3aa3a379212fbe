/** Objectives of the experiments on forwarders, each of which is known only for the attributes that ask for it. */
import type { Objective } from "../../../lab/plan/experiment.ts";
import type { MetricValues } from "../../../lab/plan/objectives.ts";
import { MAX_OVERSHOOT } from "./cap_verdicts.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { MAX_BLOCKED_SHARE, MAX_WRITE_S, worstP99 } from "./load_verdicts.ts";
import {
  lowestShare,
  MAX_P99_S,
  MIN_HEALTHY_SHARE,
} from "./healthy_verdicts.ts";
import { completeAccounts, inFlightOf } from "./outage_verdicts.ts";
import { type AttributeVerdict, hasPassed, lostOf } from "./verdict.ts";

const ignored = { unknown: "ignored" } as const;

/** Metrics are those of `toForwardingMetrics()`. */
export const forwardingObjectives: readonly Objective[] = [
  { metric: "engaged", is: "at least", value: 1, ...ignored },
  { metric: "lost", is: "at most", value: 0, ...ignored },
  { metric: "p99", is: "at most", value: MAX_P99_S, ...ignored },
  { metric: "longest_write", is: "at most", value: MAX_WRITE_S, ...ignored },
  {
    metric: "blocked_share",
    ...{ is: "at most", value: MAX_BLOCKED_SHARE },
    ...ignored,
  },
  { metric: "overshoot", is: "at most", value: MAX_OVERSHOOT, ...ignored },
  {
    metric: "lowest_share",
    ...{ is: "at least", value: MIN_HEALTHY_SHARE },
    ...ignored,
  },
  { metric: "changed", is: "at most", value: 0, ...ignored },
  { metric: "passed", is: "at least", value: 1, unknown: "missed" },
];

/** Attributes in which the sink that is away may lose lines: the cap is to cause that, or only the others are asked about. */
const lossy: readonly string[] = ["buffer-cap", "disk-full", "fan-out"];

/** Attributes in which lines may be lost that were on their way to a sink when it died. */
const excusing: readonly string[] = [
  "back-pressure",
  "restart",
  "sink-cluster",
  "chain",
];

/** Attributes that ask whether the other sinks keep their rate. */
const affecting: readonly string[] = [
  "buffer-cap",
  "disk-full",
  "fan-out",
  "sink-cluster",
];

/**
 * Converts measures and verdict of a run to the metrics of objectives; null for what its attribute does not ask. A run has
 * passed all that are known if, and only if, its verdict is a pass, with loss or without.
 */
export function toForwardingMetrics(
  measures: ForwardingMeasures,
  { kind }: AttributeVerdict,
): MetricValues {
  const { run, sender, spool, odd_lines } = measures;
  const { attribute } = run;
  const isLoad = attribute === "throughput";
  const accounts = completeAccounts(measures).filter(({ subject }) =>
    !lossy.includes(attribute) ||
    !run.away.includes(subject) && subject !== "cluster"
  );
  const excused = excusing.includes(attribute) ? inFlightOf(measures) : 0;
  return {
    engaged: kind === "not engaged" || kind === "not supported" ? 0 : 1,
    /** Lines that the attribute does not allow to be lost. */
    lost: attribute === "fidelity"
      ? null
      : Math.max(0, lostOf(accounts) - excused),
    p99: isLoad ? worstP99(measures) : null,
    longest_write: isLoad ? sender?.longest_s ?? null : null,
    blocked_share: isLoad ? sender?.blocked_share ?? null : null,
    overshoot: attribute === "buffer-cap" ? spool.overshoot : null,
    lowest_share: affecting.includes(attribute) ? lowestShare(measures) : null,
    changed: attribute === "fidelity"
      ? odd_lines.filter(({ fate }) => fate !== "same").length
      : null,
    passed: hasPassed(kind) ? 1 : 0,
  };
}
