import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import {
  PartWriter,
  readPart,
  readRows,
  type Row,
  type RowQuery,
  rowsOfQuery,
} from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

/**
 * Calls `act` with a query for `n` samples, a second apart, of which the last has microseconds; their unit is of an
 * enumeration.
 */
async function withSamples(
  n: number,
  act: (query: RowQuery & { table: "samples" }) => Promise<void>,
): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await connection.run(`CREATE TABLE found AS SELECT
      'generator' AS source, 'it''s' AS metric,
      CAST('' AS ENUM('s', '')) AS unit,
      TIMESTAMP '2026-01-02 03:04:05' + to_seconds(i) +
        to_microseconds(CASE WHEN i = ${n - 1} THEN 7 ELSE 0 END) AS "at",
      i AS value FROM range(${n}) t(i)`);
    const [relation, run_id] = ["found", "r'1"];
    await act({ table: "samples", run_id, connection, relation, rows: n });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function sample(at: string, value: number): Row<"samples"> {
  const source = "generator";
  return { run_id: "r'1", source, metric: "it's", unit: "", at, value };
}

async function samplesIn(folder: string): Promise<Row<"samples">[]> {
  const found: Row<"samples">[] = [];
  for (const file of await readPart(folder)) {
    if (file.table !== "samples") continue;
    for await (const { rows } of readRows({ ...file, table: "samples" })) {
      found.push(...rows);
    }
  }
  return found;
}

test("rowsOfQuery() yields rows with their run, times to the millisecond or finer", () =>
  withSamples(2, async (query) => {
    const rows: Row<"samples">[] = [];
    for await (const found of rowsOfQuery(query)) rows.push(...found);
    expect(rows).toEqual([
      sample("2026-01-02T03:04:05.000Z", 0),
      sample("2026-01-02T03:04:06.000007Z", 1),
    ]);
  }));

test("PartWriter writes few rows of a query as text", () =>
  withTempFolder((folder) =>
    withSamples(2, async (query) => {
      const writer = new PartWriter(folder, { minCompactRows: 10 });
      await writer.appendQuery(query);
      await writer.close();
      expect(await Deno.readTextFile(`${folder}/samples.csv`)).toBe(
        "run_id,source,metric,unit,at,value\n" +
          "r'1,generator,it's,\"\",2026-01-02T03:04:05.000Z,0\n" +
          "r'1,generator,it's,\"\",2026-01-02T03:04:06.000007Z,1\n",
      );
    })
  ));

test("PartWriter writes many rows of a query as Parquet, and leaves nothing else", () =>
  withTempFolder((folder) =>
    withSamples(20, async (query) => {
      const writer = new PartWriter(folder, { minCompactRows: 10 });
      await writer.appendQuery(query);
      await writer.close();
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      expect(names.sort()).toEqual(["samples.parquet", "tables.json"]);
      const found = await samplesIn(folder);
      expect(found.map(({ value }) => value))
        .toEqual(Array.from({ length: 20 }, (_, i) => i));
      expect(found[0]).toEqual(sample("2026-01-02T03:04:05.000000Z", 0));
    })
  ));

test("PartWriter puts the rows of queries behind those of text", () =>
  withTempFolder((folder) =>
    withSamples(20, async (query) => {
      const writer = new PartWriter(folder, { minCompactRows: 10 });
      writer.append("samples", [sample("2026-01-02T03:04:05.000Z", -1)]);
      await writer.appendQuery(query);
      await writer.appendQuery({ ...query, run_id: "r2" });
      await writer.close();
      const found = await samplesIn(folder);
      expect(found.map(({ run_id }) => run_id)).toEqual([
        ...Array.from({ length: 21 }, () => "r'1"),
        ...Array.from({ length: 20 }, () => "r2"),
      ]);
      expect(found[0]?.value).toBe(-1);
    })
  ));
