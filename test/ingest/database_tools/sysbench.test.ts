import { expect, test } from "vitest";
import { sysbench } from "../../../src/ingest/database_tools/sysbench.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const INTERVAL =
  "[ 2s ] thds: 16 tps: 1012.86 qps: 20333.18 (r/w/o: 1/2/3) lat (ms,99%): 28.67 err/s: 0.50 reconn/s: 0.00\n";

async function read(text: string, settings: Record<string, string> = {}) {
  const file = toSource(
    "a.txt",
    `sysbench 1.0.20 (using bundled LuaJIT)\n${text}`,
  );
  return await readWhole(sysbench.read(file, { experiment: "x", settings }));
}

test("an interval is placed by the start of the run", async () => {
  const settings = { started_at: "2026-01-02T03:04:05Z" };
  const { rows, runs } = await read(INTERVAL, settings);
  expect(
    rows.samples.map((
      { metric, value, unit, at },
    ) => [metric, value, unit, at]),
  ).toEqual([
    ["throughput", 1012.86, "1/s", "2026-01-02T03:04:07.000Z"],
    ["query_rate", 20333.18, "1/s", "2026-01-02T03:04:07.000Z"],
    ["error_rate", 0.5, "1/s", "2026-01-02T03:04:07.000Z"],
    ["reconnect_rate", 0, "1/s", "2026-01-02T03:04:07.000Z"],
    ["latency_p99", 0.02867, "s", "2026-01-02T03:04:07.000Z"],
  ]);
  expect(runs).toMatchObject([{
    status: "incomplete",
    tool_version: "1.0.20",
  }]);
  expect(rows.warnings.map(({ code }) => code)).not.toContain("no-timestamp");
});

test("a percentile is kept with its estimator, also above the largest latency", async () => {
  const { rows } = await read(
    "    total number of events:              29611\nLatency (ms):\n         max:      115.78\n        100th percentile:    116.80\n",
  );
  expect(
    rows.reported.filter(({ kind }) => kind === "latency")
      .map(({ statistic, value, n, annotation }) => [
        statistic,
        value,
        n,
        annotation,
      ]),
  ).toEqual([
    ["max", 115.78 * 1e-3, null, ""],
    ["p100", 116.8 * 1e-3, 29611, "upper bounds of logarithmic buckets"],
  ]);
});
