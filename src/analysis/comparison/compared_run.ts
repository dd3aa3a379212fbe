/** One run as a comparison sees it: plain data, also in the file of a saved baseline. */
import { z } from "zod";
import { Mode, RunStatus } from "../../record/mod.ts";

/** No text of a record is longer. */
const text = z.string().max(100_000);

/** A run with what it measured, what it was measured under, and whether it counts. */
export const ComparedRun = z.strictObject({
  run_id: z.string().max(100).regex(/^[0-9A-Za-z][0-9A-Za-z_-]*$/),
  experiment: z.string().max(100).regex(/^[a-z0-9][a-z0-9-]*$/),
  case_id: text,
  system: text,
  /** Empty for a run without one, such as an import. */
  session: text,
  mode: Mode,
  /** By the rules of `validity/`. */
  status: RunStatus,
  /** Cause of a status other than `ok`; empty for `ok`. */
  cause: text,
  /** True above the limit of background load: the run counts, and a second test leaves it out. */
  disturbed: z.boolean(),
  /** Settings, versions, and entries of the environment as `environment.KEY`. */
  factors: z.record(text, text),
  /** Values in base units by the name of the metric, one of this run each; null if it could not be measured. */
  metrics: z.record(text, z.number().nullable()),
  /** Base units of metrics that other tools named. */
  units: z.record(text, text),
  /** Operations that the metrics rest on; null if unknown. */
  operations: z.number().int().min(0).nullable(),
});
export type ComparedRun = z.infer<typeof ComparedRun>;

/**
 * Returns what a run has under a key itself: names of records may be those of what every object inherits, such as
 * `constructor`.
 */
export function ownValue<T>(
  values: Readonly<Record<string, T>>,
  key: string,
): T | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** Returns the base unit of a metric that another tool named, by the first of the runs that has one; else empty. */
export function unitOf(
  runs: readonly Pick<ComparedRun, "units">[],
  metric: string,
): string {
  return runs.map(({ units }) => ownValue(units, metric))
    .find((unit) => unit !== undefined) ?? "";
}

/**
 * Returns what names a case whatever the system: `nodes=3 workers=10` of `etcd nodes=3 workers=10`, so that the cases
 * of two systems can be matched.
 */
export function caseKey(
  { case_id, system }: Pick<ComparedRun, "case_id" | "system">,
): string {
  return system !== "" && case_id.startsWith(`${system} `)
    ? case_id.slice(system.length + 1)
    : case_id;
}

/** Whether a run enters statistics. */
export function entersStatistics(
  { status }: Pick<ComparedRun, "status">,
): boolean {
  return status === "ok";
}
