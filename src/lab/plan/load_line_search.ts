/** Searches for the load line, the highest load that meets all objectives; chooses each load by the runs so far. */
import { z } from "zod";

/** Search of a preset for the highest value of a setting at which every objective is met. */
export const Search = z.strictObject({
  /** The setting that grows; a whole number that the load is proportional to. */
  parameter: z.string(),
  /** First value. */
  start: z.number().int().min(1),
  /** Multiplies a value that passed, until one fails. */
  growthFactor: z.number().gt(1),
  /** Ends the search when the ratio of the lowest failed to the highest passed value is at most this. */
  resolution: z.number().gt(1),
  /** Minimum runs at each end of the bracket. */
  confirmations: z.number().int().min(1),
  /** Maximum runs of one value; the majority decides where they disagree. */
  maxRunsPerValue: z.number().int().min(1),
  /** Maximum value. */
  max: z.number().int().min(1),
  /** `every`: one failed run fails its value. `majority`: most of up to `maxRunsPerValue` runs decide. */
  rule: z.enum(["majority", "every"]).default("majority"),
  /** Longer runs that repeat both ends of the bracket once it is narrow; null for none. */
  confirm: z.strictObject({
    /** Number of them at each end. */
    runs: z.number().int().min(1),
    /** Settings that differ in them, such as a longer duration. */
    settings: z.record(z.string(), z.union([z.number(), z.string()])),
  }).nullable().default(null),
}).refine(
  ({ confirmations, maxRunsPerValue }) => maxRunsPerValue >= confirmations,
  { message: "maxRunsPerValue must be at least confirmations" },
).refine(
  ({ parameter, confirm }) =>
    !Object.hasOwn(confirm?.settings ?? {}, parameter),
  { message: "the parameter of the search cannot be a setting of confirm" },
);
export type Search = z.infer<typeof Search>;

/**
 * Whether a run met all objectives. `inconclusive`: it was invalid, ended with another status than ok, or, in an
 * analysis, lacks a value for an objective and missed none.
 */
export type RunResult = "passed" | "failed" | "inconclusive";

/** Result of a run at a load, or at a value of a setting. */
export interface LoadResult {
  /** In any unit, the same for all runs. */
  readonly value: number;
  readonly result: RunResult;
}

/** One run of a search. */
export interface Step extends LoadResult {
  /** Whether it was made with the settings of `confirm`. */
  readonly confirms: boolean;
}

/** Bounds of the load line. */
export interface Bracket {
  /** Highest value that passed below every one that failed; null while none did. */
  readonly passed: number | null;
  /** Lowest value that failed; null while none did. */
  readonly failed: number | null;
  /** Whether all runs of both values agree. */
  readonly stable: boolean;
}

/** Next action of a search. */
export type Next =
  | {
    readonly kind: "run";
    readonly value: number;
    /** Whether to run it with the settings of `confirm`. */
    readonly confirms: boolean;
    readonly reason: string;
  }
  | {
    readonly kind: "done";
    readonly bracket: Bracket;
    /** In words: `bracketed`, `nothing failed up to 4000` ... */
    readonly reason: string;
  };

/** All runs of one value, counted by result. */
interface Level {
  readonly value: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
}

/** Inconclusive runs of a value after which the search gives up, as the next would be inconclusive too. */
const MAX_INCONCLUSIVE_RUNS = 2;

/**
 * Chooses the next value: geometric steps up until one fails (down when the first does), then the geometric mean of
 * the bracket until it is narrow, then repetitions at both ends. Under `majority`, a value whose runs disagree is run
 * again until the majority of `maxRunsPerValue` decides; when that moves an end, the search continues from there. The
 * longer runs of `confirm` come last, at both ends; one that moves an end continues the search too. The result depends
 * on `steps` alone, so a search can be resumed, or replayed, from its record.
 */
