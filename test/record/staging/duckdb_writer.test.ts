import { expect, test } from "vitest";
import { beginWriter } from "../../../src/record/staging/duckdb_writer.ts";
import { withTempFolder } from "../../testing/records.ts";

test("beginWriter() has the threads of every writer, and is closed once", () =>
  withTempFolder(async (folder) => {
    const writer = beginWriter(`${folder}/operations.csv`);
    const { connection } = await writer.value;
    const reader = await connection.runAndReadAll(
      "SELECT current_setting('threads')::INTEGER",
    );
    expect(reader.getRows()).toEqual([[2]]);
    await writer[Symbol.asyncDispose]();
    await writer[Symbol.asyncDispose]();
  }));

test("beginWriter() can be closed before it was needed, and leaves nothing", () =>
  withTempFolder(async (folder) => {
    const writer = beginWriter(`${folder}/operations.csv`);
    await writer[Symbol.asyncDispose]();
    expect([...Deno.readDirSync(folder)]).toEqual([]);
  }));
