import { expect, test } from "vitest";
import {
  importers,
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

test("recognise() says what it looked for", () => {
  expect(() => recognise(toSource("notes.txt", "to do\n"), importers)).toThrow(
    /^notes\.txt: is of no format that can be told; looked for .*k6 \(lines with the keys metric, type and data\), .*; name the format/,
  );
});

test("recogniseAll() groups files by format, and unpacks them", () =>
  withTempFolder(async (temp) => {
    const packed = `${temp}/hits.json.gz`;
    const hits = await Deno.readFile(`${folder}/vegeta/hits.json`);
    const stream = new Blob([hits]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(packed, stream);
    const found = await recogniseAll(
      [packed, `${folder}/oha/errors.json`, `${folder}/oha/aborted.json`],
      importers,
    );
    expect(found.map(({ importer, paths }) => [importer.format, paths.length]))
      .toEqual([["vegeta", 1], ["oha", 2]]);
  }));
