/** Resource cost of datapoints on a server, fitted to runs, and the resources needed for a load. */
import { leastSquares, predict, type Term } from "../../statistics/mod.ts";
import type { PooledLine } from "./load_line_searches.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";

/** A resource whose usage grows with the load. */
export interface CostResource {
  readonly name: string;
  /** Base unit. */
  readonly unit: string;
  /** Name with the unit in which reports show it, and that unit. */
  readonly label: string;
  readonly shownIn: string;
  /** Returns the usage of a run; null when not measured. */
  readonly usageOf: (measures: MonitoringMeasures) => number | null;
}

/** Resources and their statistics: mean cores, peak memory, growth of the data folder over whole flush periods. */
const costResources: readonly CostResource[] = [
  {
    name: "cpu",
    unit: "",
    label: "cpu [cores]",
    shownIn: "",
    usageOf: ({ cpu }) => cpu?.mean ?? null,
  },
  {
    name: "memory",
    unit: "B",
    label: "memory [MiB]",
    shownIn: "MiB",
    usageOf: ({ memory }) => memory?.max ?? null,
  },
  {
    name: "storage",
    unit: "B/s",
    label: "storage [GiB/day]",
    shownIn: "GiB/day",
    usageOf: ({ storage }) => storage?.rate ?? null,
  },
];

/** Fitted cost of load in one resource. */
export interface CostFit {
  readonly resource: CostResource;
  /** Usage without load, and per datapoint a second; with the bounds of their 95 % intervals. */
  readonly idle: Term;
  readonly perDatapoint: Term;
  /** True if the whole interval of `perDatapoint` lies above 0; otherwise the fit sizes nothing. */
  readonly significant: boolean;
  readonly r2: number;
  readonly n: number;
  /** Lowest and highest load of the fitted runs, in datapoints a second. */
  readonly from: number;
  readonly to: number;
  readonly points: readonly { readonly load: number; readonly value: number }[];
  /** Returns the usage at a load, with the bounds of the fitted mean. */
  predict(load: number): {
    readonly value: number;
    readonly lower: number;
    readonly upper: number;
  };
}

/** Fits the costs to the steps of a line that held at or below it, without disturbed runs. */
export function fitLineCosts(
  { steps, line: { passed } }: PooledLine,
): CostFit[] {
  return fitCosts(
    steps.flatMap(({ run, load, result }) =>
      result === "passed" && !run.disturbed && passed !== null &&
        load <= passed &&
        run.measures
        ? [run.measures]
        : []
    ),
  );
}

/**
 * Fits a straight line for each resource measured at three loads or more. Pass runs of loads at which every run held:
 * where some runs ran out of memory, the remaining ones are biased to low usage.
 */
export function fitCosts(runs: readonly MonitoringMeasures[]): CostFit[] {
  return costResources.flatMap((resource) => {
    const points = runs.flatMap((measures) => {
      const value = resource.usageOf(measures);
      return value === null ? [] : [{ load: measures.nominal, value }];
    });
    const loads = points.map(({ load }) => load);
    if (new Set(loads).size < 3) return [];
    const fit = leastSquares(
      { load: loads },
      points.map(({ value }) => value),
    );
    const [idle, perDatapoint] = fit.terms;
    if (!idle || !perDatapoint) return [];
    return [{
      resource,
      idle,
      perDatapoint,
      significant: perDatapoint.lower > 0,
      r2: fit.r2,
      n: fit.n,
      from: Math.min(...loads),
      to: Math.max(...loads),
      points,
      predict: (load: number) => predict(fit, { load }),
    }];
  });
}

/** Amount of one resource needed for one load. */
export interface ResourceNeed {
  readonly resource: CostResource;
  /** Datapoints a second. */
  readonly load: number;
  /** Upper bound of the fitted mean, plus the margin; null for the given reason. */
  readonly value: number | null;
  /** Empty if there is a value. */
  readonly reason: string;
}

/** Sizes each resource for each load, plus a margin (0.25 = 25 %), without extrapolation beyond the measured loads. */
export function resourceNeeds(
  fits: readonly CostFit[],
  { loads, margin }: {
    readonly loads: readonly number[];
    readonly margin: number;
  },
): ResourceNeed[] {
  return loads.flatMap((load) =>
    fits.map((fit) => {
      const reason = unknownReason(fit, load);
      return {
        resource: fit.resource,
        load,
        value: reason === ""
          ? Math.max(0, fit.predict(load).upper) * (1 + margin)
          : null,
        reason,
      };
    })
  );
}

function unknownReason(
  { significant, from, to }: CostFit,
  load: number,
): string {
  if (!significant) return "no cost above 0 can be told";
  if (load < from) return "below the loads measured";
  return load > to ? "beyond the loads measured" : "";
}
