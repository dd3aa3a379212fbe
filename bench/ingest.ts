/**
 * Benchmarks ingesting large text files of other tools, and its memory. The peer is DuckDB, which reads the same file
 * without our checks and writes it as a table: both read and write all of it.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { z } from "zod";
import {
  ingestWhole,
  type Sample,
  samples,
  writeSample,
} from "./_large_files.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  output,
  ratioRow,
  type Row,
  timed,
} from "./_measure.ts";

/** Memory goal of ingesting a file. */
const MAX_MEMORY_MIB = 1024;
const script = new URL(
  "../test/testing/memory_of_ingest.ts",
  import.meta.url,
).pathname;

export const ingest: Benchmark = {
  name: "ingest",
  title: "text files of 256 MiB; a log, and raw results, of 1 GiB",
  needs: [],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [i, sample] of samples.entries()) {
    const { format, kind } = sample;
    const file = `${folder}/${format}.txt`;
    writeSample(file, sample);
    const seconds = await alternate(
      (turn) => ingestWhole(format, file, `${folder}/ours-${i}-${turn}`),
      (turn) => readPlainly(file, sample, `${folder}/peer-${i}-${turn}.duckdb`),
      { runs, log },
    );
    rows.push(
      ratioRow(
        `ingest ${
          sample.bytes / 2 ** 20
        } MiB of ${format} ${kind} (DuckDB's reader into a table)`,
        seconds,
        sample.goal,
      ),
      await memory(format, file, `${folder}/data-${i}`),
    );
    await Deno.remove(file);
  }
  return rows;
}

async function readPlainly(
  file: string,
  { peer }: Sample,
  path: string,
): Promise<number> {
  return await timed(async () => {
    const instance = await DuckDBInstance.create(path);
    const connection = await instance.connect();
    await connection.run(
      `CREATE TABLE lines AS SELECT * FROM ${peer(file)}`,
    );
    await connection.run("CHECKPOINT");
    connection.closeSync();
    instance.closeSync();
  });
}

const Output = z.object({ after: z.number() });

async function memory(
  format: string,
  file: string,
  data: string,
): Promise<Row> {
  const text = await output([
    Deno.execPath(),
    "run",
    "-A",
    script,
    format,
    file,
    data,
  ]);
  const { after } = Output.parse(JSON.parse(text));
  return factRow("- most memory of ingesting it", {
    ours: `${Math.round(after)} MiB`,
    goal: `<= ${MAX_MEMORY_MIB} MiB`,
    met: after <= MAX_MEMORY_MIB,
  });
}
