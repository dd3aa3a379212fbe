/** The settings of several runs, merged into one row each. */
import { z } from "zod";
import { bookkeepingParams } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  key: z.string(),
  label: z.string(),
  unit: z.string(),
  /** Distinct values in order, joined by commas. */
  value: z.string(),
  /** Runs that record the setting, out of `of` runs. */
  recorded: z.number(),
  of: z.number(),
});

/** Setting of several runs, with its values. */
export type SettingSummary = z.infer<typeof Row>;

/** Options of `settingsSummary`. */
export interface SettingSummaryOptions {
  /** Ids of the runs. */
  readonly runs: readonly string[];
  /** Keys to leave out besides those of the lab's bookkeeping, such as the axes of the cases. @default {[]} */
  readonly except?: readonly string[];
}

/** Returns a row for each setting of the runs, in the order of the record. */
export function settingsSummary(
  store: Store,
  { runs, except = [] }: SettingSummaryOptions,
): Promise<SettingSummary[]> {
  return store.query(
    Row,
    `WITH selected AS (SELECT unnest($runs::JSON::VARCHAR[]) AS run_id)
     SELECT key, any_value(label) AS label, any_value(unit) AS unit,
       string_agg(DISTINCT value, ', ' ORDER BY value) AS value,
       count(*) AS recorded, (SELECT count(*) FROM selected) AS of
     FROM params SEMI JOIN selected USING (run_id)
     WHERE NOT list_contains($except::JSON::VARCHAR[], key)
     GROUP BY key ORDER BY min(position), key`,
    {
      runs: JSON.stringify(runs),
      except: JSON.stringify([...bookkeepingParams, ...except]),
    },
  );
}

/** Makes the table of `settingsSummary()`. */
export async function settingsTable(
  store: Store,
  { caption, ...options }: SettingSummaryOptions & { readonly caption: string },
): Promise<Table> {
  const rows = await settingsSummary(store, options);
  const partly = rows.some(({ recorded, of }) => recorded < of);
  return table(rows, [
    column.text("label", "Setting"),
    column.cell(
      "Value",
      "right",
      ({ value, recorded, of }) =>
        recorded < of
          ? `${value} (${recorded} ${recorded === 1 ? "run" : "runs"})`
          : value,
    ),
    column.cell("Unit", "left", ({ unit }) => unit === "1" ? "share" : unit),
  ], {
    caption,
    headline: partly
      ? "With the number of runs where not all of them record it."
      : "",
  });
}
