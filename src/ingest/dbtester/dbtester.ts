/**
 * Imports result tables of etcd-io/dbtester: the README of a suite, or all of them extracted into one long CSV.
 *
 * A column of a table, which is one database in one test, is a run; its cells are values as the tool rounded them.
 */
import { maybeUnit, type Run } from "../../record/mod.ts";
import {
  type DbtesterColumn,
  type DbtesterTables,
  isLongCsv,
  noTable,
  parseReadme,
  readLongCsv,
} from "./dbtester_tables.ts";
import { dbtesterParams } from "./dbtester_title.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  isFull,
  type Piece,
  type RowLists,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { cached } from "../source/cached.ts";
import { toLoadValue } from "../load_tools/load_value.ts";
import {
  numberSetting,
  repetitionCounter,
  toLoadParams,
  toLoadRun,
} from "../load_tools/load_run.ts";
import { baseName } from "../source/machine.ts";
import { type Decimal, decimalSetting } from "../source/number.ts";

/** Importer of dbtester's tables, format `dbtester`. */
export const dbtester = {
  format: "dbtester",
  title: "tables of etcd-io/dbtester: a suite's README, or the long CSV",
  extensions: [".csv", ".md"],
  experiment: "dbtester",
  settings: {
    nodes: "nodes of the cluster, if the file does not state them",
    decimal: "decimal separator of the cells, point or comma; default point",
  },
  join: null,
  read: readDbtester,
} satisfies Importer;

/** Kind and statistic of each row; the throughput of the run and that of single seconds are different kinds. */
const statistics = new Map<string, readonly [string, string]>([
  ["TOTAL-SECONDS", ["test_duration", "value"]],
  ["TOTAL-REQUEST-NUMBER", ["total_requests", "value"]],
  ["CLIENT-ERROR-COUNT", ["failed_requests", "value"]],
  ["AVG-THROUGHPUT", ["throughput", "mean"]],
  ["MAX-THROUGHPUT", ["throughput_of_a_second", "max"]],
  ["MIN-THROUGHPUT", ["throughput_of_a_second", "min"]],
  ["FASTEST-LATENCY", ["latency", "min"]],
  ["AVG-LATENCY", ["latency", "mean"]],
  ["SLOWEST-LATENCY", ["latency", "max"]],
  ["SERVER-MAX-CPU-USAGE", ["server_cpu", "max"]],
  ["SERVER-MAX-MEMORY-USAGE", ["server_memory", "max"]],
  ["CLIENT-MAX-CPU-USAGE", ["client_cpu", "max"]],
  ["CLIENT-MAX-MEMORY-USAGE", ["client_memory", "max"]],
]);
const units = new Map([["sec", "s"], ["req/sec", "1/s"]]);

function readDbtester(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  return isLongCsv(file)
    ? fromLongCsv(file, options)
    : fromReadme(file, options);
}

function* fromLongCsv(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  let piece = emptyPiece("cells");
  const withRepetition = repetitionCounter();
  const columns = new Map<string, { run_id: string; cells: number }>();
  const name = baseName(file.name);
  const decimal = decimalOf(options);
  for (const row of readLongCsv(file)) {
    piece.counts.read++;
    if ("problem" in row) {
      rejectRow(piece, file, { ...row, cells: 1 });
    } else {
      const { suite, test, database } = row;
      const key = `${suite}\0${test}\0${database}`;
      let column = columns.get(key);
      if (column === undefined) {
        const run = withRepetition(toRun({ suite, test, database, notes: [] }, {
          file,
          options,
          ordinal: columns.size + 1,
        }));
        piece.runs.push(run);
        column = { run_id: run.run_id, cells: 0 };
        columns.set(key, column);
      }
      column.cells++;
      piece.counts.stored++;
      pushCell(piece.rows, row, {
        run_id: column.run_id,
        database,
        position: column.cells,
        name,
        decimal,
      });
    }
    if (isFull(piece)) {
      yield piece;
      piece = emptyPiece("cells");
    }
  }
  if (columns.size === 0) throw noTable(file.name);
  yield piece;
}

