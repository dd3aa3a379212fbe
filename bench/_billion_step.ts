/**
 * `deno run -A bench/_billion_step.ts load|STATEMENT DATA LAKE`: one step of `billion.ts` in a process of its own. Writes its
 * seconds, processor seconds, peak memory and rows as JSON.
 */
import process from "node:process";
import { loadStore, Store } from "../src/store/mod.ts";
import { exactQuantilesSql } from "./_exact_quantiles.ts";

const QUANTILES = [0.5, 0.95, 0.99];

const statements: Readonly<Record<string, string>> = {
  exact: exactQuantilesSql(QUANTILES),
  approximate:
    `SELECT case_id, n, unnest([${QUANTILES}]) AS q, unnest("values") AS value FROM (
       SELECT case_id, count(*) AS n, approx_quantile(duration_s, [${QUANTILES}]) AS "values"
       FROM operations JOIN runs USING (run_id) WHERE outcome = 'ok' GROUP BY case_id) ORDER BY case_id, q`,
  count: "SELECT count(*) AS n FROM operations",
};

const [step = "", data = "", lake = ""] = Deno.args;
const started = performance.now();
const rows = step === "load" ? await load() : await ask(statements[step] ?? "");
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const cpu = (user + system) / 1e6;
const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
const peakBytes = Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ seconds, cpu, peakBytes, rows })),
);

async function load(): Promise<unknown[]> {
  const { loaded, leftOut } = await loadStore(data, lake);
  return [{ loaded, leftOut: leftOut.length }];
}

async function ask(sql: string): Promise<unknown[]> {
  using store = await Store.open(lake);
  return (await store.rows(sql)).rows;
}
