/**
 * `deno run -A bench/_latency.ts ours|named|plain STORE`: computes the latency series in a separate process.
 *
 * Writes seconds, rows and peak memory as JSON. `named` opens the one experiment by name, `plain` is the SQL without
 * our views.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { z } from "zod";
import { Store } from "../src/store/mod.ts";

const Second = z.strictObject({
  experiment: z.string(),
  case_id: z.string(),
  second: z.string(),
  n: z.number(),
  failed: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

const sql = `
  SELECT experiment, case_id,
    date_trunc('second', operations.started_at) AS second,
    count(*) AS n, count(*) FILTER (outcome <> 'ok') AS failed,
    quantile_cont(duration_s, 0.5) FILTER (outcome = 'ok') AS p50,
    quantile_cont(duration_s, 0.95) FILTER (outcome = 'ok') AS p95,
    quantile_cont(duration_s, 0.99) FILTER (outcome = 'ok') AS p99
  FROM operations JOIN runs USING (run_id)
  WHERE status <> 'invalid' AND operations.started_at IS NOT NULL
  GROUP BY ALL ORDER BY experiment, case_id, second`;

const [side = "", path = ""] = Deno.args;
const started = performance.now();
const rows = side === "plain" ? await plain() : await ours();
const seconds = (performance.now() - started) / 1000;
const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
const peakBytes = Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ seconds, rows, peakBytes })),
);

async function ours(): Promise<number> {
  using store = await Store.open(path, {
    experiments: side === "named" ? ["bench"] : [],
  });
  return (await store.query(Second, sql)).length;
}

async function plain(): Promise<number> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(sql);
  const { length } = reader.getRows();
  connection.closeSync();
  instance.closeSync();
  return length;
}
