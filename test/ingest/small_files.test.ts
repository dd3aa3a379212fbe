/** Many small files, some of them odd: together they give the rows and warnings that each gives by itself. */
import { expect, test } from "vitest";
import {
  admitAll,
  type Ingested,
  ingestFiles,
  listSources,
  readSource,
  type SourceFile,
  toImporter,
} from "../../src/ingest/mod.ts";
import {
  readPart,
  readRows,
  readRuns,
  tableNames,
} from "../../src/record/mod.ts";
import { withTempFolder } from "../testing/records.ts";
import { readWhole } from "../testing/read_whole.ts";

const FILES = 150;
/** So many that a thread reads those behind the first ahead. */
const MANY_FILES = 1120;
const EXPERIMENT = "cf-api-timings";
const importer = toImporter("measurements");

/** Returns a measurement with ten values, of which the first is written as the smallest. */
function measurement(file: number, unit: string): string {
  const values = Array.from(
    { length: 10 },
    (_, i) => ((file * 31 + i * 7) % 100) / 128,
  );
  return JSON.stringify({
    Name: "request time",
    Info: null,
    Results: values,
    Smallest: values[0],
    Average: values.reduce((sum, value) => sum + value, 0) / values.length,
    // DuckDB would write it otherwise than JavaScript does.
    ...file % 40 === 3 ? { StdDeviation: 0.000031 } : {},
    Units: unit,
  });
}

/** Returns a report with more entries of `measurements`, each behind a comma. */
function report(file: number, more = ""): string {
  return `{"measurements": {
    "suite::GET /v3/${file % 5}": {"request time": ${measurement(file, "s")}},
    "suite::sent": {"bytes": ${measurement(file, "B")}}${more}
  }, "timestamp": ${1_700_000_000 + file}, "capiVersion": "1.${file % 3}"}`;
}

const [one, two] = [measurement(8, "s"), measurement(9, "s")];
const doubled = `, "suite::sent": {"bytes": ${measurement(7, "B")}}`;
const numbered = `, "8": {"2": ${two}, "1": ${one}}`;
const values = '"Results": [1, -1, null, "2", 1e999]';
const broken = `, "odd": {"x": {"Name": "x", ${values}, "Units": "s"}}`;

/** Content of the files that are not plain. */
const odd = new Map([
  [20, report(20, numbered)],
  [40, report(40, doubled)],
  [60, report(60, broken)],
  [80, `\ufeff${report(80).replaceAll("\n", "\r\n")}`],
  [90, measurement(90, "Seconds")],
  // The same as an earlier one.
  [100, report(10)],
]);

const nameOf = (file: number) =>
  `users-test-results-${String(file).padStart(4, "0")}.json`;

/** Writes files, of which those that are not plain are numbered from `oddFrom` on. */
function writeFiles(folder: string, count = FILES, oddFrom = 0): void {
  Deno.mkdirSync(folder);
  for (let file = 0; file < count; file++) {
    const text = odd.get(file - oddFrom) ?? report(file);
    Deno.writeTextFileSync(`${folder}/${nameOf(file)}`, text);
  }
}

const ingest = (folder: string): Promise<Ingested> =>
  ingestFiles(importer, [`${folder}/files`], {
    data: `${folder}/data`,
    experiment: "",
    settings: {},
  });

/** Rows of each table, as JSON, in order. */
type Found = Readonly<Record<string, readonly string[]>>;

/** Returns what is in the parts of the record. */
async function rowsIn(folder: string): Promise<Found> {
  const record = `${folder}/data/${EXPERIMENT}`;
  const { runs } = await readRuns(record);
  const found: Record<string, string[]> = {};
  for (const table of tableNames) found[table] = [];
  for (const part of new Set(runs.map(({ part }) => part))) {
    for (const file of await readPart(`${record}/${part}`)) {
      for await (const { rows, rejected } of readRows(file)) {
        expect(rejected).toEqual([]);
        for (const row of rows) found[file.table]?.push(toText(row));
      }
    }
  }
  return found;
}

/** Returns what each file gives by itself, read in batches; of the same content once. */
async function rowsOfEach(folder: string): Promise<Found> {
  const found: Record<string, string[]> = {};
  for (const table of tableNames) found[table] = [];
  const digests = new Set<string>();
  for (const path of listSources([`${folder}/files`], [".json"])) {
    const file = streamed(readSource(path));
    if (digests.has(file.digest)) continue;
    digests.add(file.digest);
    const options = { experiment: EXPERIMENT, settings: {} };
    const { rows } = await readWhole(
      admitAll(file, importer.read(file, options)),
    );
    for (const table of tableNames) {
      for (const row of rows[table]) found[table]?.push(toText(row));
    }
  }
  return found;
}

