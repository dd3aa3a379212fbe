/**
 * Imports hand-typed run records: Markdown tables with a metric a row and a run a column, and comments by date.
 *
 * 1. `markdown.ts`        parses sections and tables with their lines
 * 2. `run_record_rows.ts` interprets each row's label
 * 3. `parse_cell.ts`      parses each cell
 * 4. `run_cells.ts`       converts the cells of a run to params and reported values, and checks derived ones
 * 5. `run_comments.ts`    converts headings with a date to notes of their runs
 */
import { type Run, toRunId } from "../../record/mod.ts";
import { toCaseId } from "./case_id.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type RowLists,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import {
  type Outline,
  refuseLarge,
  type Table,
  toOutline,
} from "../source/markdown.ts";
import { baseName, machineOf, toMachine } from "../source/machine.ts";
import { dateWarnings, type PlacedCell, readCells } from "./run_cells.ts";
import { decimalSetting } from "../source/number.ts";
import { unevenRows } from "./uneven_rows.ts";
import { unitWarnings } from "./unit_warnings.ts";
import { commentEvents } from "./run_comments.ts";
import { maybeDate } from "./run_date.ts";
import { type RecordRow, toRow } from "./run_record_rows.ts";
import { withoutTornCell } from "./torn_cell.ts";
import { statusOf } from "./verdict.ts";

/** Importer of Markdown run records, format `run-record`. */
export const runRecord = {
  format: "run-record",
  title: "Markdown tables with a run a column, and comments by date",
  extensions: [".md"],
  experiment: "run-record",
  settings: {
    system: "system under test; default prometheus",
    system_version: "version of the system",
    machine: "machine, such as ssd-4cpu-8gb; default from the file name",
    decimal: "decimal separator of the cells, point or comma; default point",
  },
  join: null,
  read: readRunRecord,
} satisfies Importer;

/** Column of a table with one run. */
interface RunColumn {
  readonly table: Table;
  readonly identifier: string;
  /** Position among the table's columns, from 1; the labels are column 1. */
  readonly index: number;
  /** Position among the file's runs, from 1. */
  readonly ordinal: number;
}

interface Context {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly rows: RowLists;
}

function readRunRecord(file: SourceFile, options: ImportOptions): Imported {
  refuseLarge(file);
  const { text, torn } = withoutTornCell(file.text);
  const { tables, ...rest } = toOutline(text);
  const outline = { ...rest, tables: tables.map(withRunsAsColumns) };
  const columns = toColumns(outline, file);
  const rows = emptyRows();
  const context = { file, options, rows };
  const labels = toRows(columns, context);
  const repetitions = new Map<string, number>();
  const runs: Run[] = [];
  let stored = 0;
  for (const column of columns) {
    const read = readColumn(column, labels, context);
    const repetition = (repetitions.get(read.run.case_id) ?? 0) + 1;
    repetitions.set(read.run.case_id, repetition);
    runs.push({ ...read.run, repetition });
    stored += read.cells;
  }
  const name = baseName(file.name);
  // As written: a table that was turned has no cells beyond its columns.
  const uneven = unevenRows(
    tables.filter((_, i) =>
      columns.some(({ table }) => table === outline.tables[i])
    ),
    name,
  );
  const cut = torn === null ? [] : [toWarning({
    run_id: "",
    code: "rejected-row",
    message:
      `cell '${torn.cell}' is left out as the file ends in the middle of its row`,
    place: `${name}:${torn.line}`,
  })];
  const rejected = uneven.beyond + cut.length;
  const comments = commentEvents(outline.sections, runs, name);
  rows.events = comments.events;
  rows.warnings = rows.warnings.concat(
    uneven.warnings,
    cut,
    comments.warnings,
    unitWarnings(file.text, name),
  );
  return {
    runs,
    rows,
    batches: [],
    queries: [],
    counts: { unit: "cells", read: stored + rejected, stored, rejected },
  };
}

function toColumns({ tables, brokenTable }: Outline, file: SourceFile) {
  if (brokenTable !== null) {
    throw new InputError(
      file.name,
      `${brokenTable}:1`,
      "table rows that are no table, as the line below the header does not have a cell for each of its columns",
      "write one |---| for each column",
    );
  }
  const columns: RunColumn[] = [];
  for (const table of tables.filter(isRunRecord)) {
    for (const [i, identifier] of table.header.cells.entries()) {
      const blank = table.rows.every((row) => !row.cells[i]);
      if (i === 0 || (identifier === "" && blank)) continue;
      const ordinal = columns.length + 1;
      columns.push({ table, identifier, index: i + 1, ordinal });
    }
  }
  if (columns.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no run-record table",
      "give a Markdown file with a table whose first column holds labels and whose first row holds the dates of " +
        "the runs",
    );
  }
  return columns;
}

