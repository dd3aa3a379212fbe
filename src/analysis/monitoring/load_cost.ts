/** What datapoints cost a server, fitted to runs, and what a machine must have for a load. */
import { leastSquares, predict, type Term } from "../../statistics/mod.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";

/** A resource that grows with the load. */
export interface CostResource {
  readonly name: string;
  /** Base unit. */
  readonly unit: string;
  /** What a run took; null when it does not say. */
  readonly taken: (measures: MonitoringMeasures) => number | null;
}

/** What is sized, and by which figure: mean cores, the peak of memory, the growth of the folder over whole flush periods. */
export const costResources: readonly CostResource[] = [
  { name: "cpu", unit: "", taken: ({ cpu }) => cpu?.mean ?? null },
  { name: "memory", unit: "B", taken: ({ memory }) => memory?.max ?? null },
  {
    name: "storage",
    unit: "B/s",
    taken: ({ storage }) => storage?.rate ?? null,
  },
];

export interface CostFit {
  readonly resource: CostResource;
  /** What is taken without load, and by each datapoint a second; with the bounds of their 95 % intervals. */
  readonly idle: Term;
  readonly each: Term;
  /** Whether the whole interval of `each` lies above 0: a cost that may be none sizes nothing. */
  readonly told: boolean;
  readonly r2: number;
  readonly n: number;
  /** Lowest and highest load of the runs it was fitted to, in datapoints a second. */
  readonly from: number;
  readonly to: number;
  readonly points: readonly { readonly load: number; readonly value: number }[];
  /** What a load takes, with the bounds of the fitted mean. */
  predict(load: number): {
    readonly value: number;
    readonly lower: number;
    readonly upper: number;
  };
}

/**
 * A straight line for each resource; none for one that was measured at fewer than three loads. Give it runs of loads at which
 * nothing broke: where some runs were killed for want of memory, those that are left are the ones that took least.
 */
export function fitCosts(runs: readonly MonitoringMeasures[]): CostFit[] {
  return costResources.flatMap((resource) => {
    const points = runs.flatMap((measures) => {
      const value = resource.taken(measures);
      return value === null ? [] : [{ load: measures.nominal, value }];
    });
    const loads = points.map(({ load }) => load);
    if (new Set(loads).size < 3) return [];
    const fit = leastSquares(
      { load: loads },
      points.map(({ value }) => value),
    );
    const [idle, each] = fit.terms;
    if (!idle || !each) return [];
    return [{
      resource,
      idle,
      each,
      told: each.lower > 0,
      r2: fit.r2,
      n: fit.n,
      from: Math.min(...loads),
      to: Math.max(...loads),
      points,
      predict: (load: number) => predict(fit, { load }),
    }];
  });
}

/** What one load needs of one resource. */
export interface Need {
  readonly resource: CostResource;
  /** Datapoints a second. */
  readonly load: number;
  /** The upper bound of the fitted mean, and a margin on top of it; null where it cannot be told, as the reason says. */
  readonly value: number | null;
  /** Empty where there is a value. */
  readonly reason: string;
}

/** A sizing table: each load by each resource, with a margin on top (0.25 = 25 %). Nothing is said beyond the loads measured. */
export function needsOf(
  fits: readonly CostFit[],
  { loads, margin }: {
    readonly loads: readonly number[];
    readonly margin: number;
  },
): Need[] {
  return loads.flatMap((load) =>
    fits.map((fit) => {
      const reason = whyUntold(fit, load);
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

function whyUntold({ told, from, to }: CostFit, load: number): string {
  if (!told) return "no cost above 0 can be told";
  if (load < from) return "below the loads measured";
  return load > to ? "beyond the loads measured" : "";
}
