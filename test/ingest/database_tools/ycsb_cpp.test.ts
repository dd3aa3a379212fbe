import { expect, test } from "vitest";
import { ycsbCpp } from "../../../src/ingest/database_tools/ycsb_cpp.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(text: string) {
  const file = toSource("a.txt", text);
  return await readWhole(
    ycsbCpp.read(file, { experiment: "x", settings: {} }),
  );
}

function phase(name: string): string {
  return "2025-04-07 19:33:41 0 sec: 0 operations;\n" +
    "2025-04-07 19:33:51 10 sec: 100 operations; [READ: Count=100 Max=2000.00 Min=1.00 Avg=15.00 99=78.00]\n" +
    "2025-04-07 19:34:01 20 sec: 400 operations; [READ: Count=400 Max=3000.00 Min=1.00 Avg=16.00 99=80.00]\n" +
    `${name} runtime(sec): 20\n${name} operations(ops): 400\n${name} throughput(ops/sec): 2e+01\n`;
}

test("each phase is a run, with the figures of its last line in microseconds", async () => {
  const { runs, rows } = await read(phase("Load") + phase("Run"));
  expect(runs.map(({ params }) => params[0]?.value)).toEqual(["load", "run"]);
  const [, run] = runs;
  const figures = rows.reported.filter(({ run_id }) => run_id === run?.run_id)
    .map(({ kind, statistic, value, n }) => [kind, statistic, value, n]);
  expect(figures).toEqual([
    ["test_duration", "value", 20, null],
    ["throughput", "value", 20, null],
    ["get_operations", "value", 400, null],
    ["get_latency", "max", 0.003, 400],
    ["get_latency", "min", 0.000001, 400],
    ["get_latency", "mean", 0.000016, 400],
    ["get_latency", "p99", 80 * 1e-6, 400],
    ["completed_requests", "value", 400, null],
  ]);
});

test("counts since the start become rates of the intervals", async () => {
  const { rows } = await read(phase("Run"));
  expect(rows.samples.map(({ metric, value }) => [metric, value]))
    .toEqual([["get_throughput", 10], ["get_throughput", 30]]);
});
