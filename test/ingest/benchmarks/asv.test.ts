import { expect, test } from "vitest";
import { asv } from "../../../src/ingest/benchmarks/asv.ts";
import { readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

test("the last parameter varies first, and a failed combination has no run", async () => {
  const file = readSource("test/testdata/ingest/asv/version_2.json");
  const { runs, rows, counts } = await readWhole(
    asv.read(file, { experiment: "x", settings: {} }),
  );
  const found = runs.map(({ run_id, params }) => [
    ...params.map(({ value }) => value),
    rows.reported.find((row) => row.run_id === run_id)?.value,
  ]);
  expect(found).toEqual([
    ["bench.Suite.time_sort", "10", "'a'", 0.001],
    ["bench.Suite.time_sort", "100", "'a'", 0.004],
    ["bench.Suite.time_sort", "100", "'b'", 0.008],
    ["bench.peakmem_load", 1048576],
  ]);
  expect(counts).toMatchObject({ read: 12, stored: 10, rejected: 2 });
  const [first] = runs;
  expect(
    rows.reported.filter(({ run_id }) => run_id === first?.run_id)
      .map(({ statistic, value, n }) => [statistic, value, n]),
  ).toEqual([
    ["median", 0.001, 100],
    ["p25", 0.00095, 100],
    ["p75", 0.00105, 100],
  ]);
});
