import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { cosResults } from "../../../src/ingest/run_record/cos_results.ts";
import { readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const path = "data/sources/cos-lite/results.csv";
const { runs, rows, counts } = await readWhole(
  cosResults.read(readSource(path), {
    experiment: "cos-sizing",
    settings: {},
  }),
);

test("cosResults reads the 58 published runs, the last without a newline", () => {
  expect(counts).toEqual({ unit: "rows", read: 58, stored: 58, rejected: 0 });
  expect(runs.at(0)?.started_at).toBe("2024-01-22T00:00:00Z");
  expect(runs.at(-1)?.started_at).toBe("2022-04-22T00:00:00Z");
  expect(rows.warnings).toEqual([]);
});

test("cosResults counts verdicts as published", () => {
  const texts = Map.groupBy(runs, ({ verdict_text }) => verdict_text);
  const verdicts = Map.groupBy(runs, ({ verdict }) => verdict);
  expect(Object.fromEntries([...texts].map(([k, v]) => [k, v.length])))
    .toEqual({
      "PASS": 33,
      "FAIL": 12,
      "PASS (old)": 4,
      "PASS, but ignore": 3,
      "FAILED": 3,
      "FAIL (loki 429)": 1,
      "FAIL (2.9.2 test without config changes)": 1,
      "To repeat (StopContainer)": 1,
    });
  expect(Object.fromEntries([...verdicts].map(([k, v]) => [k, v.length])))
    .toEqual({ pass: 37, fail: 17, ignored: 3, repeat: 1 });
  expect(runs.filter(({ status }) => status === "failed").length).toBe(17);
});

test("cosResults keeps every field that is not blank", async () => {
  const records = parse(await Deno.readTextFile(path)) as string[][];
  const written = records.slice(1).flat().filter(Boolean).toSorted();
  const kept = runs.flatMap((run) => [
    run.started_at?.slice(0, 10) ?? "",
    run.verdict_text,
    run.notes,
    ...run.params.map(({ value }) => value),
  ]).concat(rows.reported.map(({ text }) => text)).filter(Boolean);
  expect(kept.toSorted()).toEqual(written);
});

test("cosResults converts by the units of the headers", () => {
  const run = runs.find(({ started_at }) =>
    started_at === "2024-01-04T00:00:00Z"
  );
  const figures = Object.fromEntries(
    rows.reported.filter(({ run_id }) => run_id === run?.run_id)
      .map((row) => [`${row.kind} ${row.statistic}`, [row.value, row.unit]]),
  );
  expect(figures["cpu p99"]).toEqual([0.58, "1"]);
  expect(figures["http_request_time p99"]).toEqual([0.461, "s"]);
  expect(figures["storage_rate value"]).toEqual([
    60.2 * (2 ** 30 / 86400),
    "B/s",
  ]);
  expect(figures["network_tx avg"]).toEqual([2.05 * 2 ** 20, "B/s"]);
  expect(figures["disk_write_iops max"]).toEqual([269, "1/s"]);
  expect(run?.environment).toMatchObject({ cpus: 8, memory_gb: 16 });
});
