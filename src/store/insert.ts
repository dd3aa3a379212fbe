/** One part into or out of the tables of the store, inside the caller's transaction. */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  columnTypes,
  type Run,
  sqlText,
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
    const path = await wholeFile(file, folder);
    const columns = Object.keys(columnTypes[file.table])
      .map((name) => `"${name}"`).join(", ");
    const prefix = file.table === "warnings"
      ? [sqlText(experiment), sqlText(part)]
      : [];
    await connection.run(
      `INSERT INTO ${file.table} SELECT ${[...prefix, columns].join(", ")} ` +
        `FROM ${tableSource(file.table, path)}`,
    ).catch((error: Error) => {
      throw new UsageError(
        `Cannot load ${file.path} as it is damaged (${
          error.message.split("\n")[0]
        }); restore it, or remove its runs from reports.json`,
      );
    });
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
  for (const { line, message, torn } of rejected) {
    await insertWarning(connection, { experiment, part }, {
      code: torn ? "torn-tail" : "row-rejected",
      message,
      place: `reports.json:${line}`,
    });
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

async function insertRuns(
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
