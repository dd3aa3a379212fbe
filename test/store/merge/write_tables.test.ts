import { expect, test } from "vitest";
import { withWriter } from "../../../src/record/disk/compact.ts";
import { writeTables } from "../../../src/store/merge/write_tables.ts";
import { withTempFolder } from "../../testing/records.ts";
import { namesIn, readSums, writeMany } from "../../testing/merging.ts";

/** More than are read together. */
const MANY = 70;

test("writeTables() writes all rows as Parquet, those of a run in their order, and the same bytes each time", () =>
  withTempFolder(async (data) => {
    for (let i = 0; i < MANY; i++) {
      const id = `r${String(i).padStart(2, "0")}`;
      await writeMany(data, id, { operations: i === 5 ? 700 : 3 });
    }
    const { parts } = await readSums(data);
    expect(parts).toHaveLength(MANY);
    const write = async (name: string) => {
      const folder = `${data}/${name}`;
      await Deno.mkdir(folder);
      return await withWriter(`${data}/.rows`, async (connection) => {
        const tables = await writeTables(connection, parts, folder);
        const path = `${folder}/operations.parquet`;
        const reader = await connection.runAndReadAll(
          `SELECT operation_id FROM read_parquet('${path}') WHERE run_id = 'r05'`,
        );
        return { tables, ids: reader.getRows().map(([id]) => Number(id)) };
      });
    };
    const one = await write("one");
    expect(one.tables.map(({ file, rows }) => [file, rows])).toEqual([
      ["operations.parquet", 3 * (MANY - 1) + 700],
      ["events.parquet", 2 * MANY],
      ["warnings.parquet", MANY],
    ]);
    expect(one.ids).toEqual(Array.from({ length: 700 }, (_, i) => i));
    expect(namesIn(`${data}/one`))
      .toEqual(["events.parquet", "operations.parquet", "warnings.parquet"]);
    expect((await write("other")).tables).toEqual(one.tables);
  }));
