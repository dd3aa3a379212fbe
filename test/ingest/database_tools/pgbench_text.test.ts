import { expect, test } from "vitest";
import { readPgbenchText } from "../../../src/ingest/database_tools/pgbench_text.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(text: string, settings: Record<string, string> = {}) {
  const file = toSource("a.txt", text);
  return await readWhole(readPgbenchText(file, { experiment: "x", settings }));
}

const PROGRESS =
  "progress: 1.5 s, 100.5 tps, lat 9.5 ms stddev 1.2, 4 failed\n";

test("lines of progress are placed by the start of the run, or by their own time", async () => {
  const times = async (text: string, settings = {}) =>
    (await read(text, settings)).rows.samples.map(({ at }) => at);
  expect(new Set(await times(PROGRESS))).toEqual(new Set([null]));
  expect(
    new Set(await times(PROGRESS, { started_at: "2026-01-02T03:04:05Z" })),
  ).toEqual(new Set(["2026-01-02T03:04:06.500Z"]));
  expect(new Set(await times(PROGRESS.replace("1.5 s", "1000000000.25 s"))))
    .toEqual(new Set(["2001-09-09T01:46:40.250Z"]));
});

test("a line of progress keeps rate, latency, failures, lag and skipped transactions", async () => {
  const { rows, runs } = await read(
    PROGRESS.replace("\n", ", lag 0.2 ms, 3 skipped\n"),
  );
  expect(
    rows.samples.map(({ metric, value }) => [metric, value]),
  ).toEqual([
    ["throughput", 100.5],
    ["latency_mean", 0.0095],
    ["latency_sd", 0.0012],
    ["failed_requests", 4],
    ["lag_mean", 0.0002],
    ["skipped_requests", 3],
  ]);
  expect(runs[0]?.status).toBe("incomplete");
});

test("the two rates of earlier versions are told apart", async () => {
  const { rows } = await read(
    "transaction type: TPC-B\nnumber of transactions actually processed: 77\n" +
      "tps = 12.5 (including connections establishing)\ntps = 13.5 (excluding connections establishing)\n",
  );
  expect(
    rows.reported.filter(({ unit }) => unit === "1/s")
      .map(({ kind, value }) => [kind, value]),
  ).toEqual([["throughput", 13.5], ["throughput_with_connecting", 12.5]]);
});
