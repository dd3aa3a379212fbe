/** Formats the measures of a `monitoring-load` run as one line for the terminal. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";

/** Returns `80,000 datapoints/min (84,932 measured), 100 % of 42 queries ok, incremental p99 12 ms, 0.2 cores, ...`. */
export function formatMeasures(
  { nominal, ingested, queries, incremental, cpu, memory, ...measures }:
    MonitoringMeasures,
): string {
  const per = (rate: number | null) =>
    rate === null ? "unknown" : formatValue(Math.round(rate * 60), "");
  const { success } = queries;
  const outages = measures.outages.length + measures.late_outages.length;
  return [
    `${per(nominal)} datapoints/min (${per(ingested)} measured)`,
    `${success === null ? "–" : formatPercent(success)} of ${
      formatValue(queries.attempted, "")
    } queries ok`,
    `incremental p99 ${
      incremental.p99 === null ? "–" : formatDuration(incremental.p99)
    }`,
    `${cpu === null ? "–" : cpu.mean.toFixed(2)} cores`,
    `${
      memory === null ? "–" : formatValue(Math.round(memory.max / 2 ** 20), "")
    } MiB at most`,
    ...outages > 0
      ? [
        `${outages} ${
          outages === 1 ? "outage" : "outages"
        }, ${measures.ooms} out of memory`,
      ]
      : [],
  ].join(", ");
}
