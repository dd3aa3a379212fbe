/** Metrics of all runs of a forwarder experiment at once, as their measure is that of the whole experiment. */
import type { MetricValues } from "../../lab/plan/objectives.ts";
import type { Store } from "../../store/mod.ts";
import { forwardingMeasures } from "../forwarding/measures/forwarding_measures.ts";
import { toForwardingMetrics } from "../forwarding/verdicts/forwarding_objectives.ts";
import { judgeAttribute } from "../forwarding/verdicts/judge_attribute.ts";

/** Returns the metrics of each run that reached the phase `measure`, by run id: those of `measureForwarding()`. */
export async function forwarderMetrics(
  store: Store,
  experiment: string,
): Promise<Map<string, MetricValues>> {
  const measures = await forwardingMeasures(store, experiment);
  return new Map(
    measures.filter(({ run }) => run.measure_at !== null).map((one) => [
      one.run.run_id,
      toForwardingMetrics(one, judgeAttribute(one)),
    ]),
  );
}
