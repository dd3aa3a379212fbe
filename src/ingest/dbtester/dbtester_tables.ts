/** Parses the tables of a suite's README into a list of columns. */
import { InputError, type SourceFile } from "../source/importer.ts";
import { refuseLarge } from "../source/markdown.ts";
import { baseName } from "../source/machine.ts";
import { LONG_HEADER } from "./dbtester_long.ts";

/** Column of a table: one database in one test. */
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

/** Parses every table of a README. Throws `InputError` if there is none. */
export function parseReadme(file: SourceFile): DbtesterTables {
  refuseLarge(file);
  const tables = fromReadme(file);
  if (tables.columns.length === 0) throw noTable(file.name);
  return tables;
}

/** Returns the error for a file without a table. */
export function noTable(name: string): InputError {
  return new InputError(
    name,
    "",
    "holds no table of dbtester",
    `give a suite's README, or a CSV of ${LONG_HEADER.join(", ")}`,
  );
}

/** Line below the header of a table in Markdown. */
const RULE = /^[|:\s-]+$/;

function fromReadme({ name, lines }: SourceFile): DbtesterTables {
  const suite = findSuite(name);
  const columns: DbtesterColumn[] = [];
  const rejected: DbtesterTables["rejected"][number][] = [];
  let test = "";
  let notes: string[] = [];
  // Columns of the current table, and the one that the list of errors below it belongs to.
  let table: DbtesterColumn[] = [];
  let failing: DbtesterColumn | undefined;
  for (const [i, raw] of [...lines()].entries()) {
    const line = raw.trimEnd();
    const title = /^#{2,6} (.+)$/.exec(line)?.[1];
    const note = /^\s*- (.+)$/.exec(line)?.[1];
    const database = /^(\S+) errors:$/.exec(line)?.[1];
    const error = /^"(.*)" \(count ([\d,]+)\)$/.exec(line);
    if (title !== undefined) {
      [test, notes, table, failing] = [title, [], [], undefined];
    } else if (note !== undefined && table.length === 0) {
      notes.push(note);
    } else if (line.startsWith("|") && !RULE.test(line)) {
      const isWhole = line.endsWith("|");
      const inner = isWhole ? line.slice(1, -1) : line.slice(1);
      const [metric = "", ...cells] = inner.split("|")
        .map((cell) => cell.trim());
      if (!isWhole) {
        // Without the names of its columns nobody knows whose the cells below are.
        if (metric === "") table = [];
        const problem = "it is cut off: no bar is at its end";
        rejected.push({ line: i + 1, cells: cells.length, problem });
      } else if (metric === "") {
        table = cells.map((database) => ({
          suite,
          test,
          database,
          cells: [],
          errors: [],
          notes,
        }));
        columns.push(...table);
      } else if (cells.length === table.length) {
        for (const [at, column] of table.entries()) {
          column.cells.push({ metric, text: cells[at] ?? "", line: i + 1 });
        }
      } else {
        const problem = `it has ${cells.length} cells under ${table.length}`;
        rejected.push({ line: i + 1, cells: cells.length, problem });
      }
    } else if (database !== undefined) {
      const name = normaliseName(database);
      failing = table.find((column) =>
        name !== "" && normaliseName(column.database).startsWith(name)
      );
    } else if (error && failing) {
      failing.errors.push({ message: error[1] ?? "", count: error[2] ?? "" });
    } else if (error) {
      const problem = "it is an error of no column of the table";
      rejected.push({ line: i + 1, cells: 1, problem });
    }
  }
  return { columns, rejected };
}

/** Returns the suite, such as `2018Q1-04-etcd-zookeeper`, from the name of the folder or file. */
function findSuite(path: string): string {
  return /\d{4}Q\d-[^/]*?(?=\/|\.README\.md$|\.md$)/.exec(path)?.[0] ??
    baseName(path).replace(/\.md$/, "");
}

/** Removes punctuation: errors name `zookeeper__r3_5_3_beta`, the table names `zookeeper-r3.5.3-beta-java8`. */
function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
