/**
 * Budgets of a platform's own metrics: how often each loop begins, and the levels at which its operators are alerted
 * (diego-release, docs/010-metrics.md and the jobs' indicators.yml.erb). The plan of 2015 asks for the first three.
 */

/** What is judged of a metric: its mean over a quarter of an hour, the largest of its values, or its growth a minute. */
export type BudgetStatistic = "mean" | "max" | "growth";

/** Budget of one metric. Base units; null where there is none. */
export interface LoopBudget {
  readonly metric: string;
  /** Name for readers. */
  readonly label: string;
  /** Seconds from the start of one loop to that of the next: one that takes longer is late. */
  readonly interval: number | null;
  readonly statistic: BudgetStatistic;
  /** From these values on. */
  readonly yellow: number | null;
  readonly red: number | null;
  /** True for the three metrics that the plan of 2015 calls missing. */
  readonly planned: boolean;
}

const common = { interval: null, statistic: "max", planned: false } as const;

/** Metrics with a budget, or that show what a soak is about, in the order of reports. */
export const loopBudgets: readonly LoopBudget[] = [
  {
    ...common,
    metric: "ConvergenceLRPDuration",
    label: "convergence of instances",
    ...{ interval: 30, yellow: 10, red: 20, planned: true },
  },
  {
    ...common,
    metric: "RouteEmitterSyncDuration",
    label: "sync of routes",
    ...{ interval: 60, yellow: null, red: null, planned: true },
  },
  {
    ...common,
    metric: "PresentCells",
    label: "cells present",
    ...{ yellow: null, red: null, planned: true },
  },
  {
    ...common,
    metric: "ConvergenceTaskDuration",
    label: "convergence of tasks",
    ...{ interval: 30, yellow: 10, red: 20 },
  },
  {
    ...common,
    metric: "RepBulkSyncDuration",
    label: "sync of a cell",
    ...{ interval: 30, yellow: 5, red: 10 },
  },
  {
    ...common,
    metric: "RequestLatency",
    label: "latency of the BBS",
    ...{ statistic: "mean", yellow: 5, red: 10 },
  },
  {
    ...common,
    metric: "AuctioneerFetchStatesDuration",
    label: "states of all cells",
    ...{ yellow: 2, red: 5 },
  },
  {
    ...common,
    metric: "AuctioneerLRPAuctionsFailed",
    label: "failed auctions, a minute",
    ...{ statistic: "growth", yellow: 0.5, red: 1 },
  },
  {
    ...common,
    metric: "LRPsMissing",
    label: "instances missing",
    ...{ yellow: 5, red: 10 },
  },
  {
    ...common,
    metric: "LRPsExtra",
    label: "instances too many",
    ...{ yellow: 5, red: 10 },
  },
];

/** Seconds over which alerts look at a metric. */
export const ALERT_WINDOW_S = 15 * 60;
