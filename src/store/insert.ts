/** One part into or out of the tables of the store, inside the caller's transaction. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  columnTypes,
  type Run,
  sqlText,
  type TableFile,
  tableSource,
  UsageError,
  wholeFile,
} from "../record/mod.ts";
import type { Part } from "./scan.ts";

/** Deletes all that came from the part `experiment/part`. */
export async function removePart(
  connection: DuckDBConnection,
  key: string,
): Promise<void> {
  const at = key.indexOf("/");
  const [experiment, part] = [key.slice(0, at), key.slice(at + 1)];
  const mine = "SELECT run_id FROM runs WHERE experiment = $1 AND part = $2";
  for (const table of [...Object.keys(columnTypes), "params"]) {
    await connection.run(
      `DELETE FROM ${table} WHERE run_id IN (${mine})`,
      [experiment, part],
    );
  }
  for (const table of ["warnings", "runs", "loaded"]) {
    await connection.run(
      `DELETE FROM ${table} WHERE experiment = $1 AND part = $2`,
      [experiment, part],
    );
  }
}

/** Inserts runs, params and tables of a part; torn tails and unreadable lines become warnings. */
export async function insertPart(
  connection: DuckDBConnection,
  { experiment, part, digest, runs, files, rejected }: Part,
  folder: string,
): Promise<void> {
  await connection.run("INSERT INTO loaded VALUES ($1, $2, $3)", [
    experiment,
    part,
    digest,
  ]);
  if (runs.length > 0) await insertRuns(connection, runs, folder);
  for (const file of files) {
    const strays = await insertTable(
      connection,
      { experiment, part },
      { file, path: await wholeFile(file, folder) },
    );
    if (strays > 0) {
      await insertWarning(connection, { experiment, part }, {
        code: "stray-rows",
        message: `${strays} rows of runs that reports.json does not name here`,
        place: `${part}/${file.table}`,
      });
    }
    if (file.whole < file.size) {
      await insertWarning(connection, { experiment, part }, {
        code: "torn-tail",
        message: `${
          file.size - file.whole
        } bytes of a row cut short were left out`,
        place: `${part}/${file.table}.csv`,
      });
    }
  }
  const left = runs.filter(({ status }) => status !== "skipped").length;
  if (left > 0 && files.length === 0) {
    await insertWarning(connection, { experiment, part }, {
      code: "no-tables",
      message: `${left} runs left no tables; restore the folder if it had any`,
      place: part,
    });
  }
  for (const { line, message, torn } of rejected) {
    await insertWarning(connection, { experiment, part }, {
      code: torn ? "torn-tail" : "row-rejected",
      message,
      place: `reports.json:${line}`,
    });
  }
}

/**
 * Inserts the rows of the part's own runs; returns how many are of others, which would stay when the part is removed.
 * A warning about a whole file names no run.
 */
async function insertTable(
  connection: DuckDBConnection,
  { experiment, part }: Pick<Part, "experiment" | "part">,
  { file, path }: { readonly file: TableFile; readonly path: string },
): Promise<number> {
  const columns = Object.keys(columnTypes[file.table])
    .map((name) => `"${name}"`).join(", ");
  const source = tableSource(file.table, path);
  const mine = "(SELECT run_id FROM runs WHERE experiment = " +
    `${sqlText(experiment)} AND part = ${sqlText(part)})`;
  const [prefix, own] = file.table === "warnings"
    ? [
      `${sqlText(experiment)}, ${sqlText(part)}, `,
      `(run_id = '' OR run_id IN ${mine})`,
    ]
    : ["", `run_id IN ${mine}`];
  try {
    const { rowsChanged } = await connection.run(
      `INSERT INTO ${file.table} SELECT ${prefix}${columns} FROM ${source} ` +
        `WHERE ${own}`,
    );
    const all = await connection.runAndReadAll(
      `SELECT count(*) FROM ${source}`,
    );
    return Number(all.getRows()[0]?.[0]) - rowsChanged;
  } catch (error) {
    throw new UsageError(
      `Cannot load ${file.path} as it is damaged (${
        (error as Error).message.split("\n")[0]
      }); restore it, or remove its runs from reports.json`,
    );
  }
}

async function insertWarning(
  connection: DuckDBConnection,
  { experiment, part }: Pick<Part, "experiment" | "part">,
  { code, message, place }: { code: string; message: string; place: string },
): Promise<void> {
  await connection.run(
    "INSERT INTO warnings VALUES ($1, $2, '', 'load', $3, $4, $5, 1)",
    [experiment, part, code, message, place],
  );
}

/** Inserts runs and their params, without any tables. `folder` holds a file meanwhile. */
export async function insertRuns(
  connection: DuckDBConnection,
  runs: readonly Run[],
  folder: string,
): Promise<void> {
  const path = `${folder}/runs.json`;
  await Deno.writeTextFile(
    path,
    runs.map((run) => JSON.stringify(run)).join("\n"),
  );
  const param = "STRUCT(key VARCHAR, value VARCHAR, number DOUBLE, " +
    "unit VARCHAR, label VARCHAR, position BIGINT)";
  const columns = (await connection.runAndReadAll(
    "SELECT column_name, data_type FROM duckdb_columns() " +
      "WHERE table_name = 'runs' ORDER BY column_index",
  )).getRows() as [string, string][];
  const types = [...columns, ["params", `${param}[]`]]
    .map(([name, type]) => `${name}: ${sqlText(type!)}`).join(", ");
  const source = `read_json(${sqlText(path)}, columns = {${types}}, ` +
    "format = 'newline_delimited', maximum_object_size = 67108864)";
  await connection.run(`CREATE TEMP TABLE incoming AS SELECT * FROM ${source}`);
  await connection.run(
    `INSERT INTO runs SELECT ${columns.map(([name]) => name).join(", ")} ` +
      "FROM incoming",
  );
  await connection.run(
    "INSERT INTO params SELECT run_id, UNNEST(params, recursive := true) " +
      "FROM incoming",
  );
  await connection.run("DROP TABLE incoming");
}
