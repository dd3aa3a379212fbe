import { expect, test } from "vitest";
import { goBench } from "../../../src/ingest/benchmarks/go_bench.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(text: string) {
  const file = toSource("a.txt", text);
  return await readWhole(
    goBench.read(file, { experiment: "x", settings: {} }),
  );
}

test("what stands above is true of the lines below", async () => {
  const { runs } = await read(
    "pkg: a\nBenchmarkX 1 2 ns/op\npkg: b\nBenchmarkX 1 2 ns/op\n",
  );
  expect(runs.map(({ system }) => system)).toEqual(["a", "b"]);
});

test("parts of a name are parameters", async () => {
  const { runs } = await read(
    "BenchmarkPut/size=8/plain/loop=1-16 5 2 ns/op\n",
  );
  expect(runs[0]?.params.map(({ key, value }) => [key, value])).toEqual([
    ["benchmark", "Put"],
    ["size", "8"],
    ["part2", "plain"],
    ["part3", "loop=1"],
    ["processors", "16"],
  ]);
});

test("each pair of a line is a value, with the number of iterations", async () => {
  const { rows } = await read(
    "BenchmarkX-8 100 1500 ns/op 2 MB/s 64 B/op 3 allocs/op 7 hits/op 2 p99-ns/op\n",
  );
  expect(
    rows.reported.map(({ kind, statistic, value, unit, n }) => [
      kind,
      statistic,
      value,
      unit,
      n,
    ]),
  ).toEqual([
    ["time_per_operation", "mean", 0.0000015, "s", 100],
    ["throughput", "value", 2e6, "B/s", 100],
    ["allocated_per_operation", "mean", 64, "B", 100],
    ["allocations_per_operation", "mean", 3, "", 100],
    ["hits/op", "mean", 7, "hits/op", 100],
    ["p99-ns/op", "mean", 2 * 1e-9, "s", 100],
  ]);
});
