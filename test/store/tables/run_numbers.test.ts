import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { z } from "zod";
import { appendRuns } from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { numberedSchemaSql } from "../../../src/store/tables/schema.ts";
import {
  createViews,
  everyRow,
} from "../../../src/store/tables/session_views.ts";
import {
  toTestOperation,
  toTestReported,
  toTestRun,
  withTempFolder,
  writeTestRun,
} from "../../testing/records.ts";

const ids = ["r1", "r2", "r3"];

/** Writes and loads the runs, each with as many operations as its place says. */
async function load(folder: string): Promise<string> {
  for (const [i, id] of ids.entries()) {
    const operations = Array.from(
      { length: i + 1 },
      (_, n) => toTestOperation(id, { operation_id: String(n) }),
    );
    await writeTestRun(folder, toTestRun(id), { operations });
  }
  const path = `${folder}/store.duckdb`;
  await loadStore(folder, path);
  return path;
}

/** Opens a store file as another program would, and returns the rows of a query. */
async function readAlone(path: string, sql: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${path}' AS other (READ_ONLY)`);
    return (await connection.runAndReadAll(sql)).getRows();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

test("another program that opens the file sees the ids of runs in each table", () =>
  withTempFolder(async (folder) => {
    const path = await load(folder);
    const counts =
      "SELECT run_id, count(*)::INTEGER FROM other.operations GROUP BY ALL ORDER BY ALL";
    expect(await readAlone(path, counts)).toEqual([
      ["r1", 1],
      ["r2", 2],
      ["r3", 3],
    ]);
  }));

test("a number is given once, also after the runs before it were removed", () =>
  withTempFolder(async (folder) => {
    const path = await load(folder);
    const record = `${folder}/kv`;
    const lines = (await Deno.readTextFile(`${record}/reports.json`)).trim()
      .split("\n");
    await Deno.writeTextFile(
      `${record}/reports.json`,
      `${lines.slice(1).join("\n")}\n`,
    );
    await loadStore(folder, path);
    await writeTestRun(folder, toTestRun("r4"), {
      operations: [toTestOperation("r4")],
    });
    await loadStore(folder, path);
    const numbers = await readAlone(
      path,
      "SELECT count(*)::INTEGER, count(DISTINCT run_number)::INTEGER FROM other.runs",
    );
    expect(numbers).toEqual([[3, 3]]);
    using store = await Store.open(path);
    const Count = z.strictObject({ run_id: z.string(), n: z.number() });
    expect(
      await store.query(
        Count,
        "SELECT run_id, count(*) AS n FROM operations GROUP BY ALL ORDER BY ALL",
      ),
    ).toEqual([
      { run_id: "r2", n: 2 },
      { run_id: "r3", n: 3 },
      { run_id: "r4", n: 1 },
    ]);
  }));

test("figures in one place keep their order, however many runs have none", () =>
  withTempFolder(async (folder) => {
    const statistics = ["min", "max", "nominal", "measured"];
    const reported = ids.flatMap((id) =>
      statistics.map((statistic) => toTestReported(id, { statistic }))
    );
    await writeTestRun(folder, toTestRun("r0", { part: "all" }), { reported });
    const others = Array.from({ length: 300 }, (_, i) => `other-${i}`);
    await appendRuns(
      `${folder}/kv`,
      [...ids, ...others].map((id) => toTestRun(id, { part: "all" })),
    );
    const path = `${folder}/store.duckdb`;
    await loadStore(folder, path);
    // One that names experiments takes their rows by a join, which DuckDB turns around for so few of them.
    for (const experiments of [[], ["kv"]]) {
      using store = await Store.open(path, { experiments });
      const { rows } = await store.rows(
        "SELECT statistic FROM reported ORDER BY run_id, position",
      );
      expect(rows.map(({ statistic }) => statistic)).toEqual(
        ids.flatMap(() => statistics),
      );
    }
  }));

/** Rows of a block, of which DuckDB knows the least and the greatest value. */
const BLOCK = 122_880;

test("a question about one run reads the blocks of its rows, and no others", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run("ATTACH ':memory:' AS store; USE store;");
    await connection.run(numberedSchemaSql);
    // Ids of a day, which begin alike.
    await connection.run(
      "INSERT INTO runs BY NAME SELECT '20260102T030405Z-' || n AS run_id, n AS run_number FROM range(8) t(n)",
    );
    await connection.run(
      `INSERT INTO numbered.samples BY NAME SELECT n // ${BLOCK} AS run_number, n AS value FROM range(8 * ${BLOCK}) t(n)`,
    );
    await connection.run("USE memory");
    await createViews(connection, everyRow("number"));
    const reader = await connection.runAndReadAll(
      "EXPLAIN (ANALYZE, FORMAT json) SELECT sum(value) FROM samples WHERE run_id = '20260102T030405Z-3'",
    );
    const scanned = String(reader.getRows()[0]?.[1])
      .matchAll(/"operator_rows_scanned": (\d+)/g)
      .map(([, rows]) => Number(rows)).toArray();
    expect(Math.max(...scanned)).toBe(BLOCK);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
