import { expect, test } from "vitest";
import { nighthawk } from "../../../src/ingest/http_tools/nighthawk.ts";
import { readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read() {
  const file = readSource("test/testdata/ingest/nighthawk/benchmark.json");
  return await readWhole(
    nighthawk.read(file, { experiment: "x", settings: {} }),
  );
}

test("rate and connections are those of all workers", async () => {
  const { runs } = await read();
  expect(
    Object.fromEntries(
      runs[0]!.params.map(({ key, value }) => [key, value]),
    ),
  ).toMatchObject({ workers: "8", rate: "100", threads: "2", loop: "open" });
});

test("requests without a connection are dropped, and the counts of percentiles are buckets", async () => {
  const { rows } = await read();
  const value = (kind: string) =>
    rows.reported.find((row) => row.kind === kind)?.value;
  expect(
    ["sent", "completed", "failed", "dropped"]
      .map((name) => value(`${name}_requests`)),
  ).toEqual([190, 190, 4, 10]);
  expect(value("throughput")).toBe(95);
  expect(
    rows.histograms.map(({ lower, upper, count }) => [lower, upper, count]),
  ).toEqual([[0, 0.001, 1], [0.001, 0.002, 99], [0.002, 0.01, 89], [
    0.01,
    0.05,
    1,
  ]]);
});