export function nextStep(search: Search, steps: readonly Step[]): Next {
  const levels = toLevels(steps);
  const bracket = toBracket(steps, search.rule);
  const done = (reason: string): Next => ({ kind: "done", bracket, reason });
  const run = (value: number, reason: string, confirms = false): Next => ({
    kind: "run",
    value,
    confirms,
    reason,
  });
  const lost = levels.find((level) =>
    level.inconclusive >= MAX_INCONCLUSIVE_RUNS &&
    level.passed + level.failed === 0
  );
  if (lost) return done(`all runs of ${lost.value} were inconclusive`);
  const open = levels.find((level) => isOpen(level, search));
  if (open) return run(open.value, "its runs disagree");

  const { passed, failed } = bracket;
  const { start, growthFactor, resolution, max } = search;
  if (passed === null && failed === null) return run(start, "first value");
  if (failed === null) {
    const value = Math.min(max, Math.ceil((passed ?? start) * growthFactor));
    return value === passed
      ? done(`nothing failed up to ${max}`)
      : run(value, "the last passed");
  }
  if (passed === null) {
    const value = Math.floor(failed / growthFactor);
    return value < 1
      ? done("nothing passed")
      : run(value, "nothing has passed yet");
  }
  if (failed > passed * resolution && failed - passed > 1) {
    return run(between(passed, failed), `between ${passed} and ${failed}`);
  }
  const ends = levels.filter(({ value }) =>
    value === passed || value === failed
  );
  const single = ends.find((level) =>
    level.passed + level.failed < search.confirmations
  );
  const longRuns = search.confirm?.runs ?? 0;
  const end = single ??
    ends.find(({ value }) => countConfirming(steps, value) < longRuns);
  if (end === undefined) return done("bracketed");
  if (end.inconclusive >= MAX_INCONCLUSIVE_RUNS) {
    return done(`too few runs of ${end.value} were conclusive`);
  }
  return single
    ? run(single.value, "repetition")
    : run(end.value, "longer run", true);
}

/**
 * Returns the bounds of the load line. Under the rule `every`, the first is the sure line: the highest load at which
 * runs passed, and at or below which none failed.
 */
export function toBracket(
  results: readonly LoadResult[],
  rule: Search["rule"],
): Bracket {
  const levels = toLevels(results);
  // A tie counts as failed.
  const fails = ({ passed, failed }: Level) =>
    failed > 0 && (rule === "every" || failed >= passed);
  const upper = levels.find(fails);
  const lower = levels.filter((level) =>
    level.passed > 0 && !fails(level) && (!upper || level.value < upper.value)
  ).at(-1);
  return {
    passed: lower?.value ?? null,
    failed: upper?.value ?? null,
    stable: (lower?.failed ?? 0) === 0 && (upper?.passed ?? 0) === 0,
  };
}

/** Groups results by value, lowest first. */
function toLevels(results: readonly LoadResult[]): Level[] {
  return [...Map.groupBy(results, ({ value }) => value)].map(
    ([value, runs]) => {
      const count = (wanted: RunResult) =>
        runs.filter(({ result }) => result === wanted).length;
      return {
        value,
        passed: count("passed"),
        failed: count("failed"),
        inconclusive: count("inconclusive"),
      };
    },
  ).sort((a, b) => a.value - b.value);
}

/** Returns the number of conclusive runs of a value with the settings of `confirm`. */
function countConfirming(steps: readonly Step[], wanted: number): number {
  return steps.filter(({ value, confirms, result }) =>
    value === wanted && confirms && result !== "inconclusive"
  ).length;
}

/** Whether more runs of a value may settle it: its runs disagree, or all were inconclusive. */
function isOpen(
  { passed, failed, inconclusive }: Level,
  { maxRunsPerValue, rule }: Search,
): boolean {
  if (passed + failed === 0) return inconclusive > 0;
  if (rule === "every") return false;
  const settled = Math.max(passed, failed) * 2 > maxRunsPerValue;
  return passed > 0 && failed > 0 && !settled &&
    passed + failed < maxRunsPerValue;
}

/** Geometric mean, rounded, and strictly between both. */
function between(passed: number, failed: number): number {
  const middle = Math.round(Math.sqrt(passed * failed));
  return Math.min(failed - 1, Math.max(passed + 1, middle));
}
