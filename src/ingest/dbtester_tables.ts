/** The shapes that dbtester's tables come in, made one: a list of columns. */
import { parseCsv } from "./csv.ts";
import { InputError, type SourceFile } from "./importer.ts";
import { baseName } from "./machine.ts";

/** One database in one test. */
export interface DbtesterColumn {
  readonly suite: string;
  readonly test: string;
  readonly database: string;
  readonly cells: {
    readonly metric: string;
    readonly text: string;
    readonly line: number;
  }[];
  readonly errors: { readonly message: string; readonly count: string }[];
  /** Items of the list above the table: machines and versions. */
  readonly notes: readonly string[];
}

export interface DbtesterTables {
  readonly columns: readonly DbtesterColumn[];
  readonly rejected: readonly {
    readonly line: number;
    readonly cells: number;
    readonly problem: string;
  }[];
}

const HEADER = ["suite", "test", "system", "metric", "value_text"];

/** Reads the long CSV, or every table of a README. Throws `InputError` for a file without any. */
export function parseDbtester(file: SourceFile): DbtesterTables {
  const tables = file.text.startsWith(`${HEADER[0]},`)
    ? fromCsv(file)
    : fromReadme(file);
  if (tables.columns.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no table of dbtester",
      `give a suite's README, or a CSV of ${HEADER.join(", ")}`,
    );
  }
  return tables;
}

function fromCsv(file: SourceFile): DbtesterTables {
  const [header, ...records] = parseCsv(file);
  if (header?.fields.join() !== HEADER.join()) {
    throw new InputError(
      file.name,
      "1:1",
      `has the columns ${header?.fields.join(", ")}`,
      `give a CSV of ${HEADER.join(", ")}`,
    );
  }
  const columns = new Map<string, DbtesterColumn>();
  const rejected: DbtesterTables["rejected"][number][] = [];
  for (const { fields, line } of records) {
    const [suite, test, database, metric, text] = fields;
    if (
      suite === undefined || test === undefined || !database || !metric ||
      text === undefined || fields.length > HEADER.length
    ) {
      const problem = `it has ${fields.length} fields, or an empty one`;
      rejected.push({ line, cells: 1, problem });
      continue;
    }
    const key = JSON.stringify([suite, test, database]);
    const column = columns.get(key) ??
      { suite, test, database, cells: [], errors: [], notes: [] };
    columns.set(key, column);
    column.cells.push({ metric, text: text.trim(), line });
  }
  return { columns: [...columns.values()], rejected };
}

function fromReadme({ name, text }: SourceFile): DbtesterTables {
  const suite = suiteOf(name);
  const columns: DbtesterColumn[] = [];
  const rejected: DbtesterTables["rejected"][number][] = [];
  let test = "";
  let notes: string[] = [];
  // Columns of the table at hand, and those that a list of errors below it belongs to.
  let table: DbtesterColumn[] = [];
  let failing: DbtesterColumn | undefined;
  for (const [i, raw] of text.split("\n").entries()) {
    const line = raw.trimEnd();
    const title = /^#{2,6} (.+)$/.exec(line)?.[1];
    const note = /^\s*- (.+)$/.exec(line)?.[1];
    const database = /^(\S+) errors:$/.exec(line)?.[1];
    const error = /^"(.*)" \(count ([\d,]+)\)$/.exec(line);
    if (title !== undefined) {
      [test, notes, table, failing] = [title, [], [], undefined];
    } else if (note !== undefined && table.length === 0) {
      notes.push(note);
    } else if (line.startsWith("|")) {
      const [metric = "", ...cells] = line.slice(1, -1).split("|")
        .map((cell) => cell.trim());
      if (metric === "") {
        table = cells.map((database) => ({
          suite,
          test,
          database,
          cells: [],
          errors: [],
          notes,
        }));
        columns.push(...table);
      } else if (cells.length === table.length && line.endsWith("|")) {
        for (const [at, column] of table.entries()) {
          column.cells.push({ metric, text: cells[at] ?? "", line: i + 1 });
        }
      } else {
        const problem = `it has ${cells.length} cells under ${table.length}`;
        rejected.push({ line: i + 1, cells: cells.length, problem });
      }
    } else if (database !== undefined) {
      failing = table.find((column) =>
        plain(column.database).startsWith(plain(database))
      );
    } else if (error && failing) {
      failing.errors.push({ message: error[1] ?? "", count: error[2] ?? "" });
    }
  }
  return { columns, rejected };
}

/** `2018Q1-04-etcd-zookeeper` of the folder or the file that has its name. */
function suiteOf(path: string): string {
  return /\d{4}Q\d-[^/]*?(?=\/|\.README\.md$|\.md$)/.exec(path)?.[0] ??
    baseName(path).replace(/\.md$/, "");
}

/** Errors name `zookeeper__r3_5_3_beta` what the table names `zookeeper-r3.5.3-beta-java8`. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
