import { expect, test } from "vitest";
import { locust } from "../../../src/ingest/locust/locust.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(data: unknown, after = "\n</script>") {
  const text =
    "<!DOCTYPE html><html><head><title>Locust</title></head><script>\n" +
    `window.templateArgs = ${JSON.stringify(data)}${after}`;
  return await readWhole(
    locust.read(toSource("a.html", text), { experiment: "x", settings: {} }),
  );
}

test("values of the history have their time, or that of their point", async () => {
  const time = "2026-11-28T21:08:29Z";
  const { rows, runs } = await read({
    start_time: "2026-11-28 21:08:24",
    history: [
      { time, user_count: [time, 10], current_rps: [time, 108.5] },
      { time, "response_time_percentile_0.95": 47 },
      { time: "21:08:31", user_count: 12 },
    ],
  });
  expect(rows.samples.map(({ metric, at, value }) => [metric, at, value]))
    .toEqual([
      ["users", "2026-11-28T21:08:29.000Z", 10],
      ["throughput", "2026-11-28T21:08:29.000Z", 108.5],
      ["latency_p95", "2026-11-28T21:08:29.000Z", 0.047],
      ["users", null, 12],
    ]);
  expect(runs[0]).toMatchObject({ started_at: "2026-11-28T21:08:24.000Z" });
  expect(runs[0]?.params[0]).toMatchObject({ key: "workers", number: 12 });
});

test("the data ends where its object does, whatever its texts hold", async () => {
  const { rows } = await read({
    requests_statistics: [{
      method: "",
      name: "Aggregated",
      num_requests: 4,
      num_failures: 1,
    }],
    failures_statistics: [{
      name: '}"{\\',
      error: "</script>",
      occurrences: 1,
    }],
  }, ";}}} more\n");
  expect(rows.reported.map(({ kind, value }) => [kind, value])).toEqual([
    ["completed_requests", 4],
    ["failed_requests", 1],
    ["errors", 1],
  ]);
  expect(rows.warnings.map(({ code }) => code))
    .toEqual(["latency-includes-failures"]);
});

test("data that is cut off is refused, with its place", async () => {
  const text =
    '<!DOCTYPE html><title>Locust</title>\nwindow.templateArgs = {"a": [';
  const file = toSource("a.html", text);
  await expect(
    (async () =>
      await readWhole(
        locust.read(file, { experiment: "x", settings: {} }),
      ))(),
  ).rejects.toThrow("a.html:2:8: is JSON that is cut off");
});
