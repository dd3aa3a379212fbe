/**
 * `deno run -A bench/_billion_step.ts load|STATEMENT DATA LAKE`: one step of `billion.ts` in a process of its own. Writes its
 * seconds, processor seconds, peak memory and rows as JSON.
 */
import process from "node:process";
import { loadStore, Store } from "../src/store/mod.ts";
import { exactQuantiles } from "./_exact_quantiles.ts";

const QUANTILES = [0.5, 0.95, 0.99];

const statements: Readonly<Record<string, string>> = {
  // Of one case: those of all at once would take more memory than is allowed.
  sorted:
    `SELECT case_id, n, unnest([${QUANTILES}]) AS q, unnest("values") AS value FROM (
       SELECT case_id, count(*) AS n, quantile_cont(duration_s, [${QUANTILES}]::DOUBLE[]) AS "values"
       FROM operations JOIN runs USING (run_id) WHERE outcome = 'ok' AND case_id = 'case-0' GROUP BY case_id) ORDER BY case_id, q`,
  estimated:
    `SELECT case_id, n, q, duration_s AS value FROM estimated_quantiles([${QUANTILES}])`,
  approximate:
    `SELECT case_id, n, unnest([${QUANTILES}]) AS q, unnest("values") AS value FROM (
       SELECT case_id, count(*) AS n, approx_quantile(duration_s, [${QUANTILES}]) AS "values"
       FROM operations JOIN runs USING (run_id) WHERE outcome = 'ok' GROUP BY case_id) ORDER BY case_id, q`,
  count: "SELECT count(*) AS n FROM operations",
};

const [step = "", data = "", lake = ""] = Deno.args;
const started = performance.now();
const rows = await act();
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
const cpu = (user + system) / 1e6;
const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
const peakBytes = Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) * 1024;
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ seconds, cpu, peakBytes, rows })),
);

async function act(): Promise<unknown[]> {
  if (step === "load") return await load();
  using store = await Store.open(lake);
  const ask = async (sql: string) => (await store.rows(sql)).rows;
  return step === "exact"
    ? await exactQuantiles(ask, QUANTILES)
    : await ask(statements[step] ?? "");
}

async function load(): Promise<unknown[]> {
  const { loaded, leftOut } = await loadStore(data, lake);
  return [{ loaded, leftOut: leftOut.length }];
}
