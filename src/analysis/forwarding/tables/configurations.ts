/** Configurations of forwarders in full, as their runs recorded them, and remarks on settings away from a default. */
import { forwarderName } from "../forwarder_name.ts";
import { z } from "zod";
import { folded, md, type Prose } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";

const sql =
  `SELECT system, system_version, kind, subject AS name, detail AS text,
    any_value(attribute ORDER BY runs.run_id) AS attribute, count(DISTINCT runs.run_id) AS runs, min(runs.run_id) AS first_run
  FROM events JOIN runs USING (run_id)
    LEFT JOIN (SELECT run_id, any_value(value) AS attribute FROM params WHERE key = 'attribute' GROUP BY run_id) USING (run_id)
  WHERE experiment = $1 AND list_contains(CAST(CAST($2 AS JSON) AS VARCHAR[]), run_id) AND kind IN ('configuration', 'remark')
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

/** Returns every different configuration and remark of some runs, by forwarder. */
export function forwarderConfigurations(
  store: Store,
  { experiment, runs }: {
    readonly experiment: string;
    readonly runs: readonly string[];
  },
): Promise<ConfigurationRow[]> {
  return store.query(Row, sql, [experiment, JSON.stringify(runs)]);
}

/**
 * Shows the remarks and, folded, the files of each forwarder: each once in full, as most runs had it, and of its other forms
 * the lines that differ. Addresses and random ids differ from run to run, and make no other form.
 */
export function describeConfigurations(
  rows: readonly ConfigurationRow[],
): Prose {
  if (rows.length === 0) return md`No configuration is on record.`;
  const names = namesBySystem(rows);
  const systems = [...Map.groupBy(rows, (row) => nameOf(names, row))];
  return md`${
    systems.map(([name, own]) => {
      const remarks = new Set(
        own.filter(({ kind }) => kind === "remark").map(({ text }) => text),
      );
      const files = Map.groupBy(
        own.filter(({ kind }) => kind === "configuration"),
        ({ name }) => name,
      );
      return md`### ${name}\n\n${
        [...remarks].map((text) => md`- ${text}`)
      }\n\n${[...files.values()].flatMap((same) => describeFile(same))}`;
    })
  }`;
}

/** Returns the names of the versions of each system that are recorded. */
function namesBySystem(
  rows: readonly ConfigurationRow[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { system, system_version } of rows) {
    if (system_version === "") continue;
    const own = names.get(system) ?? new Set<string>();
    names.set(system, own);
    own.add(forwarderName(system, system_version));
  }
  return names;
}

/** A run that was cut off while its forwarder started has no version: it is named as all others of its system are. */
function nameOf(
  names: ReadonlyMap<string, ReadonlySet<string>>,
  { system, system_version }: ConfigurationRow,
): string {
  const [only, ...more] = names.get(system) ?? [];
  return system_version === "" && only !== undefined && more.length === 0
    ? only
    : forwarderName(system, system_version);
}

/** Shows a file of a forwarder in full, and how it is in other runs. */
function describeFile(rows: readonly ConfigurationRow[]): Prose[] {
  const [usual, ...others] = distinctForms(rows);
  if (usual === undefined) return [];
  return [
    folded(`${usual.name}, as in ${describeRun(usual)}`, usual.text),
    ...others.map((other) =>
      folded(
        `${other.name}, what differs in ${describeRun(other)}`,
        differingLines(usual.text, other.text),
      )
    ),
  ];
}

function describeRun({ first_run, attribute }: ConfigurationRow): string {
  return attribute === null ? first_run : `${first_run}, ${attribute}`;
}

/** Returns the first run's row of each form of a file, that of most runs first. */
function distinctForms(rows: readonly ConfigurationRow[]): ConfigurationRow[] {
  const forms = Map.groupBy(rows, ({ text }) => withoutAddresses(text));
  const count = (same: readonly ConfigurationRow[]) =>
    same.reduce((sum, { runs }) => sum + runs, 0);
  return [...forms.values()]
    .toSorted((a, b) => count(b) - count(a))
    .flatMap((same) => same.slice(0, 1));
}

/** Replaces what is another in each run: random ids, loopback addresses, and ports. */
function withoutAddresses(text: string): string {
  return text
    .replace(/\b[\da-f]{8}(-?[\da-f]{4}){2,}[\da-f-]*\b/g, "ID")
    .replace(/\b127(\.\d+){3}\b/g, "HOST")
    .replace(/\bHOST:\d+/g, "HOST:PORT")
    .replace(/\b(port\W{1,4})\d+/gi, "$1PORT");
}

/** Returns the lines of one form that the other lacks, `-` and `+` before them. */
function differingLines(usual: string, other: string): string {
  const lacking = (text: string, from: string) => {
    const there = new Set(withoutAddresses(from).split("\n"));
    return text.split("\n")
      .filter((line) => !there.has(withoutAddresses(line)));
  };
  return [
    ...lacking(usual, other).map((line) => `- ${line}`),
    ...lacking(other, usual).map((line) => `+ ${line}`),
  ].join("\n");
}
