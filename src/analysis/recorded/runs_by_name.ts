/** One row a run: its settings and the figures reported of it, by name. */
import { z } from "zod";
import { fromBase } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { counts, invalidRuns } from "../validity/counted_runs.ts";

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
const Figure = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  statistic: z.string(),
  value: z.number(),
});

export interface WideRun extends z.infer<typeof RunRow> {
  /** A setting as text; empty when the run does not record it. */
  readonly setting: (key: string) => string;
  /**
   * A setting or reported figure as a number in `unit`; null when there is none. `name` is a key or metric, and
   * `metric.statistic` where several statistics of a metric were reported.
   */
  readonly number: (name: string, unit?: string) => number | null;
}

/** All runs that the store shows but invalid ones, in order of time. Struck figures are left out. */
export async function wideRuns(store: Store): Promise<WideRun[]> {
  const runs = await store.query(
    RunRow,
    `SELECT run_id, started_at, status, verdict, verdict_text
     FROM runs WHERE ${counts("$1")} ORDER BY run_id`,
    [await invalidRuns(store)],
  );
  const settings = Map.groupBy(
    await store.query(Setting, "SELECT run_id, key, value, number FROM params"),
    ({ run_id }) => run_id,
  );
  const figures = Map.groupBy(
    await store.query(
      Figure,
      `SELECT run_id, kind, statistic, value FROM reported
       WHERE NOT struck AND value IS NOT NULL`,
    ),
    ({ run_id }) => run_id,
  );
  return runs.map((run) => {
    const texts = new Map<string, string>();
    const numbers = new Map<string, number>();
    for (const { kind, statistic, value } of figures.get(run.run_id) ?? []) {
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
