/**
 * `deno run -A bench/_latency.ts ours|named|plain STORE`: computes the latency series in a separate process.
 *
 * Writes seconds, rows and peak memory as JSON. `named` opens the one experiment by name, `plain` is the SQL without
 * our views.
 */
import { DuckDBInstance } from "@duckdb/node-api";
import { latencySeries, latencySeriesSql } from "../src/analysis/mod.ts";
import { Store } from "../src/store/mod.ts";

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
  return (await latencySeries(store)).length;
}

async function plain(): Promise<number> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(latencySeriesSql);
  const { length } = reader.getRows();
  connection.closeSync();
  instance.closeSync();
  return length;
}
