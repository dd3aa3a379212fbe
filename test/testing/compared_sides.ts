/** Two sides of a comparison as literals. */
import {
  type ComparedRun,
  compareSides,
  type Comparison,
} from "../../src/analysis/mod.ts";
import { toComparedRuns } from "./compared_runs.ts";

type Options = Parameters<typeof compareSides>[2];

/** Options of a comparison of everything, without limits. */
export const testOptions: Options = {
  smallest: { relative: 0.03, points: 0.001 },
  objectives: [],
  checkObjectives: false,
  metrics: [],
  thresholds: [],
  varies: [],
  pool: [],
  warmUps: new Map(),
  failed: new Map(),
  within: new Map(),
};

/** Compares runs with these options, or others. */
export function compareTestSides(
  a: readonly ComparedRun[],
  b: readonly ComparedRun[],
  options: Partial<Options> = {},
): Comparison {
  return compareSides(
    { text: "before", terms: [], runs: a },
    { text: "after", terms: [], runs: b },
    { ...testOptions, ...options },
  );
}

/** Returns a run for each p95, in seconds. */
export function withP95(
  name: string,
  values: readonly number[],
  options: Partial<ComparedRun> = {},
): ComparedRun[] {
  return toComparedRuns(name, "p95", values, options);
}

/** p95 of four slow runs, and of four fast ones, in seconds. */
export const slow: readonly number[] = [0.2, 0.21, 0.22, 0.23];
export const fast: readonly number[] = [0.1, 0.11, 0.12, 0.13];
