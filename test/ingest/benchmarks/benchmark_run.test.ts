import { expect, test } from "vitest";
import {
  type BenchmarkResult,
  openBenchmarks,
} from "../../../src/ingest/benchmarks/benchmark_run.ts";
import { toSource } from "../../../src/ingest/mod.ts";

const result: BenchmarkResult = {
  system: "store",
  systemVersion: "abc",
  benchmark: "Put",
  params: { size: "1024" },
  environment: { goos: "linux" },
  startedAt: null,
  place: ":7",
  values: [{
    label: "ns/op",
    value: 12,
    kind: "time",
    statistic: "mean",
    symbol: "ns",
    estimator: "",
    n: 3,
  }],
};

function open(settings: Record<string, string> = {}) {
  const file = toSource("a.txt", "text");
  return openBenchmarks(file, { experiment: "x", settings }, "bench");
}

test("results of one benchmark are repetitions of a case", () => {
  const benchmarks = open();
  benchmarks.add(result);
  benchmarks.add({ ...result, params: { size: "2048" } });
  benchmarks.add(result);
  const { runs, rows } = benchmarks.close();
  expect(runs.map(({ case_id, repetition }) => [case_id, repetition])).toEqual([
    ["store benchmark=Put size=1024", 1],
    ["store benchmark=Put size=2048", 1],
    ["store benchmark=Put size=1024", 2],
  ]);
  expect(runs[0]).toMatchObject({
    system_version: "abc",
    environment: { goos: "linux" },
  });
  expect(rows.reported.map(({ run_id, value }) => [run_id, value]))
    .toEqual(runs.map(({ run_id }) => [run_id, 12 * 1e-9]));
});

test("the system that was set goes before that of the file", () => {
  const benchmarks = open({ system: "mine", system_version: "1" });
  benchmarks.add(result);
  expect(benchmarks.close().runs)
    .toMatchObject([{ system: "mine", system_version: "1" }]);
});

test("a file without a result is refused", () => {
  expect(() => open().close()).toThrow(
    "a.txt: holds no benchmark of bench with a number",
  );
});
