/** Configurations of forwarders in full, as their runs recorded them, and remarks on settings away from a default. */
import { forwarderName } from "../forwarder_name.ts";
import { z } from "zod";
import { folded, md, type Prose } from "../../../report/mod.ts";
import type { Store } from "../../../store/mod.ts";

const sql =
  `SELECT system, system_version, kind, subject AS name, detail AS text,
    any_value(attribute ORDER BY runs.run_id) AS attribute, count(DISTINCT runs.run_id) AS runs, min(runs.run_id) AS first_run
  FROM events JOIN runs USING (run_id)
    LEFT JOIN (SELECT run_id, any_value(value) AS attribute FROM params WHERE key = 'attribute' GROUP BY run_id) USING (run_id)
  WHERE experiment = $1 AND kind IN ('configuration', 'remark')
  GROUP BY system, system_version, kind, subject, detail
  ORDER BY system, system_version, kind, name, first_run, text`;

const Row = z.strictObject({
  system: z.string(),
  system_version: z.string(),
  kind: z.enum(["configuration", "remark"]),
  name: z.string(),
  text: z.string(),
  /** Attribute of the first run that had it; null for a run without one. */
  attribute: z.string().nullable(),
  runs: z.number(),
  first_run: z.string(),
});

/** A configuration file or a remark, with the runs that had it. */
export type ConfigurationRow = z.infer<typeof Row>;

/** Files shown of one forwarder; the others differ from them in addresses and sizes. */
const MAX_FILES = 12;

/** Returns every different configuration and remark, by forwarder. */
export function forwarderConfigurations(
  store: Store,
  experiment = "forwarders",
): Promise<ConfigurationRow[]> {
  return store.query(Row, sql, [experiment]);
}

/**
 * Shows the remarks and, folded, the files of each forwarder. Addresses differ from run to run: files that are alike but
 * for numbers are shown once.
 */
export function describeConfigurations(
  rows: readonly ConfigurationRow[],
): Prose {
  if (rows.length === 0) return md`No configuration is on record.`;
  const systems = [...Map.groupBy(rows, (row) => nameOf(rows, row))];
  return md`${
    systems.map(([name, own]) => {
      const remarks = new Set(
        own.filter(({ kind }) => kind === "remark").map(({ text }) => text),
      );
      const files = distinctFiles(own);
      const shown = files.slice(0, MAX_FILES);
      const rest = files.length - shown.length;
      return md`### ${name}\n\n${
        [...remarks].map((text) => md`- ${text}`)
      }\n\n${
        shown.map((file) =>
          folded(
            `${file.name}, as in ${file.first_run}${
              file.attribute === null ? "" : `, ${file.attribute}`
            }`,
            file.text,
          )
        )
      }${
        rest === 0
          ? ""
          : md`\n\n${rest} more are in the table ${"events"} of the record.`
      }`;
    })
  }`;
}

/** A run that was cut off while its forwarder started has no version: it is named as all others of its system are. */
function nameOf(
  rows: readonly ConfigurationRow[],
  { system, system_version }: ConfigurationRow,
): string {
  const others = new Set(
    rows.filter((row) => row.system === system && row.system_version !== "")
      .map((row) => forwarderName(system, row.system_version)),
  );
  const [only] = others;
  return system_version === "" && others.size === 1 && only !== undefined
    ? only
    : forwarderName(system, system_version);
}

function distinctFiles(rows: readonly ConfigurationRow[]): ConfigurationRow[] {
  const files = rows.filter(({ kind }) => kind === "configuration");
  const alike = Map.groupBy(
    files,
    ({ name, text }) =>
      JSON.stringify([name, text.replace(/\d+(\.\d+)*/g, "0")]),
  );
  return [...alike.values()].flatMap((same) => same.slice(0, 1));
}
