/** Failed operations, of `n` in all. */
export interface Failures {
  readonly failed: number;
  readonly n: number;
}

/** What failures cost of an error budget. */
export interface ErrorBudget {
  /**
   * Speed at which the budget is spent: 1 spends it exactly in its period, 2 in half of it. Null without an operation.
   */
  readonly burn: number | null;
  /** Share of the budget of the period that was spent, 1 = 100 %; null without an operation. */
  readonly spent: number | null;
  /** Seconds from a full budget to none at this speed; null without an operation, Infinity without a failure. */
  readonly lasts_s: number | null;
}

/** Options of `errorBudget`. */
export interface ErrorBudgetOptions {
  /** Share of operations that must succeed, below 1 = 100 %. */
  readonly objective: number;
  /** Seconds in which the operations were counted. */
  readonly window_s: number;
  /** Seconds for which the budget must do. @default {2592000} 30 days */
  readonly period_s?: number;
}

const DAY_S = 86_400;

/**
 * Computes what a window of time costs of an error budget (Beyer and others, The Site Reliability Workbook, 2018,
 * chapter 5). No npm package does only this. Throws `RangeError` for arguments that are not counts, an objective that
 * allows no failure or all, and times that are not positive.
 *
 * @example
 * ```ts
 * import { errorBudget } from "loadline/statistics";
 *
 * const hour = { objective: 0.999, window_s: 3600 };
 * errorBudget({ failed: 144, n: 10_000 }, hour).spent?.toFixed(3); // "0.020"
 * ```
 */
export function errorBudget(
  { failed, n }: Failures,
  { objective, window_s, period_s = 30 * DAY_S }: ErrorBudgetOptions,
): ErrorBudget {
  if (!(window_s > 0 && period_s > 0)) {
    throw new RangeError(
      `Cannot compute a burn rate as its times must be positive: ${window_s} and ${period_s}`,
    );
  }
  const burn = burnRate({ failed, n }, objective);
  if (burn === null) return { burn, spent: null, lasts_s: null };
  return {
    burn,
    spent: burn * window_s / period_s,
    lasts_s: failed === 0 ? Infinity : period_s / burn,
  };
}

/**
 * Computes the burn rate: the share of failed operations over the share that may fail. Null without an operation. Throws
 * `RangeError` for arguments that are not counts, and an objective that allows no failure or all.
 */
export function burnRate(
  { failed, n }: Failures,
  objective: number,
): number | null {
  const counts = [failed, n - failed];
  if (counts.some((count) => !(Number.isSafeInteger(count) && count >= 0))) {
    throw new RangeError(
      `Cannot compute a burn rate as these are no counts: ${failed} failed of ${n}`,
    );
  }
  if (!(objective > 0 && objective < 1)) {
    throw new RangeError(
      `Cannot compute a burn rate as the objective must be between 0 and 1: ${objective}`,
    );
  }
  return n === 0 ? null : failed / n / (1 - objective);
}
