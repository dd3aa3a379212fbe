/** Benchmarks latency by case and second of ten million operations against the same SQL without our views. */
import { DuckDBInstance } from "@duckdb/node-api";
import { z } from "zod";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  output,
  ratioRow,
  type Row,
} from "./_measure.ts";
import { fileSchemaSql } from "../src/store/file/linked.ts";

const OPERATIONS = 10_000_000;
const CASES = 8;
const SECONDS = 600;
const MAX_MEMORY_BYTES = 2 * 2 ** 30;
const script = decodeURIComponent(
  new URL("./_latency.ts", import.meta.url).pathname,
);

const Output = z.strictObject({
  seconds: z.number(),
  rows: z.literal(CASES * SECONDS),
  /** Null if unknown. */
  peakBytes: z.number().nullable(),
});

export const latency: Benchmark = {
  name: "latency_series",
  title: "latency by case and second of 10 million operations",
  needs: [],
  run,
};

async function run({ runs, folder, log }: Context): Promise<Row[]> {
  const path = `${folder}/store.duckdb`;
  log("making 10 million operations");
  await makeStore(path);
  const peaks = new Map<string, number[]>();
  const side = (name: string) => async () => {
    const { seconds, peakBytes } = Output.parse(
      JSON.parse(
        await output([Deno.execPath(), "run", "-A", script, name, path]),
      ),
    );
    if (peakBytes !== null) {
      peaks.set(name, [...peaks.get(name) ?? [], peakBytes]);
    }
    return seconds;
  };
  const all = await alternate(side("ours"), side("plain"), { runs, log });
  const named = await alternate(side("named"), side("plain"), { runs, log });
  const peak = (...names: string[]) =>
    Math.max(...names.flatMap((name) => peaks.get(name) ?? []));
  const ours = peak("ours", "named");
  return [
    ratioRow("latency series of 10 M operations (SQL alone)", all, 1.2),
    ratioRow("- with the experiment named", named, 1.2),
    factRow("- highest peak memory", {
      ours: gibibytes(ours),
      peer: gibibytes(peak("plain")),
      goal: "< 2 GiB",
      met: Number.isFinite(ours) ? ours < MAX_MEMORY_BYTES : null,
    }),
  ];
}

function gibibytes(bytes: number): string {
  return Number.isFinite(bytes)
    ? `${(bytes / 2 ** 30).toFixed(2)} GiB`
    : "unknown";
}

/** Makes a store of one experiment: operations cycle over cases, evenly spaced in ten minutes, 1 in 500 failed. */
async function makeStore(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await connection.run(fileSchemaSql);
    await connection.run(
      `INSERT INTO runs BY NAME
       SELECT 'run-' || i AS run_id, 'bench' AS experiment,
         'case-' || i AS case_id, 1 AS repetition, 'run-' || i AS part,
         'simulated' AS mode, 'ok' AS status, i AS run_number
       FROM range(${CASES}) AS cases(i)`,
    );
    await connection.run(
      `INSERT INTO numbered.operations
       SELECT i % ${CASES}, i::VARCHAR, 'request', 'GET /',
         TIMESTAMP '2026-01-01' +
           to_microseconds(i * ${SECONDS}000000 // ${OPERATIONS}),
         -0.05 * ln(1 - hash(i) % 1000003 / 1000003.0),
         CASE WHEN i % 500 = 0 THEN 'failed' ELSE 'ok' END, '', '', 1024,
         'worker-' || i % 16
       FROM range(${OPERATIONS}) AS operations(i)`,
    );
    await connection.run("CHECKPOINT");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
