import { expect, test } from "vitest";
import {
  followContainerStats,
  parseContainerStats,
} from "../../../src/lab/probes/container_stats.ts";
import type { Sample } from "../../../src/record/mod.ts";

/** As `docker stats --format json` prints it. */
const line =
  '{"BlockIO":"4.1MB / 0B","CPUPerc":"125.25%","Container":"3ab8","ID":"3ab8","MemPerc":"1.20%","MemUsage":"12.5MiB / 1GiB","Name":"node-0","NetIO":"1.2kB / 3.05MB","PIDs":"14"}';

const idle = line.replace("125.25%", "--").replace("12.5MiB / 1GiB", "-- / --")
  .replace("1.2kB / 3.05MB", "--").replace("4.1MB / 0B", "--")
  .replace('"14"', '"--"');

test("parseContainerStats() distinguishes SI and IEC units", () => {
  const samples = parseContainerStats(line, { run_id: "r", at: null });
  expect(
    samples.map(({ source, metric, unit, value }) =>
      [source, metric, unit, value].join(" ")
    ),
  ).toEqual([
    "node-0 cpu 1 1.2525",
    `node-0 memory B ${12.5 * 1024 * 1024}`,
    `node-0 memory_limit B ${1024 ** 3}`,
    "node-0 network_rx B 1200",
    "node-0 network_tx B 3050000",
    "node-0 disk_read B 4100000",
    "node-0 disk_write B 0",
    "node-0 threads  14",
  ]);
});

test("parseContainerStats() skips dashes, which a stopped container shows", () => {
  expect(parseContainerStats(idle, { run_id: "r", at: null })).toEqual([]);
});

test.for([
  "not JSON",
  "{}",
  "[]",
  line.replace("12.5MiB", "12.5MiBi"),
  line.replace("125.25%", "much"),
])("parseContainerStats() rejects %s", (text) => {
  expect(() => parseContainerStats(text, { run_id: "r", at: null }))
    .toThrow(SyntaxError);
});

test("followContainerStats() reads through cleared screens, split lines and invalid ones", async () => {
  const text =
    `\x1b[2J\x1b[H${line}\x1b[K\n\x1b[J\x1b[H${idle}\x1b[K\nbroken\nbroken 2\n${
      line.replace("node-0", "nöde")
    }`;
  const bytes = new TextEncoder().encode(text);
  const samples: Sample[] = [];
  const warnings: string[] = [];
  await followContainerStats(
    ReadableStream.from(
      Array.from(
        { length: Math.ceil(bytes.length / 7) },
        (_, i) => bytes.slice(i * 7, i * 7 + 7),
      ),
    ),
    {
      run_id: "r",
      onSamples: (rows) => samples.push(...rows),
      onWarning: (code, message) => warnings.push(`${code}: ${message}`),
      now: () => new Date("2026-01-02T03:04:05Z"),
    },
  );
  expect(samples).toHaveLength(16);
  expect(new Set(samples.map(({ source }) => source)))
    .toEqual(new Set(["node-0", "nöde"]));
  expect(samples.every(({ at }) => at === "2026-01-02T03:04:05.000Z"))
    .toBe(true);
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain("current value is 'broken'");
  expect(warnings[1]).toBe(warnings[0]);
});
