/** Published results of COS Lite load tests: a CSV with a run a row. */
import { digest, type Param, type Run, toRunId } from "../record/mod.ts";
import { toCaseId } from "./case_id.ts";
import { type CsvRecord, parseCsv } from "./csv.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type RowLists,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { baseName, toMachine } from "./machine.ts";
import {
  dateWarnings,
  type PlacedCell,
  readCells,
  type RunCells,
} from "./run_cells.ts";
import { maybeDate } from "./run_date.ts";
import { type RecordRow, toRow } from "./run_record_rows.ts";
import { statusOf } from "./verdict.ts";

/** COS Lite results, format `cos-results`. */
export const cosResults = {
  format: "cos-results",
  title: "CSV of COS Lite load tests, a run a row",
  extensions: [".csv"],
  experiment: "cos-sizing",
  settings: { system: "what was under test; cos-lite if not said" },
  read: readCosResults,
} satisfies Importer;

const pods = ["Loki", "Prom", "Graf", "Trfk"];

/** The columns a file must have, in any order; others are kept as reported. */
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

interface Header {
  readonly rows: readonly RecordRow[];
  readonly date: number;
  readonly notes: number;
}

interface Context {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly header: Header;
  readonly rows: RowLists;
  readonly identity: string;
}

function readCosResults(file: SourceFile, options: ImportOptions): Imported {
  const [first, ...records] = parseCsv(file);
  const rows = emptyRows();
  const header = toHeader(first, file, rows);
  const width = header.rows.length;
  const context = { file, options, header, rows, identity: digest(file.text) };
  const repetitions = new Map<string, number>();
  const runs: Run[] = [];
  for (const [i, record] of records.entries()) {
    if (record.fields.length !== width) {
      rows.warnings.push(toWarning({
        run_id: "",
        code: "rejected-row",
        message:
          `row has ${record.fields.length} fields under ${width} columns and is left out`,
        place: `${baseName(file.name)}:${record.line}`,
      }));
      continue;
    }
    const run = readRow(record, i + 1, context);
    const repetition = (repetitions.get(run.case_id) ?? 0) + 1;
    repetitions.set(run.case_id, repetition);
    runs.push({ ...run, repetition });
  }
  if (runs.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no run below its header",
      "export the results again",
    );
  }
  const read = records.length;
  return {
    runs,
    rows,
    counts: {
      unit: "rows",
      read,
      stored: runs.length,
      rejected: read - runs.length,
    },
  };
}

function toHeader(
  record: CsvRecord | undefined,
  file: SourceFile,
  { warnings }: RowLists,
): Header {
  const labels = (record?.fields ?? []).map((field) => field.trim());
  const missing = required.filter((label) => !labels.includes(label));
  if (missing.length > 0) {
    throw new InputError(
      file.name,
      "1:1",
      `has no column ${missing.slice(0, 5).map((l) => `'${l}'`).join(", ")}${
        missing.length > 5 ? ` and ${missing.length - 5} more` : ""
      }`,
      "give the results.csv of the COS Lite load tests",
    );
  }
  const rows = labels.map((label, i) => toRow(label, i + 1));
  for (const { label, known } of rows) {
    if (known || label === "Date" || label === "Notes") continue;
    warnings.push(toWarning({
      run_id: "",
      code: "unknown-label",
      message: `column '${label}' is kept as reported`,
      place: `${baseName(file.name)}:1`,
    }));
  }
  return { rows, date: labels.indexOf("Date"), notes: labels.indexOf("Notes") };
}

function readRow(
  { fields, line }: CsvRecord,
  ordinal: number,
  { file, options, header, rows, identity }: Context,
): Run {
  const dateText = fields[header.date]?.trim() ?? "";
  const date = maybeDate(dateText);
  const run_id = toRunId(date?.text ?? null, {
    ordinal,
    identity: `${identity}-${ordinal}`,
  });
  const place = (column: number) =>
    `${baseName(file.name)}:${line}, column ${column}`;
  const cells = header.rows.flatMap((row, i): PlacedCell[] => {
    const text = fields[i]?.trim() ?? "";
    if (text === "" || i === header.date || i === header.notes) return [];
    return [{ row, text, position: i + 1, place: place(i + 1) }];
  });
  const read = readCells(run_id, cells);
  rows.reported.push(...read.reported);
  rows.warnings.push(
    ...read.warnings,
    ...dateWarnings(run_id, dateText, place(header.date + 1)),
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
    source: baseName(file.name),
    notes: fields[header.notes]?.trim() ?? "",
    params: [...read.params],
  };
}

/** Machine and load name a case; versions and the length of a run do not. The oldest runs state their load only as rates. */
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
