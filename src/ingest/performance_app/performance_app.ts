/** Imports results of diego-performance-app: a CSV with five pushes and the mean loop times of one load a row. */
import type { Param, Run } from "../../record/mod.ts";
import { toBase } from "../../record/mod.ts";
import { type LoadValue, toLoadValue } from "../load_tools/load_value.ts";
import { toLoadParams, toLoadRun } from "../load_tools/load_run.ts";
import { readLoadRows, type RowContext } from "../load_tools/load_rows.ts";
import type { CsvRecord } from "../source/csv.ts";
import { maybeGoDuration } from "../source/go_time.ts";
import {
  type Imported,
  type Importer,
  type ImportOptions,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { maybeNumber } from "../source/number.ts";

/** Importer of diego-performance-app's results, format `performance-app`. */
export const performanceApp = {
  format: "performance-app",
  title: "results.csv of diego-performance-app, a load a row",
  extensions: [".csv"],
  experiment: "platform-performance-app",
  settings: {
    system: "platform under test; default diego",
    system_version: "version of the platform",
  },
  join: null,
  read: readPerformanceApp,
} satisfies Importer;

/** Column of the load, and what that is. */
const loads = new Map([
  ["CPU_INSTANCES", "cpu"],
  ["IO_INSTANCES", "io"],
  ["DOWNLOAD_INSTANCES", "network"],
]);
/** Further settings in MB, with key and label. */
const sizes = new Map([
  ["RESPONSE_SIZE_IN_MB", ["response_size", "Response size"]],
  ["TOTAL_THRASHED_MB", ["thrashed", "Written in all"]],
]);
/** Mean durations, with their kind. */
const durations = new Map([
  ["AVG_BULK_SYNC_DURATION", "bulk_sync_duration"],
  ["AVG_AUCTION_FETCHING_DURATION", "auction_fetching_duration"],
  ["AVG_AUCTION_PERFORMING_DURATION", "auction_performing_duration"],
  [
    "AVG_FETCHING_CONTAINER_METRICS_DURATION",
    "container_metrics_fetching_duration",
  ],
]);
const THROUGHPUT = "AB_THROUGHPUT";
const THROUGHPUT_UNIT = "AB_THROUGHPUT_UNIT";
const PUSH = /^PUSH_(\d+)_TIME$/;

function isKnown(label: string): boolean {
  return loads.has(label) || sizes.has(label) || durations.has(label) ||
    label === THROUGHPUT || label === THROUGHPUT_UNIT || PUSH.test(label);
}

function readPerformanceApp(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  return readLoadRows(file, options, {
    labels: null,
    required: ["PUSH_1_TIME", "AVG_BULK_SYNC_DURATION"],
    headerRemedy: "give a results.csv of diego-performance-app",
    checkLabels(labels, warn) {
      for (const label of labels) {
        if (!isKnown(label)) warn(`column '${label}' is left out`);
      }
    },
    readRow,
    remedy: "export the results again",
  });
}

/** Returns the run of a row, or why the row is left out. */
function readRow(
  { fields, line, problem }: CsvRecord,
  ordinal: number,
  { file, options, labels, rows }: RowContext,
): Run | string {
  if (problem !== "") return problem;
  if (fields.length !== labels.length) {
    return `it has ${fields.length} fields under ${labels.length} columns`;
  }
  const columns = labels.map((label, i) => ({
    label,
    position: i + 1,
    text: fields[i]?.trim() ?? "",
  }));
  const load = columns.find(({ label }) => loads.has(label));
  const instances = maybeNumber(load?.text ?? "", "point");
  if (load === undefined || instances === undefined || instances < 0) {
    return `its number of instances is '${load?.text ?? ""}'`;
  }
  const run = toRun(file, {
    options,
    ordinal,
    params: toParams(loads.get(load.label) ?? "", instances, columns),
  });
  const { run_id } = run;
  const warn = (code: string, message: string, { position }: Column) =>
    rows.warnings.push(toWarning({
      run_id,
      code,
      message,
      place: `${baseName(file.name)}:${line}, column ${position}`,
    }));
  const unit = columns.find(({ label }) => label === THROUGHPUT_UNIT)?.text;
  for (const column of columns) {
    const { label, text } = column;
    const push = PUSH.exec(label)?.[1];
    if (push !== undefined) {
      const seconds = durationOf(column, warn);
      rows.operations.push({
        run_id,
        operation_id: `push/${push}`,
        kind: "push",
        subject: "",
        started_at: null,
        duration_s: seconds,
        // A row was written only when all pushes had ended; what is missing is not known to have failed.
        outcome: seconds === null ? "unfinished" : "ok",
        error: "",
        code: "",
        bytes: null,
        worker: "",
      });
      continue;
    }
    const value = toValue(column, unit ?? "");
    if (value === null) continue;
    const seconds = durations.has(label) ? durationOf(column, warn) : undefined;
    const reported = toLoadValue(run_id, value);
    if (seconds === undefined && reported.value === null) {
      warn(
        "unreadable-cell",
        `'${text}' under '${label}' is no number`,
        column,
      );
    }
    rows.reported.push(
      seconds === undefined ? reported : {
        ...reported,
        value: seconds,
        annotation: seconds === null && text === MISSING
          ? "0 stands for a missing value"
          : "",
      },
    );
  }
  return run;
}

/** A column of a row. */
interface Column {
  readonly label: string;
  /** From 1. */
  readonly position: number;
  readonly text: string;
}

/** The scripts wrote a 0, without a unit, where they found nothing in the logs. */
const MISSING = "0";

/** Returns the seconds of a duration; null, with a warning, for one that is missing or unreadable. */
function durationOf(
  column: Column,
  warn: (code: string, message: string, column: Column) => void,
): number | null {
  const { label, text } = column;
  const seconds = maybeGoDuration(text);
  if (text === MISSING || text === "") {
    const code = text === MISSING ? "zero-for-missing" : "missing-value";
    warn(code, `'${text}' under '${label}' stands for no value`, column);
    return null;
  }
  if (seconds === undefined || seconds < 0) {
    warn(
      "unreadable-cell",
      `'${text}' under '${label}' is no duration`,
      column,
    );
    return null;
  }
  return seconds;
}

/** Returns the value of a column; null for a setting or a unit. */
function toValue(
  { label, position, text }: Column,
  unit: string,
): LoadValue | null {
  const kind = durations.get(label);
  const common = { text, label, position, decimal: "point" } as const;
  if (kind !== undefined) {
    return { ...common, kind, statistic: "mean", symbol: "s" };
  }
  return label === THROUGHPUT
    ? {
      ...common,
      kind: "throughput",
      statistic: "value",
      symbol: symbolOf(unit),
    }
    : null;
}

/** Returns the unit of a throughput: ab's `[Kbytes/sec]` are of 1,024 bytes. */
function symbolOf(unit: string): string {
  return unit === "[Kbytes/sec]" ? "KiB/s" : unit;
}

function toParams(
  test: string,
  instances: number,
  columns: readonly Column[],
): Param[] {
  const params = toLoadParams({ test, instances });
  for (const { label, text } of columns) {
    const known = sizes.get(label);
    const number = maybeNumber(text, "point");
    if (known === undefined || number === undefined) continue;
    const [key = "", name = ""] = known;
    params.push({
      key,
      value: `${text} MB`,
      number: toBase(number, "MB").value,
      unit: "B",
      label: name,
      position: params.length + 1,
    });
  }
  return params;
}

function toRun(
  file: SourceFile,
  { options, ordinal, params }: {
    readonly options: ImportOptions;
    readonly ordinal: number;
    readonly params: readonly Param[];
  },
): Run {
  const { settings } = options;
  return toLoadRun(file, {
    options,
    ordinal,
    system: settings.system ?? "diego",
    systemVersion: settings.system_version ?? "",
    tool: "diego-performance-app",
    params,
  });
}