function* fromReadme(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { columns, rejected } = parseReadme(file);
  const piece = emptyPiece("cells");
  const withRepetition = repetitionCounter();
  const name = baseName(file.name);
  const decimal = decimalOf(options);
  for (const [i, column] of columns.entries()) {
    const { database, cells, errors } = column;
    const run = withRepetition(
      toRun(column, { file, options, ordinal: i + 1 }),
    );
    piece.runs.push(run);
    for (const [j, cell] of cells.entries()) {
      pushCell(piece.rows, cell, {
        run_id: run.run_id,
        database,
        position: j + 1,
        name,
        decimal,
      });
    }
    for (const { message, count } of errors) {
      piece.rows.events.push({
        run_id: run.run_id,
        at: null,
        kind: "errors",
        subject: message,
        detail: count,
        data: "{}",
      });
    }
    piece.counts.stored += cells.length + errors.length;
  }
  piece.counts.read = piece.counts.stored;
  for (const row of rejected) {
    piece.counts.read += row.cells;
    rejectRow(piece, file, row);
  }
  yield piece;
}

function rejectRow(
  { rows, counts }: Piece,
  { name }: SourceFile,
  { line, cells, problem }: DbtesterTables["rejected"][number],
): void {
  counts.rejected += cells;
  rows.warnings.push(toWarning({
    run_id: "",
    code: "rejected-row",
    message: `row is left out as ${problem}`,
    place: `${baseName(name)}:${line}`,
  }));
}

function toRun(
  { suite, test, database, notes }: Pick<
    DbtesterColumn,
    "suite" | "test" | "database" | "notes"
  >,
  { file, options, ordinal }: {
    readonly file: SourceFile;
    readonly options: ImportOptions;
    readonly ordinal: number;
  },
): Run {
  const [, system = database, version = ""] = /^([^-]+)-(.+)$/.exec(database) ??
    [];
  const { nodes, ...settings } = dbtesterParams(test, { system, notes });
  return toLoadRun(file, {
    options,
    ordinal,
    system,
    systemVersion: version,
    tool: "dbtester",
    caseId: `${system} ${test}`,
    notes: notes.join("\n"),
    params: toLoadParams({
      nodes: nodes ?? numberSetting(options.settings, "nodes"),
      ...settings,
      suite,
      test,
    }),
  });
}

/** The tool groups thousands with commas. */
function decimalOf({ settings }: ImportOptions): Decimal {
  return decimalSetting(settings, "point");
}

/** A number with its unit, which holds no digit. */
const CELL = /^([\d,.]+)\s*(\D*)$/;

function pushCell(
  rows: RowLists,
  { metric, text, line }: {
    readonly metric: string;
    readonly text: string;
    readonly line: number;
  },
  { run_id, database, position, name, decimal }: {
    readonly run_id: string;
    readonly database: string;
    readonly position: number;
    /** Name of the file in warnings. */
    readonly name: string;
    readonly decimal: Decimal;
  },
): void {
  const cell = CELL.exec(text);
  const unit = cell?.[2] ?? "";
  const [kind, statistic] = toKind(metric);
  const symbol = units.get(unit) ?? unit;
  const reported = toLoadValue(run_id, {
    kind,
    statistic,
    symbol,
    number: cell?.[1] ?? text,
    text,
    label: metric,
    position,
    decimal,
  });
  rows.reported.push(reported);
  const isUnknownUnit = maybeUnit(symbol) === undefined;
  if (reported.value !== null && !isUnknownUnit) return;
  rows.warnings.push(toWarning({
    run_id,
    code: isUnknownUnit ? "unknown-unit" : "unreadable-cell",
    message: `'${text}' of ${database} is ${
      isUnknownUnit ? "in no unit we know" : "no number"
    }`,
    place: `${name}:${line}`,
  }));
}

/** Returns kind and statistic: `Latency p99.9` is a statistic of latency; any other row is a kind of its own. */
const toKind = cached((metric): readonly [string, string] => {
  const known = statistics.get(metric);
  if (known !== undefined) return known;
  const percentile = /^Latency (p[\d.]+)$/.exec(metric)?.[1];
  return percentile
    ? ["latency", percentile]
    : [metric.toLowerCase().replaceAll("-", "_"), "value"];
});
