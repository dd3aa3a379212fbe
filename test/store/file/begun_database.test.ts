import { expect, test } from "vitest";
import { BegunDatabase } from "../../../src/store/file/begun_database.ts";

test("a BegunDatabase answers, and is closed once", async () => {
  const database = new BegunDatabase();
  const connection = await database.connect();
  const reader = await connection.runAndReadAll("SELECT 42");
  expect(reader.getRows()).toEqual([[42]]);
  connection.closeSync();
  await database[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

test("a BegunDatabase can be closed before it was needed", async () => {
  const database = new BegunDatabase();
  expect(await database[Symbol.asyncDispose]()).toBe(undefined);
});
