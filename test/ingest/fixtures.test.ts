/**
 * Imports every file below `test/testdata/ingest/<format>/` and compares it with its pair: `<name>.expected.json` for
 * the result, `<name>.error.txt` for the error. A new case is two new files.
 */
import { expect, test } from "vitest";
import { z } from "zod";
import {
  admitAll,
  InputError,
  listSources,
  readSource,
  type SourceFile,
  toImporter,
} from "../../src/ingest/mod.ts";
import { readWhole } from "../testing/read_whole.ts";
import { Run, tableNames, tables } from "../../src/record/mod.ts";
import { compact } from "./compact.ts";

async function importWhole(format: string, file: SourceFile) {
  const settings = {};
  const read = toImporter(format).read(file, {
    experiment: "fixture",
    settings,
  });
  return await readWhole(admitAll(file, read));
}

const folder = "test/testdata/ingest";
const endings = [
  ".md",
  ".csv",
  ".json",
  ".log",
  ".txt",
  ".dat",
  ".xml",
  ".hlog",
  ".html",
];
const inputs = listSources([folder], endings).filter((path) =>
  !/\.expected\.json$|\.error\.txt$|\/SOURCES\.md$/.test(path)
);

test.each(inputs)("%s gives the result of its pair", async (path) => {
  const format = path.split("/").at(-2) ?? "";
  const stem = path.replace(/\.[^.]+$/, "");
  const message = await maybeText(`${stem}.error.txt`);
  const read = async () => await importWhole(format, readSource(path));
  if (message !== undefined) {
    const error = await read().catch((error) => error);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message.replace(`${folder}/${format}/`, "")).toBe(
      message.trimEnd(),
    );
    return;
  }
  const imported = await read();
  const expected = JSON.parse(await Deno.readTextFile(`${stem}.expected.json`));
  expect(compact(imported)).toEqual(expected);
  expect(imported.counts.read).toBe(
    imported.counts.stored + imported.counts.rejected,
  );
  z.array(Run).parse(imported.runs);
  for (const table of tableNames) {
    z.array<z.ZodType>(tables[table]).parse(imported.rows[table]);
  }
});

test("every pair has its input", () => {
  const stems = new Set(inputs.map((path) => path.replace(/\.[^.]+$/, "")));
  const pairs = listSources([folder], [".expected.json", ".error.txt"]);
  expect(
    pairs.map((path) => path.replace(/\.(expected\.json|error\.txt)$/, "")),
  )
    .toEqual(expect.arrayContaining([...stems]));
  expect(pairs.length).toBe(stems.size);
});

async function maybeText(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
