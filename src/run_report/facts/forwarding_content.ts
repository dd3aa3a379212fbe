/** Reads what a run of a forwarder did: its measures, its verdict, and what its figures draw. */
import {
  type AttributeVerdict,
  type ForwardingLines,
  forwardingLines,
  type ForwardingMeasures,
  forwardingMeasures,
  judgeAttribute,
  lineSeries,
  toForwardingMetrics,
} from "../../analysis/mod.ts";
import type { RunMeasurement } from "../../analysis/validity/judge_run.ts";
import type { Run } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

/** One run of a forwarder. */
export interface ForwardingContent extends ForwardingLines {
  readonly measures: ForwardingMeasures;
  readonly verdict: AttributeVerdict;
  /** For its objectives; null for a run that did not reach the phase measure. */
  readonly measurement: RunMeasurement | null;
}

/** Reads a run of a forwarder; null if the store has no such run. */
export async function readForwarding(
  store: Store,
  { run_id, experiment }: Run,
): Promise<ForwardingContent | null> {
  const measures = (await forwardingMeasures(store, experiment))
    .find(({ run }) => run.run_id === run_id);
  if (!measures) return null;
  const series = (await lineSeries(store, experiment)).get(run_id) ?? [];
  const verdict = judgeAttribute(measures);
  return {
    ...await forwardingLines(store, measures, series),
    ...{ measures, verdict },
    measurement: measures.run.measure_at === null ? null : {
      metrics: toForwardingMetrics(measures, verdict),
      summary: verdict.reason,
    },
  };
}
