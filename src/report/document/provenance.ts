/** Renders the provenance of a report: its records, notebook, settings and versions. */
import { counted, type Mode } from "../../record/mod.ts";
import { codeSpan, escapeHtml, escapeMarkdown } from "../text/escape.ts";
import { renderHtmlTable } from "../table/html_table.ts";
import { renderMarkdownTable } from "../table/render_table.ts";
import { column } from "../table/column.ts";
import { table } from "../table/table.ts";
import type { TableData } from "../table/table_data.ts";

/** Records of one experiment that a report read. */
export interface RecordSource {
  readonly experiment: string;
  /** Number of runs. */
  readonly runs: number;
  /** SHA-256 of the record, complete or shortened. */
  readonly digest: string;
  /** Modes of those runs. */
  readonly modes: readonly Mode[];
  /** Number of those runs that are imported. */
  readonly imported: number;
  /** Day on which the first run started, ISO 8601 in UTC; empty if no run tells. */
  readonly first: string;
  /** Day on which the last run ended, likewise; a simulated one counts as on the day of its start, as its end is virtual. */
  readonly last: string;
}

/** What a report was made from: records, notebook, parameters, versions. */
export interface Provenance {
  readonly records: readonly RecordSource[];
  /** Null for the report of a run, which is made by code alone. */
  readonly notebook: {
    /** From the root of the repository. */
    readonly path: string;
    readonly digest: string;
  } | null;
  /** Resolved parameters of the notebook. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What each parameter means, with its unit; empty where the notebook does not say. */
  readonly meanings: Readonly<Record<string, string>>;
  /** True if the notebook ran with `--trust`. */
  readonly trusted: boolean;
  readonly versions: {
    readonly loadline: string;
    readonly deno: string;
    readonly duckdb: string;
  };
}

/** Line in the provenance of a report whose results are not all of real systems. */
export interface Badge {
  /** `Imported results` */
  readonly label: string;
  /** Experiments, with their number of runs. */
  readonly text: string;
}

const badgedModes: readonly Exclude<Mode, "real">[] = [
  "simulated",
  "imported",
  "embedded",
];
const meanings = {
  simulated:
    "no real system was measured in these, and all times after the start of a run are virtual",
  imported: "measured by others, not by Loadline",
  embedded: "measured on a small system inside a process of Loadline",
};

/** Returns a badge for each mode of the records other than `real`, the least real first. */
export function toBadges({ records }: Provenance): Badge[] {
  return badgedModes.flatMap((mode) => {
    const from = records.filter(({ modes }) => modes.includes(mode));
    if (from.length === 0) return [];
    const names = from.map(({ experiment, runs, modes }) =>
      `${experiment} (${modes.length > 1 ? "part of " : ""}${
        counted(runs, "run")
      })`
    );
    return [{
      label: `${mode.charAt(0).toUpperCase()}${mode.slice(1)} results`,
      text: `${names.join(", ")}; ${meanings[mode]}`,
    }];
  });
}

/** Returns the resolved parameters as a table, with what they mean; null if there are none. */
export function toParameterTable(
  { parameters, meanings }: Pick<Provenance, "parameters" | "meanings">,
): TableData | null {
  const rows = Object.entries(parameters).map(([name, value]) => ({
    ...{ name, value },
    meaning: meanings[name] ?? "",
  }));
  if (rows.length === 0) return null;
  const described = rows.some(({ meaning }) => meaning !== "");
  return table(rows, [
    column.text("name", "Parameter"),
    column.text(({ value }) => formatParameter(value), "Value"),
    ...described
      ? [column.text<typeof rows[number]>("meaning", "What it is")]
      : [],
  ], { caption: "Parameters" });
}

function formatParameter(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.length > 0
    ? value.map(formatParameter).join(", ")
    : JSON.stringify(value) ?? "–";
}

/** Formats the days of some records as text: `2021-12-08 to 2022-01-07`; empty if no run tells. */
export function formatDays(records: readonly RecordSource[]): string {
  const days = records.flatMap(({ first, last }) => [first, last])
    .filter((day) => day !== "").sort();
  const [first = "", last = ""] = [days.at(0), days.at(-1)];
  return first === last ? first : `${first} to ${last}`;
}

function toRecordsTable(records: readonly RecordSource[]): TableData {
  return table(records, [
    column.text("experiment", "Experiment"),
    column.number("runs", "Runs"),
    column.text(({ modes }) => modes.join(", "), "Mode"),
    column.text((record) => formatDays([record]), "Days"),
    column.text("digest", "SHA-256 of the record"),
  ], { caption: "Records" });
}

function leadOf({ notebook }: Provenance): string {
  const sources = notebook ? "records and the notebook" : "record";
  return `This report is generated from the ${sources} named here; ` +
    "the same records give the same report.";
}

const trust = "The notebook ran with --trust: it could use files, programs, " +
  "the network and libraries that are not named here.";

function formatVersions({ versions }: Provenance): string {
  return `Loadline ${versions.loadline}, Deno ${versions.deno}, ` +
    `DuckDB ${versions.duckdb}`;
}

/** Renders the footer of a Markdown report; links are relative to `reports/`. */
export function renderMarkdownProvenance(provenance: Provenance): string {
  const { records, notebook } = provenance;
  const parts = ["## Provenance", leadOf(provenance)];
  parts.push(
    ...toBadges(provenance).map(({ label, text }) =>
      `**${label}:** ${escapeMarkdown(text)}`
    ),
  );
  if (records.length > 0) {
    parts.push(renderMarkdownTable(toRecordsTable(records), { title: "" }));
  }
  if (provenance.trusted) parts.push(escapeMarkdown(trust));
  if (notebook) {
    const path = encodeURI(notebook.path).replace(/[()]/g, "\\$&");
    parts.push(
      `Notebook, with the code: [${
        escapeMarkdown(notebook.path)
      }](../${path}) (SHA-256 ${codeSpan(notebook.digest)}).`,
    );
  }
  parts.push(
    `Made with ${escapeMarkdown(formatVersions(provenance))}.`,
  );
  return parts.join("\n\n");
}

/** Renders the footer of an HTML report, without its heading. */
export function renderHtmlProvenance(provenance: Provenance): string {
  const { records, notebook } = provenance;
  return [
    `<p>${escapeHtml(leadOf(provenance))}</p>`,
    ...toBadges(provenance).map(({ label, text }) =>
      `<p class="badge"><b>${escapeHtml(label)}:</b> ${escapeHtml(text)}</p>`
    ),
    provenance.trusted ? `<p>${escapeHtml(trust)}</p>` : "",
    records.length === 0
      ? ""
      : renderHtmlTable(toRecordsTable(records), { sortable: false }),
    notebook
      ? `<p>Notebook: <a href="${
        escapeHtml(`../${encodeURI(notebook.path)}`)
      }">${escapeHtml(notebook.path)}</a>, SHA-256 ` +
        `<code>${escapeHtml(notebook.digest)}</code></p>`
      : "",
    `<p>Made with ${escapeHtml(formatVersions(provenance))}</p>`,
  ].filter((part) => part !== "").join("\n");
}
