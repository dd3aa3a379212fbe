import { expect, test } from "vitest";
import { readPgbenchIntervals } from "../../../src/ingest/database_tools/pgbench_intervals.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(text: string) {
  const file = toSource("a.log", text);
  return await readWhole(
    readPgbenchIntervals(file, { experiment: "x", settings: {} }),
  );
}

test("the sums of all intervals give the latency of the run", async () => {
  const { rows } = await read(
    "1000000000 2 4000 10000000 1000 3000\n1000000001 1 5000 25000000 5000 5000\n",
  );
  const latency = rows.reported.filter(({ kind }) => kind === "latency")
    .map(({ statistic, value, n }) => [statistic, value, n]);
  // Of 1, 3 and 5 ms.
  expect(latency).toEqual([
    ["mean", 0.003, 3],
    ["sd", expect.closeTo(Math.sqrt(8 / 3) / 1000, 12), 3],
    ["min", 0.001, 3],
    ["max", 0.005, 3],
  ]);
});

test("failures and skipped transactions are told only by versions that count them", async () => {
  const { rows: old } = await read("1000000000 2 4000 10000000 1000 3000\n");
  expect(old.warnings.map(({ message }) => message)).toEqual([
    "the file does not tell how many requests were offered, sent, failed, dropped, skipped",
  ]);
  const { rows } = await read(
    "1000000000 2 4000 10000000 1000 3000 0 0 0 0 7 0 0 2 1\n",
  );
  const counts = rows.reported.filter(({ kind }) => kind.endsWith("_requests"))
    .map(({ kind, value }) => [kind, value]);
  expect(counts).toEqual([
    ["completed_requests", 2],
    ["failed_requests", 3],
    ["skipped_requests", 7],
  ]);
});

test("an interval without a transaction has no latency", async () => {
  const { rows } = await read("1000000000 0 0 0 0 0\n");
  expect(rows.reported.map(({ kind }) => kind)).toEqual(["completed_requests"]);
  expect(rows.samples.map(({ metric }) => metric))
    .toEqual(["completed_requests"]);
});
