import { expect, test } from "vitest";
import { readLogWarnings } from "../../../src/systems/prometheus/prometheus_warnings.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Lines of Prometheus 2.42 with a full disk, and at its end. */
const full = [
  'ts=2026-11-21T11:30:02.333Z caller=scrape.go:1311 level=error component="scrape manager" scrape_pool=p target=http://127.0.0.1:29192/metrics msg="Scrape commit failed" err="write to WAL: log series: write data/wal/00000000: no space left on device"',
  'ts=2026-11-21T11:30:04.331Z caller=scrape.go:1311 level=error component="scrape manager" scrape_pool=p target=http://127.0.0.1:29192/metrics msg="Scrape commit failed" err="write to WAL: log samples: write data/wal/00000000: no space left on device"',
  'ts=2026-11-21T11:30:08.549Z caller=main.go:823 level=warn msg="Received SIGTERM, exiting gracefully..."',
];

function readLines(lines: readonly string[]) {
  let warnings: unknown;
  return withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/log`, lines.join("\n"));
    warnings = await readLogWarnings(`${folder}/log`);
  }).then(() => warnings);
}

test("readLogWarnings() counts lines with the same message, and keeps the first", async () => {
  expect(await readLines(full)).toEqual([
    {
      message:
        "error: Scrape commit failed: write to WAL: log series: write data/wal/00000000: no space left on device",
      lines: 2,
    },
    {
      message: "warn: Received SIGTERM, exiting gracefully...",
      lines: 1,
    },
  ]);
});

test("readLogWarnings() skips other lines, reads Prometheus 3, quotes and crashes", async () => {
  expect(
    await readLines([
      'ts=2026-11-21T11:30:02.333Z caller=main.go:1 level=info msg="Server is ready"',
      'time=2026-11-21T11:30:02.333Z level=ERROR source=main.go:1 msg="Failed to load" err="a \\"b\\""',
      "time=2026-11-21T11:30:02.333Z level=WARN source=main.go:1 msg=short",
      "panic: runtime error: index out of range",
      "goroutine 1 [running]:",
    ]),
  ).toEqual([
    { message: 'error: Failed to load: a "b"', lines: 1 },
    { message: "warn: short", lines: 1 },
    { message: "panic: runtime error: index out of range", lines: 1 },
  ]);
});

test("readLogWarnings() returns nothing if there is no log", async () => {
  expect(await readLogWarnings("/no/such/file")).toEqual([]);
});
