/** Names the metrics of a user's own scenario, for its declaration, which load threads import: without the store. */

/** Metrics of all steps together. */
const loadMetrics = [
  ...["throughput", "success_rate", "p50", "p95", "p99"],
] as const;

/** Metrics of one step; the objective of a step is of `pay.p95`. */
const stepMetrics = ["success_rate", "p50", "p95", "p99"] as const;

/** Returns the metrics that an objective of a scenario with these steps can have. */
export function scenarioMetrics(steps: readonly string[]): string[] {
  return [
    ...loadMetrics,
    ...steps.flatMap((step) => stepMetrics.map((name) => `${step}.${name}`)),
  ];
}
