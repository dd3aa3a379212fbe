/** Everything that a report of `monitoring-load` shows, as rows. */
import type { Store } from "../../store/mod.ts";
import { compareConfigurations, configurationOf } from "./configurations.ts";
import { type CostRow, costRows } from "./cost_rows.ts";
import { type CostFit, fitLineCosts } from "./load_cost.ts";
import { compareLoadLines, type LineRow } from "./load_line_comparison.ts";
import { bestKnownFirst } from "./load_line_finding.ts";
import {
  loadLineSearches,
  type PooledLine,
  poolSearches,
} from "./load_line_searches.ts";
import {
  type DriftRow,
  driftRows,
  type GrowthRow,
  growthRows,
  type MeasuredMonitoringRun,
  measuredMonitoringRuns,
  type OutageRow,
  outageRows,
  type QueryRow,
  queryRows,
} from "./measure_rows.ts";
import {
  type BesideServerRow,
  besideServerRows,
  type ExporterRow,
  exporterRows,
} from "./server_rows.ts";
import { type MonitoringRun, monitoringRuns } from "./monitoring_runs.ts";
import { besideNote } from "../overview/neighbours.ts";
import {
  type LevelRow,
  levelRows,
  type SearchRow,
  searchRows,
  type StepRow,
  stepRows,
} from "./search_rows.ts";

/** Rows of all tables of the report. Loads are datapoints a second. */
export interface MonitoringReport {
  /** Runs of every status, and those that enter statistics. */
  readonly runs: readonly MonitoringRun[];
  readonly measured: readonly MeasuredMonitoringRun[];
  /** Long runs, in which drift is looked for. */
  readonly soaks: readonly MonitoringRun[];
  /** Load line of each configuration over all of its searches, the best known first. */
  readonly pools: readonly PooledLine[];
  /** What all configurations share, in a sentence. */
  readonly shared: string;
  readonly searches: readonly SearchRow[];
  readonly levels: readonly LevelRow[];
  readonly steps: readonly StepRow[];
  readonly outages: readonly OutageRow[];
  readonly queries: readonly QueryRow[];
  readonly drifts: readonly DriftRow[];
  readonly growth: readonly GrowthRow[];
  readonly besideServer: readonly BesideServerRow[];
  readonly exporters: readonly ExporterRow[];
  /** Costs of the first configuration with enough loads at or below its line. */
  readonly fits: readonly CostFit[];
  readonly costs: readonly CostRow[];
  /** What the tables of drift, of growth and of costs say beside their rows; empty for nothing. */
  readonly soaksNote: string;
  readonly growthNote: string;
  readonly costsNote: string;
  /** Load lines of the record that was kept by hand, then ours. */
  readonly lines: readonly LineRow[];
}

/** Measures and judges all runs of `monitoring-load`, and replays their searches. */
export async function monitoringReport(
  store: Store,
): Promise<MonitoringReport> {
  const runs = await monitoringRuns(store);
  const measured = measuredMonitoringRuns(runs);
  const soaks = measured.filter(({ run }) => run.setting("preset") === "soak");
  const searches = loadLineSearches(runs);
  const pools = poolSearches(searches);
  const [first, ...others] = bestKnownFirst(pools);
  const configurations = compareConfigurations(
    pools.flatMap(({ steps }) => steps.slice(0, 1).map(({ run }) => run)),
  );
  const costed = bestKnownFirst(pools).find((pool) =>
    fitLineCosts(pool).length > 0
  );
  const fits = costed ? fitLineCosts(costed) : [];
  const growth = growthRows(measured);
  return {
    runs,
    measured,
    soaks: soaks.map(({ run }) => run),
    soaksNote: besideNote(soaks.map(({ run }) => run), runs),
    growthNote: describeGrowth(growth, { measured, runs }),
    costsNote: [
      ...(costed?.steps ?? []).slice(0, 1).map(({ run }) =>
        `${configurationOf(run)}.`
      ),
      ...fits.some(({ resource }) => resource.name === "storage") ? [] : [
        "Storage cannot be told: too few loads were measured past a head flush.",
      ],
    ].join(" "),
    pools: first ? [first, ...others] : [],
    shared: configurations.shared,
    searches: searchRows(searches, configurations),
    levels: levelRows(pools, configurations),
    steps: stepRows(searches),
    outages: outageRows(measured),
    queries: queryRows(measured),
    drifts: driftRows(soaks),
    growth,
    besideServer: besideServerRows(measured),
    exporters: exporterRows(measured),
    fits,
    costs: costRows(fits),
    lines: await compareLoadLines(store, pools),
  };
}

function describeGrowth(
  growth: readonly GrowthRow[],
  { measured, runs }: Pick<MonitoringReport, "measured" | "runs">,
): string {
  const unseen = measured.length - growth.length;
  const note =
    `${unseen} of ${measured.length} runs saw no whole flush period: of their storage nothing can be told.`;
  return `${note} ${besideNote(growth.map(({ run }) => run), runs)}`.trim();
}

/** Returns the runs whose course is worth a look: the last that held at the first line, the last that broke, the soaks. */
export function runsAtTheLine(
  { pools: [pool], soaks }: MonitoringReport,
): MonitoringRun[] {
  const lastOf = (load: number | null, result: "passed" | "failed") =>
    pool?.steps.findLast((step) => step.load === load && step.result === result)
      ?.run ?? [];
  return [
    lastOf(pool?.line.passed ?? null, "passed"),
    lastOf(pool?.line.failed ?? null, "failed"),
    ...soaks,
  ].flat();
}
