/** Rows of the figures on platforms that are left alone. */
import type {
  FillPanel,
  FillPoint,
  LoopPanel,
  LoopRow,
  RunClock,
  SharePanel,
} from "../../../figures/mod.ts";
import type { RunBatch } from "../../platform/pushes/run_batches.ts";
import { metricPoints } from "../../platform/runs/platform_series.ts";
import { fillLevels, RUNNING_METRIC } from "../../platform/soak/fill_levels.ts";
import {
  type LoopBudget,
  loopBudgets,
} from "../../platform/soak/loop_budgets.ts";
import {
  lengthOf,
  soakLength,
  soakPoints,
  type SoakRun,
  summariseSoaks,
} from "../../platform/soak/soak_series.ts";
import { cellCount } from "../../platform/runs/cell_count.ts";

/** Metrics over the time of soaks of one length. */
export interface SoakFigure {
  /** `7 days`. */
  readonly length: string;
  readonly clock: RunClock;
  readonly panels: readonly LoopPanel[];
}

/** Metric that only shows what a platform carries. */
const runningPanel = { metric: RUNNING_METRIC, label: "instances that run" };

/** Returns a row for each metric that is a time: how long it took in the soaks of each name. */
export function loopRows(soaks: readonly SoakRun[]): LoopRow[] {
  return timedBudgets(soaks).map((budget) => ({
    ...limitsOf(budget),
    label: budget.label,
    times: summariseSoaks(soaks, budget.metric)
      .map(({ name, ...times }) => ({ ...times, series: name })),
  }));
}

/** Returns a figure for each length of soaks, with the first run of each name. */
export function soakFigures(soaks: readonly SoakRun[]): SoakFigure[] {
  const lengths = Map.groupBy(
    firstOfName(soaks),
    (soak) => Math.round(lengthOf(soak) / 60),
  );
  return [...lengths].sort(([a], [b]) => a - b).map(([, own]) => ({
    length: soakLength(Math.max(...own.map(lengthOf))),
    clock: {
      zero: "the start of the soak",
      from: 0,
      until: Math.max(...own.map(lengthOf)),
      moments: [],
    },
    panels: [
      ...loopBudgets.filter(({ statistic }) => statistic !== "growth")
        .map((budget) => toPanel(own, budget)),
      toPanel(own, { ...runningPanel, ...noLimits }),
    ].filter(({ lines }) => lines.length > 0),
  }));
}

function toPanel(
  soaks: readonly SoakRun[],
  budget: Pick<
    LoopBudget,
    "metric" | "label" | "interval" | "yellow" | "red"
  >,
): LoopPanel {
  const { metric, label } = budget;
  const unit = unitOf(soaks, metric);
  return {
    ...limitsOf(budget),
    ...{ label, unit, log: unit === "s" },
    lines: soaks.flatMap((soak) => {
      const points = soakPoints(soak, metric);
      return points.length === 0 ? [] : [{
        series: soak.name,
        points: points.map(({ at, value }) => ({
          ...{ seconds: at - soak.span.from, value },
        })),
      }];
    }),
  };
}

const noLimits = { interval: null, yellow: null, red: null } as const;

function limitsOf(
  { interval, yellow, red }: Pick<LoopBudget, "interval" | "yellow" | "red">,
) {
  return { interval, yellow, red };
}

/** Returns a panel for each metric that is a time, against the instances that ran, from the first push on. */
export function fillPanels(soaks: readonly SoakRun[]): FillPanel[] {
  const own = firstOfName(soaks);
  return timedBudgets(own).map(({ metric, label }) => ({
    ...{ label, unit: "s" },
    points: own.flatMap(({ name, series }) =>
      fillLevels(
        metricPoints(series, metric),
        metricPoints(series, RUNNING_METRIC),
      ).flatMap(({ instances, n, median, p95 }): FillPoint[] =>
        median.value === null || instances === null ? [] : [{
          ...{ series: name, instances, n },
          ...{ median: median.value, p95: p95.value },
        }]
      )
    ),
  }));
}

/** Returns a panel for each kind of work that was asked for at once, with a series for each size. */
export function batchPanels(batches: readonly RunBatch[]): SharePanel[] {
  return [...Map.groupBy(batches, ({ run }) => run.work)].map((
    [work, own],
  ) => ({
    label: work,
    curves: own.map(({ run, times }) => ({
      series: `${times.n.toLocaleString("en-US")} on ${
        run.cells === null ? "some cells" : cellCount(run.cells)
      }`,
      run: `repetition ${run.repetition}`,
      curve: times.curve,
    })),
    healed: null,
  }));
}

/** Budgets of the metrics that are times, and that some soak sampled. */
function timedBudgets(soaks: readonly SoakRun[]): LoopBudget[] {
  return loopBudgets.filter(({ metric }) => unitOf(soaks, metric) === "s");
}

/** Returns the unit of a metric; empty for a count, and where no soak has it. */
function unitOf(soaks: readonly SoakRun[], metric: string): string {
  return soaks.flatMap(({ series }) =>
    series.filter((one) => one.metric === metric).map(({ unit }) => unit)
  )[0] ?? "";
}

function firstOfName(soaks: readonly SoakRun[]): SoakRun[] {
  return [...Map.groupBy(soaks, ({ name }) => name).values()]
    .flatMap((own) => own.slice(0, 1));
}
