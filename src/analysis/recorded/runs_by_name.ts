/** Runs with their settings and reported values by name. */
import { z } from "zod";
import { fromBase } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";

const RunRow = z.strictObject({
  run_id: z.string(),
  started_at: z.string().nullable(),
  status: z.string(),
  verdict: z.string(),
  verdict_text: z.string(),
});
const Setting = z.strictObject({
  run_id: z.string(),
  key: z.string(),
  value: z.string(),
  number: z.number().nullable(),
});
const ReportedRow = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  statistic: z.string(),
  value: z.number(),
});

/** A run whose settings and reported values are read by name. */
export interface RunByName extends z.infer<typeof RunRow> {
  /** Returns a setting as text; empty if not recorded. */
  readonly setting: (key: string) => string;
  /**
   * Returns a setting or reported value in `unit`; null if not recorded. `name` is a key or metric, or
   * `metric.statistic` if several statistics of a metric were reported.
   */
  readonly number: (name: string, unit?: string) => number | null;
}

/** Returns all visible runs except invalid ones, in order of time, without struck values. */
export async function runsByName(store: Store): Promise<RunByName[]> {
  const runs = await store.query(
    RunRow,
    `SELECT run_id, started_at, status, verdict, verdict_text
     FROM runs WHERE ${isCounted("$1")} ORDER BY run_id`,
    [await invalidRuns(store)],
  );
  const settings = Map.groupBy(
    await store.query(Setting, "SELECT run_id, key, value, number FROM params"),
    ({ run_id }) => run_id,
  );
  const reported = Map.groupBy(
    await store.query(
      ReportedRow,
      `SELECT run_id, kind, statistic, value FROM reported
       WHERE NOT struck AND value IS NOT NULL`,
    ),
    ({ run_id }) => run_id,
  );
  return runs.map((run) => {
    const texts = new Map<string, string>();
    const numbers = new Map<string, number>();
    for (const { kind, statistic, value } of reported.get(run.run_id) ?? []) {
      if (statistic === "value" || statistic === "nominal") {
        numbers.set(kind, value);
      }
      numbers.set(`${kind}.${statistic}`, value);
    }
    for (const { key, value, number } of settings.get(run.run_id) ?? []) {
      texts.set(key, value);
      if (number !== null) numbers.set(key, number);
    }
    return {
      ...run,
      setting: (key) => texts.get(key) ?? "",
      number: (name, unit = "") => {
        const value = numbers.get(name);
        return value === undefined ? null : fromBase(value, unit);
      },
    };
  });
}
