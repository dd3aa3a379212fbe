import { expect, test } from "vitest";
import { beginDatabase } from "../../../src/store/file/begun_database.ts";

test("beginDatabase() answers, and is closed once", async () => {
  const database = beginDatabase();
  const connection = await (await database.value).connect();
  const reader = await connection.runAndReadAll("SELECT 42");
  expect(reader.getRows()).toEqual([[42]]);
  connection.closeSync();
  await database[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test("beginDatabase() can be closed before it was needed", async () => {
  const database = beginDatabase();
  expect(await database[Symbol.asyncDispose]()).toBe(undefined);
});
