/** Tables of a platform that is left alone. */
import {
  formatDuration,
  formatPercent,
  formatValue,
  withSign,
} from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import { type BudgetVerdict } from "../soak/loop_judgement.ts";
import type { SoakRow } from "../soak/soak_rows.ts";
import { lengthOf, soakLength, type SoakRun } from "../soak/soak_series.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { causeOf } from "../../validity/validity.ts";
import {
  type MissedObjectives,
  outcomeColumn,
} from "../../results/run_outcome.ts";

const DAY_S = 86_400;

const verdictTexts: Readonly<Record<BudgetVerdict, string>> = {
  red: "red",
  late: "later than its interval",
  yellow: "yellow",
  within: "within",
  none: "no level",
};

/** Makes the table of metrics of one run against their intervals and alert levels; `name` says which run it is. */
export function soakTable(rows: readonly SoakRow[], name: string): Table {
  const value = (label: string, of: (row: SoakRow) => number | null) =>
    column.cell<SoakRow>(label, "right", (row) => {
      const found = of(row);
      return {
        text: found === null ? "–" : formatMetricValue(found, row.unit),
        sort: found,
      };
    });
  return table(rows, [
    column.text(({ budget }) => budget.label, "Metric", {
      note: ({ source, budget }) => `${source}, ${budget.metric}`,
    }),
    value("Most", ({ max }) => max),
    column.text(textOfVerdict, "Verdict", {
      bold: ({ verdict }) => verdict === "red" || verdict === "late",
      note: ({ late, red_share, yellow_share }) =>
        [
          late > 0 ? `${late} late` : "",
          red_share > 0 ? `red in ${formatPercent(red_share, 1)}` : "",
          yellow_share > red_share
            ? `yellow in ${formatPercent(yellow_share, 1)}`
            : "",
        ].filter((text) => text !== "").join(", "),
    }),
    column.cell<SoakRow>("Limits", "right", ({ budget, unit }) => ({
      text: limitsOf(budget, unit),
      sort: budget.red ?? budget.interval,
    })),
    value("Median", ({ median }) => median),
    value("p95", ({ p95 }) => p95),
    column.number("n", "n", { detail: true }),
    column.cell<SoakRow>("Drift a day", "right", ({ drift, unit }) => {
      if (drift === null) return { text: "too short", sort: null };
      const { slope, lower, upper, verdict } = drift;
      const shown = (one: number) =>
        withSign(DAY_S * one, (size) => formatMetricValue(size, unit));
      return {
        text: verdict === "unknown"
          ? "not told"
          : verdict === "flat"
          ? "none"
          : shown(slope),
        sort: slope,
        note: lower === null || upper === null
          ? "no interval: too few independent values"
          : `${shown(lower)} to ${shown(upper)}`,
      };
    }),
  ], {
    caption: `Loops and metrics against their budgets: ${name}`,
    headline:
      "Limits: interval of the loop, yellow and red level. Levels are compared in windows of a quarter of an hour.",
    none: "No run recorded a metric of the platform.",
  });
}

/** Makes the table of every run that was left alone: one that does not count, or missed an objective, says why. */
export function soakRunTable(
  runs: readonly PlatformRun[],
  soaks: readonly SoakRun[],
  missed: MissedObjectives,
): Table {
  const byId = new Map(soaks.map((soak) => [soak.run.run_id, soak]));
  const rows = runs.map((run) => ({ ...run, soak: byId.get(run.run_id) }));
  const maximum = (label: string, metric: string) =>
    column.duration<(typeof rows)[number]>(
      ({ soak }) =>
        soak?.rows.find(({ budget }) => budget.metric === metric)?.max ?? null,
      label,
    );
  return table(rows, [
    column.number("cells", "Cells"),
    column.percent("fill", "Fill"),
    column.number("repetition", "Repetition"),
    outcomeColumn<(typeof rows)[number]>("Run", missed, { note: causeOf }),
    column.cell<(typeof rows)[number]>("Soak", "right", ({ soak }) => ({
      text: soak ? soakLength(lengthOf(soak)) : "–",
      sort: soak ? lengthOf(soak) : null,
    })),
    maximum("Longest convergence", "ConvergenceLRPDuration"),
    maximum("Longest sync of routes", "RouteEmitterSyncDuration"),
    column.number(
      ({ soak }) => soak?.rows.reduce((sum, { late }) => sum + late, 0) ?? null,
      "Late loops",
    ),
    column.number(
      ({ soak }) =>
        soak?.rows.filter(({ verdict }) => verdict === "red").length ?? null,
      "Metrics in red",
    ),
    column.text("run_id", "Id", { detail: true }),
  ], {
    caption: "Every run that was left alone",
    none: "There is no run that was left alone.",
  });
}

/** Says within what a metric was: one with an interval need not have levels. */
function textOfVerdict({ verdict, budget }: SoakRow): string {
  return verdict === "within" && budget.yellow === null
    ? "in its interval"
    : verdictTexts[verdict];
}

function formatMetricValue(value: number, unit: string): string {
  return unit === "s"
    ? formatDuration(value)
    : formatValue(value, unit, { digits: 3 });
}

function limitsOf({ interval, yellow, red }: SoakRow["budget"], unit: string) {
  const shown = [interval, yellow, red].flatMap((limit, i) =>
    limit === null ? [] : [
      `${i === 0 ? "every " : ""}${
        formatMetricValue(limit, i === 0 ? "s" : unit)
      }`,
    ]
  );
  return shown.length === 0 ? "–" : shown.join(", ");
}
