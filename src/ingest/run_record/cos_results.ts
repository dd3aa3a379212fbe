/** Imports published results of COS Lite load tests: a CSV with a run a row. */
import { type Param, type Run, toRunId } from "../../record/mod.ts";
import { toCaseId } from "./case_id.ts";
import type { CsvRecord } from "../source/csv.ts";
import type {
  Imported,
  Importer,
  ImportOptions,
  RowLists,
  SourceFile,
} from "../source/importer.ts";
import { readLoadRows } from "../load_tools/load_rows.ts";
import { baseName, toMachine } from "../source/machine.ts";
import { decimalSetting } from "../source/number.ts";
import {
  dateWarnings,
  type PlacedCell,
  readCells,
  type RunCells,
} from "./run_cells.ts";
import { maybeDate } from "./run_date.ts";
import { type RecordRow, toRow } from "./run_record_rows.ts";
import { statusOf } from "./verdict.ts";

/** Importer of COS Lite results, format `cos-results`. */
export const cosResults = {
  format: "cos-results",
  title: "CSV of COS Lite load tests, a run a row",
  extensions: [".csv"],
  experiment: "cos-sizing",
  settings: {
    system: "system under test; default cos-lite",
    decimal: "decimal separator of the cells, point or comma; default point",
  },
  join: null,
  read: readCosResults,
} satisfies Importer;

const pods = ["Loki", "Prom", "Graf", "Trfk"];

/** Columns that a file must have, in any order; others are kept as reported. */
const required: readonly string[] = [
  ..."Date|Duration (hr)|Disk|CPUs|GBs|Pass/Fail".split("|"),
  ..."MicorK8s|Juju|Loki|Prom|Grafana|Traefik".split("|"),
  ..."Metrics per target|Scrape targets|Logging streams".split("|"),
  ..."Log lines per target (1/sec)|Metrics datapoints / min".split("|"),
  "Log lines / min",
  ...pods.flatMap((pod) => [`${pod} Pod CPU`, `${pod} Pod Mem`]),
  ...["% CPU", "% Mem"].flatMap((name) =>
    ["p50", "p95", "p99"].map((statistic) => `${name} (${statistic})`)
  ),
  ..."HTTP request times (p99) (ms)|Failed HTTP requests (%)".split("|"),
  ..."Storage (GiB/day)|Network tx (avg) (MiB/s)".split("|"),
  ..."Network tx (max) (MiB/s)|Network rx (max) (MiB/s)".split("|"),
  ..."Disk write (avg) (MiB/s)|Disk write (max) (MiB/s)".split("|"),
  ..."Disk read (max) (MiB/s)|Disk write IOPS (avg)".split("|"),
  ..."Disk write IOPS (max)|Disk read IOPS (max)|Notes".split("|"),
];

interface Context {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  /** Meaning of each column. */
  readonly columns: readonly RecordRow[];
  readonly rows: RowLists;
}

function readCosResults(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  let columns: readonly RecordRow[] = [];
  return readLoadRows(file, options, {
    labels: null,
    required,
    headerRemedy: "give the results.csv of the COS Lite load tests",
    checkLabels(labels, warn) {
      columns = labels.map((label, i) => toRow(label, i + 1));
      for (const { label, known, oddUnit } of columns) {
        if (oddUnit) warn(`column '${label}' ${oddUnit}`);
        if (known || label === DATE || label === NOTES) continue;
        warn(`column '${label}' is kept as reported`);
      }
    },
    readRow: (record, ordinal, { file, options, rows }) =>
      readRow(record, ordinal, { file, options, columns, rows }),
    remedy: "export the results again",
  });
}

const [DATE, NOTES] = ["Date", "Notes"];

/** Returns the run of a row, or why the row is left out. */
function readRow(
  { fields, line, problem }: CsvRecord,
  ordinal: number,
  { file, options, columns, rows }: Context,
): Run | string {
  if (problem !== "") return problem;
  if (fields.length !== columns.length) {
    return `it has ${fields.length} fields under ${columns.length} columns`;
  }
  const at = (name: string) => columns.findIndex(({ label }) => label === name);
  const [dateAt, notesAt] = [at(DATE), at(NOTES)];
  const dateText = fields[dateAt]?.trim() ?? "";
  const date = maybeDate(dateText);
  const run_id = toRunId(date?.text ?? null, {
    ordinal,
    identity: `${file.digest}-${ordinal}`,
  });
  const place = (column: number) =>
    `${baseName(file.name)}:${line}, column ${column}`;
  const cells = columns.flatMap((row, i): PlacedCell[] => {
    const text = fields[i]?.trim() ?? "";
    if (text === "" || i === dateAt || i === notesAt) return [];
    return [{ row, text, position: i + 1, place: place(i + 1) }];
  });
  const read = readCells(
    run_id,
    cells,
    decimalSetting(options.settings, "point"),
  );
  rows.reported.push(...read.reported);
  rows.warnings.push(
    ...read.warnings,
    ...dateWarnings(run_id, dateText, place(dateAt + 1)),
  );
  return {
    run_id,
    experiment: options.experiment,
    case_id: caseOf(read),
    repetition: 1,
    part: run_id,
    system: options.settings.system ?? "cos-lite",
    system_version: "",
    mode: "imported",
    tool: "results.csv",
    tool_version: "",
    environment: environmentOf(read.params),
    started_at: date?.startedAt ?? null,
    ended_at: null,
    status: statusOf(read.verdict),
    verdict: read.verdict,
    verdict_text: read.verdictText,
    objectives: [],
    source: baseName(file.name),
    notes: fields[notesAt]?.trim() ?? "",
    params: [...read.params],
  };
}

/**
 * Returns the case id: machine and load, without versions and duration. The oldest runs state their load only as
 * rates.
 */
function caseOf({ params, reported }: RunCells): string {
  const settings = params.filter(({ key }) =>
    key !== "duration" && !key.endsWith("_version")
  );
  const rates = reported.filter(({ kind }) =>
    kind === "datapoints_rate" || kind === "log_lines_rate"
  );
  return [
    toCaseId(settings),
    ...rates.map(({ kind, text }) => `${kind}=${text}/min`),
  ].join(",");
}

function environmentOf(params: readonly Param[]): Run["environment"] {
  const textOf = (key: string) =>
    params.find((param) => param.key === key)?.value;
  const versions = params.filter(({ key }) => key.endsWith("_version"))
    .map(({ key, value }) => [key.replace(/_version$/, ""), value]);
  const [disk, cpus, memory] = ["disk_type", "cpus", "memory"].map(textOf);
  return {
    ...(disk && cpus && memory
      ? toMachine(`${disk}-${cpus}cpu-${memory}gb`)
      : {}),
    versions: Object.fromEntries(versions),
  };
}
