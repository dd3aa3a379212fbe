/** Tiles of a run of a monitoring server: datapoints, queries, memory, kills. */
import { percentAtLeast, percentAtMost } from "../../analysis/mod.ts";
import type { MonitoringMeasures } from "../../analysis/monitoring/monitoring_measures.ts";
import { formatPercent, formatValue, paramOf } from "../../record/mod.ts";
import type { TileParts } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import {
  duration,
  meaningOf,
  memoryTile,
  sampleSize,
  split,
} from "./tile_parts.ts";

/** Returns datapoints a minute, query success, p99 of the incremental query, peak memory and kills. */
export function monitoringTiles(
  content: RunContent,
  measures: MonitoringMeasures,
): TileParts[] {
  const { ingested, nominal, queries, incremental, ooms } = measures;
  const perMinute = (rate: number) => formatValue(Math.round(rate * 60), "");
  const { share, lower, upper } = queries.failed;
  return [
    {
      label: "Datapoints ingested",
      value: ingested === null ? "–" : perMinute(ingested),
      unit: ingested === null ? "" : "1/min",
      interval: `${perMinute(nominal)} 1/min configured`,
      n: `n = ${formatValue(measures.seconds, "s", { digits: 3 })} s`,
      meaning: meaningOf(content, "ingested_share"),
    },
    {
      label: "Query success",
      ...split(
        queries.success === null ? "–" : formatPercent(queries.success),
      ),
      interval: share === null || lower === null || upper === null
        ? ""
        : `95 % interval ${percentAtLeast(1 - upper)} % to ${
          percentAtMost(1 - lower)
        } %`,
      n: sampleSize(queries.attempted, "query", "queries"),
      meaning: meaningOf(content, "success_rate"),
    },
    {
      label: "Incremental query p99",
      ...duration(incremental.p99),
      n: sampleSize(incremental.attempted, "query", "queries"),
      meaning: meaningOf(content, "incremental_p99"),
    },
    ...memoryTile(content, Number(paramOf(content.run, "memory_limit")) || 0),
    {
      label: "Kills for want of memory",
      value: formatValue(ooms, ""),
      n: sampleSize(
        measures.outages.length + measures.late_outages.length,
        "outage",
      ),
      meaning: meaningOf(content, "ooms"),
    },
  ];
}
