/** The sizing that Canonical published for COS Lite, beside the one fitted to the runs. */
import type { Estimate } from "../../record/mod.ts";
import type { RunByName } from "./runs_by_name.ts";
import type { SizingModel } from "./sizing.ts";
import type { SizingFit } from "./sizing_fit.ts";
import {
  type FixedShare,
  type SizingRow,
  sizingTable,
} from "./sizing_table.ts";
import {
  placeOf,
  type SizingLoad,
  sizingLoads,
  type SizingPlace,
} from "./sizing_place.ts";

/** Fixed share of Grafana, Traefik and the host, as published; no fit gives it. */
export const publishedShare: FixedShare = {
  cpu: 0.25 + 0.08 + 1,
  memoryGb: 0.2 + 0.2 + 2.6,
};

/** Loads a minute for which the report lists a size. */
const listedLoads: readonly SizingLoad[] = [
  { datapoints: 1e6, logLines: 0 },
  { datapoints: 1e6, logLines: 60e3 },
  { datapoints: 3e6, logLines: 0 },
  { datapoints: 3e6, logLines: 180e3 },
  { datapoints: 6e6, logLines: 0 },
  { datapoints: 6e6, logLines: 360e3 },
  { datapoints: 9e6, logLines: 360e3 },
];

/** Coefficients as published, by fit and name. */
const published: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "disk of log lines": { intercept: 2.447e-3, slope: 3.011e-4 },
  "disk of datapoints": { intercept: 1.021, slope: 3.823e-6 },
  "cpu of Loki": { intercept: 1.442e-1, height: 1.89, steepness: 1.365e-4 },
  "memory of Loki": { intercept: 4.851e-2, height: 2.063, steepness: 2.539e-3 },
  "cpu of Prometheus": { intercept: 1.696e-1, slope: 1.059e-7 },
  "memory of Prometheus": { intercept: 2.51e-1, slope: 1.464e-6 },
};

/** Largest relative difference at which a published coefficient counts as reproduced. */
const REPRODUCED_WITHIN = 1e-3;

/** One coefficient of one fit. */
export interface SizingCoefficient extends Estimate {
  readonly fit: string;
  readonly name: string;
  readonly published: number;
  /** Fitted / published - 1. */
  readonly difference: number;
  readonly r2: number;
  readonly n: number;
}

/** Returns the fits of a model. */
export function fitsOf({ loads: _, ...fits }: SizingModel): SizingFit[] {
  return Object.values(fits);
}

/** Returns the coefficients of all fits, beside the published ones. */
export function sizingCoefficients(model: SizingModel): SizingCoefficient[] {
  return fitsOf(model).flatMap(({ name: fit, coefficients, r2, n }) =>
    Object.entries(coefficients).map(([name, estimate]) => {
      const known = published[fit]?.[name] ?? NaN;
      const difference = estimate.value / known - 1;
      return { fit, name, ...estimate, published: known, difference, r2, n };
    })
  );
}

/** Counts the fits whose published coefficients are all reproduced. */
export function reproducedFits(
  coefficients: readonly SizingCoefficient[],
): number {
  return [...Map.groupBy(coefficients, ({ fit }) => fit).values()]
    .filter((own) =>
      own.every(({ difference }) => Math.abs(difference) < REPRODUCED_WITHIN)
    ).length;
}

/** The size for one load, with its place among the runs. */
export interface PlacedSize extends SizingRow, SizingPlace {
  /** Runs that had so much of both loads, or more. */
  readonly runsWithBoth: number;
  /** Place in words: `within the runs; 1 of the 3 nearest failed`. */
  readonly basis: string;
}

/** Returns the size for each listed load, from a model and the runs of its machine. */
export function placedSizes(
  model: SizingModel,
  { runs, margin }: {
    readonly runs: readonly RunByName[];
    readonly margin: number;
  },
): PlacedSize[] {
  const sizes = sizingTable(model, listedLoads, {
    fixed: publishedShare,
    margin,
  });
  return sizes.map((size) => {
    const place = placeOf(size, { fitted: model.loads, runs });
    return {
      ...size,
      ...place,
      runsWithBoth: sizingLoads(runs).filter(({ datapoints, logLines }) =>
        datapoints >= size.datapoints && logLines >= size.logLines
      ).length,
      basis: `${
        place.within ? "within" : "outside"
      } the runs; ${place.nearestFailed} of the ${place.nearest} nearest failed`,
    };
  });
}