/** Returns a row as text, by the names of its columns. */
function toText(row: object): string {
  return JSON.stringify(
    Object.entries(row).sort(([a], [b]) => a < b ? -1 : 1),
  );
}

function streamed(file: SourceFile): SourceFile {
  return {
    ...file,
    chunks: function* () {
      yield* file.chunks();
    },
  };
}

test("ingestFiles() keeps of many small files what each gives by itself, in order", () =>
  withTempFolder(async (folder) => {
    writeFiles(`${folder}/files`);
    const { runs, counts, warnings } = await ingest(folder);
    expect(runs.length).toBe(FILES - 1);
    expect(counts.read).toBe(counts.stored + counts.rejected);
    // Each has 20 samples; 90 has 10, and four of those of 60 and the 20 of 100 are rejected.
    expect(counts).toMatchObject({
      read: 20 * FILES + 20 + 10 + 5 - 10,
      rejected: 4 + 20,
    });
    const found = await rowsIn(folder);
    const each = await rowsOfEach(folder);
    for (const table of tableNames.filter((name) => name !== "warnings")) {
      expect(found[table]).toEqual(each[table]);
    }
    const isDuplicate = (row: string) => row.includes("duplicate-file");
    const notes = found.warnings?.filter((row) => !isDuplicate(row)) ?? [];
    expect(notes.toSorted()).toEqual(each.warnings?.toSorted());
    expect(found.warnings?.filter(isDuplicate).length).toBe(1);
    expect(found.warnings?.length).toBe(warnings);
    const rejected = notes.filter((row) => row.includes("rejected-sample"));
    expect(rejected.length).toBe(1);
    expect(rejected[0]).toContain(nameOf(60));
  }));

test("ingestFiles() keeps of files that are read ahead what each gives by itself, in order", () =>
  withTempFolder(async (folder) => {
    writeFiles(`${folder}/files`, MANY_FILES, MANY_FILES - FILES);
    const { runs, counts } = await ingest(folder);
    expect(runs.length).toBe(MANY_FILES - 1);
    expect(counts).toMatchObject({
      read: 20 * MANY_FILES + 20 + 10 + 5 - 10,
      rejected: 4 + 20,
    });
    const found = await rowsIn(folder);
    const each = await rowsOfEach(folder);
    for (const table of tableNames.filter((name) => name !== "warnings")) {
      expect(found[table]).toEqual(each[table]);
    }
  }));

test("ingestFiles() names the damaged one of many files, and keeps nothing until it is mended", () =>
  withTempFolder(async (folder) => {
    writeFiles(`${folder}/files`);
    const path = `${folder}/files/${nameOf(77)}`;
    for (
      const [text, message] of [
        [
          report(77).slice(0, report(77).indexOf("Smallest") - 4),
          /077\.json:2:\d+: is JSON that is cut off/,
        ],
        [report(77, ", oops"), /077\.json:3:\d+: is not JSON/],
        ["", /077\.json: is empty/],
        [`${report(77)}\0`, /077\.json: is binary: byte \d+ is 0/],
        ['{"measurements": {}}', /077\.json:1:1: holds no Ginkgo measurements/],
      ] as const
    ) {
      await Deno.writeTextFile(path, text);
      await expect(ingest(folder)).rejects.toThrow(message);
      const left = [...Deno.readDirSync(`${folder}/data`)];
      expect(left.map(({ name }) => name)).toEqual([".ingest.lock"]);
    }
    await Deno.writeTextFile(path, report(77));
    expect((await ingest(folder)).runs.length).toBe(FILES - 1);
  }));

test("ingestFiles() adds the run of a file that has changed among many that it knows", () =>
  withTempFolder(async (folder) => {
    writeFiles(`${folder}/files`);
    await ingest(folder);
    const before = await rowsIn(folder);
    const again = await ingest(folder);
    expect([again.runs.length, again.known]).toEqual([0, FILES - 1]);
    await Deno.writeTextFile(
      `${folder}/files/${nameOf(5)}`,
      report(5, `, "new": {"x": ${measurement(1, "s")}}`),
    );
    const { runs, known } = await ingest(folder);
    expect([runs.length, known]).toEqual([1, FILES - 2]);
    const after = await rowsIn(folder);
    expect(after.operations?.length).toBe(before.operations!.length + 20);
    const [earlier, added] = [
      after.operations?.slice(0, -20),
      after.operations?.slice(-20) ?? [],
    ];
    expect(earlier).toEqual(before.operations);
    const id = runs[0]?.run_id ?? "none";
    expect(added.every((row) => row.includes(id))).toBe(true);
  }));
