/** Objectives of `monitoring-load`, evaluated at the end of a run and again for every report. */
import type { Objective } from "../../lab/plan/experiment.ts";
import { formatDuration, formatPercent } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { objectiveName } from "./objective_names.ts";

/** Metrics are those of `toObjectiveMetrics()`. Memory growth is known only for runs of ten minutes or more. */
export const monitoringObjectives: readonly Objective[] = [
  { metric: "ooms", is: "at most", value: 0, unknown: "missed" },
  { metric: "success_rate", is: "at least", value: 0.995, unknown: "missed" },
  { metric: "incremental_p99", is: "at most", value: 1, unknown: "missed" },
  { metric: "scrape_pacing", is: "at least", value: 0.95, unknown: "missed" },
  { metric: "ingested_share", is: "at least", value: 0.9, unknown: "missed" },
  { metric: "memory_growth", is: "at most", value: 0.1, unknown: "ignored" },
];

/** What the metric of an objective is, and the text of a limit on it. */
interface ObjectiveWords {
  readonly about: string;
  readonly limit: (value: number) => string;
}

const share = (value: number) => formatPercent(value);
const words: Readonly<Record<string, ObjectiveWords>> = {
  ooms: {
    about:
      "Times that the server was killed, from the warm-up to the end of the load",
    limit: String,
  },
  success_rate: {
    about: "Queries that succeeded, of all that were due",
    limit: share,
  },
  incremental_p99: {
    about: "99th percentile of its latency, from when a query was due",
    limit: formatDuration,
  },
  scrape_pacing: {
    about: "Scrape interval as configured, of the mean interval as it was",
    limit: share,
  },
  ingested_share: {
    about: "Datapoints that the server says it appended, of those configured",
    limit: share,
  },
  memory_growth: {
    about:
      "Lower end of the growth of memory in an hour, of its level; only runs of ten minutes or more tell it",
    limit: share,
  },
};

/** Makes a table of the objectives and their limits. */
export function objectivesTable(): Table {
  return table(monitoringObjectives, [
    column.text(({ metric }) => objectiveName(metric), "Objective"),
    column.text(
      ({ metric, is, value }) =>
        `${is} ${words[metric]?.limit(value) ?? value}`,
      "Limit",
    ),
    column.text(({ metric }) => words[metric]?.about ?? null, "What it is"),
    column.text(
      ({ unknown }) => unknown === "missed" ? "counts as missed" : "is ignored",
      "Where it is unknown",
    ),
  ], {
    caption: "Objectives",
    headline: "A run held if it kept every limit; one that it missed broke it.",
  });
}
