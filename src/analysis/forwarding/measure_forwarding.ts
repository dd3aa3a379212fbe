/** Measures one run of a forwarder, for its objectives and for the line in the terminal. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import type { MeasureRun } from "../validity/judge_run.ts";
import {
  type ForwardingMeasures,
  forwardingMeasures,
} from "./measures/forwarding_measures.ts";
import { toForwardingMetrics } from "./verdicts/forwarding_objectives.ts";
import { judgeAttribute } from "./verdicts/judge_attribute.ts";
import { completeAccounts } from "./verdicts/outage_verdicts.ts";
import {
  type AttributeVerdict,
  linesText,
  lossText,
} from "./verdicts/verdict.ts";

/** Measures a run; null if it did not reach the phase measure. */
export const measureForwarding: MeasureRun = async (
  store,
  { run_id, experiment },
) => {
  const measures = (await forwardingMeasures(store, experiment))
    .find(({ run }) => run.run_id === run_id);
  if (!measures || measures.run.measure_at === null) return null;
  const verdict = judgeAttribute(measures);
  return {
    metrics: toForwardingMetrics(measures, verdict),
    summary: summarise(measures, verdict),
  };
};

/** Returns `600,000 lines sent; lost: sink-2 120; drained in 3.2 s; back-pressure: pass with loss, 120 lines ...`. */
export function summarise(
  measures: ForwardingMeasures,
  { kind, reason }: AttributeVerdict,
): string {
  const { run, accounts, recoveries, sender, odd_lines } = measures;
  const sent = accounts[0]?.sent ?? 0;
  const losses = lossText(completeAccounts(measures));
  const blocked = sender?.blocked_share ?? 0;
  return [
    odd_lines.length > 0
      ? `${odd_lines.length} odd lines sent`
      : `${linesText(sent)} sent`,
    losses === "" ? "" : `lost: ${losses}`,
    ...recoveries.map(({ sink, drain }) =>
      drain.censored
        ? `${sink} not drained after ${formatDuration(drain.seconds)}`
        : `${sink} drained in ${formatDuration(drain.seconds)}`
    ),
    blocked > 0.01
      ? `sender held up ${formatPercent(blocked, 0)} of the time`
      : "",
    `${run.attribute}: ${kind}, ${reason}`,
  ].filter((part) => part !== "").join("; ");
}
