import { expect, test } from "vitest";
import {
  importers,
  listMarks,
  listSources,
  readSource,
  recognise,
  recogniseAll,
  toSource,
} from "../../src/ingest/mod.ts";
import { withTempFolder } from "../testing/records.ts";

const folder = "test/testdata/ingest";
const tools = importers.filter((importer) => "shapes" in importer);
const inputs = tools.flatMap(({ format, extensions }) =>
  listSources([`${folder}/${format}`], [
    ...extensions,
    ".txt",
    ".json",
    ".html",
  ])
    .filter((path) =>
      !/\.expected\.json$|\.error\.txt$|SOURCES\.md$/.test(path)
    )
    .filter((path) => !hasError(path))
    .map((path) => [path, format] as const)
);

function hasError(path: string): boolean {
  try {
    Deno.statSync(path.replace(/\.[^.]+$/, ".error.txt"));
    return true;
  } catch {
    return false;
  }
}

test.each(inputs)("recognise() tells that %s is of %s", (path, format) => {
  const { importer } = recognise(readSource(path), importers);
  expect(importer.format).toBe(format);
});

test.each([
  ["memtier", `${folder}/memtier/all_stats.json`],
  ["fezzik", `${folder}/fezzik/reports.json`],
  ["lager", `${folder}/lager/requests.log`],
  ["ycsb", `${folder}/ycsb/properties.txt`],
])("recognise() tells %s, which has one shape", (format, path) => {
  const { importer } = recognise(readSource(path), importers);
  expect(importer.format).toBe(format);
});

test.each([
  ["to do\n", "begins with 'to do'"],
  ['{"wall": 1, "clock": {"wall": 2}}', "is JSON with the keys wall, clock"],
  ["[1, 2]", "is JSON without a key"],
  ["when,what,how\n1,2,3\n", "begins with the columns when, what, how"],
])("recognise() says in a short line how %j begins", (text, beginning) => {
  expect(() => recognise(toSource("notes.txt", text), importers)).toThrow(
    `notes.txt: is of no known format: it ${beginning}; name its format in place of auto (ingest --list), or see how each is recognised (ingest --marks)`,
  );
});

test("recognise() says no more of a file of long words than fits a line", () => {
  const words = Array.from({ length: 50 }, (_, i) => `${i}${"x".repeat(5000)}`);
  for (const text of [words.join(","), words.join(""), JSON.stringify(words)]) {
    const act = () => recognise(toSource("notes.txt", text), importers);
    expect(act).toThrow(/^.{1,600}$/);
  }
});

test("listMarks() says by what each format is told", () => {
  const found = listMarks(importers);
  expect(found).toContainEqual({
    format: "memtier",
    title: expect.any(String),
    marks: "the key ALL STATS or RUN #1 RESULTS",
  });
  expect(new Set(found.map(({ format }) => format)).size).toBeGreaterThan(30);
});

test("recogniseAll() groups files by format, and unpacks them", () =>
  withTempFolder(async (temp) => {
    const packed = `${temp}/hits.json.gz`;
    const hits = await Deno.readFile(`${folder}/vegeta/hits.json`);
    const stream = new Blob([hits]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(packed, stream);
    const { formats, passedOver } = await recogniseAll(
      [packed, `${folder}/oha/errors.json`, `${folder}/oha/aborted.json`],
      importers,
    );
    expect(
      formats.map(({ importer, paths }) => [importer.format, paths.length]),
    ).toEqual([["vegeta", 1], ["oha", 2]]);
    expect(passedOver).toEqual([]);
  }));

test("recogniseAll() passes over what nothing tells in a folder, and refuses it by name", () =>
  withTempFolder(async (temp) => {
    await Deno.writeTextFile(`${temp}/notes.md`, "# to do\n");
    await expect(recogniseAll([temp], importers)).rejects
      .toThrow(/notes\.md: is of no known format/);
    await Deno.copyFile(`${folder}/oha/errors.json`, `${temp}/oha.json`);
    const { formats, passedOver } = await recogniseAll([temp], importers);
    expect(formats.map(({ importer }) => importer.format)).toEqual(["oha"]);
    expect(passedOver).toEqual([
      expect.stringMatching(/notes\.md: is of no known format/),
    ]);
    await expect(recogniseAll([temp, `${temp}/notes.md`], importers)).rejects
      .toThrow(/notes\.md/);
  }));
