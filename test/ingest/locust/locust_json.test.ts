import { expect, test } from "vitest";
import { locust } from "../../../src/ingest/locust/locust.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

/** Two entries, as Locust writes them. */
const entries = [
  {
    name: "/a",
    method: "GET",
    last_request_timestamp: 1795900109.5,
    start_time: 1795900104.25,
    num_requests: 4,
    num_failures: 1,
    total_response_time: 1400,
    max_response_time: 1210,
    min_response_time: 3,
    total_content_length: 70,
    response_times: { "3": 2, "180": 1, "1200": 1 },
    num_reqs_per_sec: { "1795900104": 3, "1795900109": 1 },
    num_fail_per_sec: { "1795900104": 1 },
  },
  {
    name: "/b",
    method: "PUT",
    last_request_timestamp: 1795900111,
    start_time: 1795900105,
    num_requests: 1,
    num_failures: 0,
    max_response_time: 3,
    min_response_time: null,
    response_times: { "3": 1 },
    num_reqs_per_sec: { "1795900109": 1 },
    num_fail_per_sec: {},
  },
];

async function read(json: unknown) {
  const file = toSource("lab.json", JSON.stringify(json));
  return await readWhole(
    locust.read(file, { experiment: "x", settings: {} }),
  );
}

test("entries are merged to the buckets of a run, as wide as Locust rounds", async () => {
  const { runs, rows, counts } = await read(entries);
  expect(runs).toMatchObject([{
    started_at: "2026-11-28T21:08:24.250Z",
    ended_at: "2026-11-28T21:08:31.000Z",
  }]);
  expect(
    rows.histograms.map(({ lower, upper, count }) => [lower, upper, count]),
  )
    .toEqual([[0.0025, 0.0035, 3], [0.175, 0.185, 1], [1.15, 1.25, 1]]);
  expect(counts.read).toBe(counts.stored);
});

test("requests and failures are counted for each second", async () => {
  const { rows } = await read(entries);
  expect(rows.samples.map(({ metric, at, value }) => [metric, at, value]))
    .toEqual([
      ["requests", "2026-11-28T21:08:24.000Z", 3],
      ["requests", "2026-11-28T21:08:29.000Z", 2],
      ["failures", "2026-11-28T21:08:24.000Z", 1],
    ]);
});

test("numbers of requests are those of all entries", async () => {
  const { rows } = await read(entries);
  const sums = rows.reported.filter(({ label }) => label.startsWith("sum of"));
  expect(sums.map(({ kind, value }) => [kind, value]))
    .toEqual([["completed_requests", 5], ["failed_requests", 1]]);
  expect(rows.warnings.map(({ code }) => code))
    .toEqual(["not-told", "latency-includes-failures"]);
});

test("a list without an entry is refused", async () => {
  await expect(read([])).rejects.toThrow("lab.json: holds no result of locust");
});
