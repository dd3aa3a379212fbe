import { expect, test } from "vitest";
import { readComplaints } from "../../../src/systems/prometheus/prometheus_warnings.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Lines of Prometheus 2.42 whose disk filled up, and of its end. */
const full = [
  'ts=2026-11-21T11:30:02.333Z caller=scrape.go:1311 level=error component="scrape manager" scrape_pool=p target=http://127.0.0.1:29192/metrics msg="Scrape commit failed" err="write to WAL: log series: write data/wal/00000000: no space left on device"',
  'ts=2026-11-21T11:30:04.331Z caller=scrape.go:1311 level=error component="scrape manager" scrape_pool=p target=http://127.0.0.1:29192/metrics msg="Scrape commit failed" err="write to WAL: log samples: write data/wal/00000000: no space left on device"',
  'ts=2026-11-21T11:30:08.549Z caller=main.go:823 level=warn msg="Received SIGTERM, exiting gracefully..."',
];

function complaintsOf(lines: readonly string[]) {
  let found: unknown;
  return withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/log`, lines.join("\n"));
    found = await readComplaints(`${folder}/log`);
  }).then(() => found);
}

test("readComplaints() counts lines that say the same, and keeps the first", async () => {
  expect(await complaintsOf(full)).toEqual([
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

test("readComplaints() leaves out what is none, reads Prometheus 3, quotes and crashes", async () => {
  expect(
    await complaintsOf([
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

test("readComplaints() finds nothing where there is no log", async () => {
  expect(await readComplaints("/no/such/file")).toEqual([]);
});
