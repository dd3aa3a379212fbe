/** Benchmarks loading thousands of JSON files into the store against DuckDB's JSON reader. */
import { DuckDBInstance } from "@duckdb/node-api";
import {
  type Imported,
  type Importer,
  ingestFiles,
  toImporter,
} from "../src/ingest/mod.ts";
import { loadStore } from "../src/store/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  median,
  output,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";

const archive = decodeURIComponent(
  new URL("../data/sources/cf-performance-tests.tar.gz", import.meta.url)
    .pathname,
);
const FILES = 6_109;
const SAMPLES = 690_750;
const MEASUREMENTS = 44_764;

export const loadJson: Benchmark = {
  name: "load_json",
  title: "6,109 JSON files into the store",
  needs: [{ probe: ["tar", "--version"], package: "tar" }],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const files = `${folder}/files`;
  await Deno.mkdir(files);
  await output(["tar", "xzf", archive, "-C", files]);
  const split = { parse: [], write: [], load: [] } as Record<string, number[]>;
  const knownColumns: number[] = [];
  const seconds = await alternate(
    async (turn) => {
      const data = `${folder}/data-${turn}`;
      const clock = timedImporter();
      const ingest = await timed(async () => {
        const { counts } = await ingestFiles(clock.importer, [files], {
          data,
          experiment: "",
          settings: {},
        });
        expectCount("samples stored", counts.stored, SAMPLES);
      });
      const load = await timed(() => loadStore(data, `${data}/store.duckdb`));
      split.parse?.push(clock.seconds());
      split.write?.push(ingest - clock.seconds());
      split.load?.push(load);
      return ingest + load;
    },
    async (turn) => {
      knownColumns.push(
        await readSamples(files, `${folder}/known-${turn}.duckdb`),
      );
      return await readPlainly(files, `${folder}/plain-${turn}.duckdb`);
    },
    { runs, log },
  );
  const part = (name: string) => ({
    ours: `${median(split[name] ?? []).toFixed(2)} s`,
  });
  return [
    ratioRow("load 6,109 JSON files (DuckDB read_json)", seconds, 2),
    ratioRow(
      "- against read_json with known columns, samples alone",
      {
        ours: seconds.ours,
        peer: knownColumns.slice(-seconds.ours.length),
      },
      1.25,
    ),
    factRow("- of it parsing", part("parse")),
    factRow("- of it reading files, writing, compacting", part("write")),
    factRow("- of it loading", part("load")),
  ];
}

/** Measures the time that an importer reads. */
function timedImporter(): { importer: Importer; seconds: () => number } {
  const importer = toImporter("measurements");
  let milliseconds = 0;
  const read: Importer["read"] = (file, options) => {
    const started = performance.now();
    // Reads lazily: the time is measured per piece.
    const pieces = importer.read(file, options) as Iterable<Imported>;
    milliseconds += performance.now() - started;
    return clocked(pieces, (duration) => milliseconds += duration);
  };
  return {
    importer: { ...importer, read },
    seconds: () => milliseconds / 1000,
  };
}

function* clocked(
  pieces: Iterable<Imported>,
  add: (milliseconds: number) => void,
): Generator<Imported> {
  let started = performance.now();
  for (const piece of pieces) {
    add(performance.now() - started);
    yield piece;
    started = performance.now();
  }
  add(performance.now() - started);
}

/** Reads all files into a table of a new DuckDB file with one `read_json`, which detects the columns. */
async function readPlainly(files: string, path: string): Promise<number> {
  let rows = 0;
  const seconds = await timed(async () => {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE files AS
       SELECT * FROM read_json('${files}/**/*.json', union_by_name = true)`,
    );
    await connection.run("CHECKPOINT");
    const reader = await connection.runAndReadAll("SELECT count(*) FROM files");
    rows = Number(reader.getRows()[0]?.[0]);
    connection.closeSync();
    instance.closeSync();
  });
  expectCount("files of the peer", rows, FILES);
  return seconds;
}

/** Reads one row per sample into a table of a new DuckDB file; parses only the fields that are needed. */
async function readSamples(files: string, path: string): Promise<number> {
  const type = "MAP(VARCHAR, MAP(VARCHAR, " +
    'STRUCT("Results" DOUBLE[], "Units" VARCHAR)))';
  let instance: DuckDBInstance | null = null;
  const seconds = await timed(async () => {
    instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE samples AS
       WITH headlines AS (
         SELECT filename, unnest(map_entries(measurements)) AS headline
         FROM read_json('${files}/**/*.json', filename = true,
           format = 'unstructured', columns = {measurements: '${type}'})),
       named AS (
         SELECT filename, headline.key AS subject,
           unnest(map_entries(headline.value)) AS named
         FROM headlines)
       SELECT filename, subject, named.key AS kind,
         named.value."Units" AS unit, unnest(named.value."Results") AS value
       FROM named`,
    );
    await connection.run("CHECKPOINT");
    connection.closeSync();
  });
  instance = instance as DuckDBInstance | null;
  const connection = await instance?.connect();
  const reader = await connection?.runAndReadAll(
    `SELECT count(*), count(DISTINCT (filename, subject, kind)) FROM samples`,
  );
  const [samples, measurements] = reader?.getRows()[0] ?? [];
  connection?.closeSync();
  instance?.closeSync();
  expectCount("samples of the peer", Number(samples), SAMPLES);
  expectCount("measurements of the peer", Number(measurements), MEASUREMENTS);
  return seconds;
}

function expectCount(what: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new RangeError(
    `Cannot compare as ${what} must be ${expected}: current value is ${found}`,
  );
}
