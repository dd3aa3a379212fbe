/**
 * Imports result tables of etcd-io/dbtester: the README of a suite, or all of them extracted into one long CSV.
 *
 * A column of a table, which is one database in one test, is a run; its cells are values as the tool rounded them.
 */
import type { Run } from "../../record/mod.ts";
import {
  type CellColumn,
  pushCell,
  toColumn,
  warnOfRepeated,
} from "./dbtester_cells.ts";
import { isLongCsv, longRows } from "./dbtester_long.ts";
import {
  type DbtesterColumn,
  type DbtesterTables,
  noTable,
  parseReadme,
} from "./dbtester_tables.ts";
import { dbtesterParams } from "./dbtester_title.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  isFull,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
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
  const columnOf = columnCache();
  const columns: CellColumn[] = [];
  const name = baseName(file.name);
  const decimal = decimalOf(options);
  for (const rows of longRows(file)) {
    for (const row of rows) {
      piece.counts.read++;
      if ("problem" in row) {
        rejectRow(piece, file, { ...row, cells: 1 });
      } else {
        const { suite, test, database } = row;
        const column = columnOf(row, () => {
          const run = withRepetition(
            toRun({ suite, test, database, notes: [] }, {
              file,
              options,
              ordinal: columns.length + 1,
            }),
          );
          piece.runs.push(run);
          const created = toColumn(run, database);
          columns.push(created);
          return created;
        });
        piece.counts.stored++;
        pushCell(piece, row, { column, name, decimal });
      }
      if (isFull(piece)) {
        yield piece;
        piece = emptyPiece("cells");
      }
    }
  }
  if (columns.length === 0) throw noTable(file.name);
  for (const column of columns) warnOfRepeated(piece, column, name);
  yield piece;
}

/** Test of a suite, and its columns by database. */
interface Test {
  readonly suite: string;
  readonly test: string;
  readonly columns: Map<string, CellColumn>;
}

/** Returns a lookup of columns, and what creates them; rows of one test follow each other. */
function columnCache(): (
  row: Pick<DbtesterColumn, "suite" | "test" | "database">,
  create: () => CellColumn,
) => CellColumn {
  const tests = new Map<string, Test>();
  let last: Test | null = null;
  return ({ suite, test, database }, create) => {
    if (last?.suite !== suite || last.test !== test) {
      const key = `${suite}\0${test}`;
      last = tests.get(key) ?? { suite, test, columns: new Map() };
      tests.set(key, last);
    }
    let column = last.columns.get(database);
    if (column === undefined) {
      column = create();
      last.columns.set(database, column);
    }
    return column;
  };
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
    const { cells, errors } = column;
    const run = withRepetition(
      toRun(column, { file, options, ordinal: i + 1 }),
    );
    piece.runs.push(run);
    const context = { column: toColumn(run, column.database), name, decimal };
    for (const cell of cells) pushCell(piece, cell, context);
    warnOfRepeated(piece, context.column, name);
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