/** Returns true for a run record: its corner names one, or most of its columns are headed by a date. */
function isRunRecord({ header: { cells } }: Table): boolean {
  const [corner = "", ...identifiers] = cells;
  const dated = identifiers.filter((text) => maybeDate(text)).length;
  return /^(?:identifier|date|run)s?$/i.test(corner) ||
    dated > identifiers.length / 2;
}

/**
 * Returns a table with a run a column: transposes one that has the dates in its first column instead of its first
 * row. Places in warnings keep the source line of the run, and count columns as written.
 */
function withRunsAsColumns(table: Table): Table {
  const { header, rows } = table;
  const [, ...identifiers] = header.cells;
  const dated = rows.filter(({ cells }) => maybeDate(cells[0] ?? "")).length;
  const turned = dated > rows.length / 2 &&
    !identifiers.some((text) => maybeDate(text));
  if (!turned) return table;
  const allRows = [header, ...rows];
  const lines = allRows.map(({ line }) => line);
  const [first, ...labels] = header.cells.map((_, i) =>
    allRows.map(({ cells }) => cells[i] ?? "")
  );
  return {
    ...table,
    turned: true,
    header: { line: header.line, cells: first ?? [], written: first ?? [] },
    rows: labels.map((cells) => ({ line: header.line, cells, written: cells })),
    lines,
  };
}

/** Interprets the rows of each table; warns of an unknown label once a file. */
function toRows(columns: readonly RunColumn[], { file, rows }: Context) {
  const read = new Map<Table, RecordRow[]>();
  const warned = new Set<string>();
  for (const { table } of columns) {
    if (read.has(table)) continue;
    const list = table.rows.map(({ cells }, i) => toRow(cells[0] ?? "", i + 1));
    read.set(table, list);
    for (const [i, { label, known, unknownUnit, oddUnit }] of list.entries()) {
      const place = `${baseName(file.name)}:${table.rows[i]?.line}`;
      const warn = (code: string, message: string) =>
        rows.warnings.push(toWarning({ run_id: "", code, message, place }));
      if (list.findIndex((row) => row.label === label) < i) {
        warn("repeated-label", `row '${label}' stands in the table twice`);
      }
      if (warned.has(label)) continue;
      warned.add(label);
      if (!known) warn("unknown-label", `row '${label}' is kept as reported`);
      if (unknownUnit) {
        warn("unknown-unit", `'${unknownUnit}' of row '${label}' is no unit`);
      }
      if (oddUnit) warn("unit-mismatch", `row '${label}' ${oddUnit}`);
    }
  }
  return read;
}

function readColumn(
  column: RunColumn,
  labels: ReadonlyMap<Table, readonly RecordRow[]>,
  { file, options, rows }: Context,
) {
  const { table, identifier, index, ordinal } = column;
  const date = maybeDate(identifier);
  const run_id = toRunId(date?.text ?? null, {
    ordinal,
    identity: `${file.digest}-${ordinal}`,
  });
  const place = (line: number, row: number) =>
    table.turned
      ? `${baseName(file.name)}:${table.lines[index - 1]}, column ${row + 1}`
      : `${baseName(file.name)}:${line}, column ${index}`;
  const cells = (labels.get(table) ?? []).flatMap((row, i): PlacedCell[] => {
    const { line = 0, cells: texts = [] } = table.rows[i] ?? {};
    const text = texts[index - 1] ?? "";
    return text
      ? [{ row, text, position: i + 1, place: place(line, i + 1) }]
      : [];
  });
  const read = readCells(
    run_id,
    cells,
    decimalSetting(options.settings, "point"),
  );
  rows.reported.push(...read.reported);
  rows.warnings.push(
    ...read.warnings,
    ...dateWarnings(run_id, identifier, place(table.header.line, 0)),
  );
  if (cells.length === 0) {
    rows.warnings.push(toWarning({
      run_id,
      code: "blank-column",
      message: `run '${identifier}' has no figures`,
      place: place(table.header.line, 0),
    }));
  }
  const { experiment, settings } = options;
  const run: Run = {
    run_id,
    experiment,
    case_id: toCaseId(read.params),
    repetition: 1,
    part: run_id,
    system: settings.system ?? "prometheus",
    system_version: settings.system_version ?? "",
    mode: "imported",
    tool: "hand-typed run record",
    tool_version: "",
    environment: {
      identifier,
      record: table.title,
      ...(settings.machine === undefined
        ? machineOf(file.name)
        : toMachine(settings.machine)),
    },
    started_at: date?.startedAt ?? null,
    ended_at: null,
    status: cells.length === 0 ? "skipped" : statusOf(read.verdict),
    verdict: read.verdict,
    verdict_text: read.verdictText,
    objectives: [],
    source: baseName(file.name),
    notes: "",
    params: [...read.params],
  };
  return { run, cells: cells.length };
}
