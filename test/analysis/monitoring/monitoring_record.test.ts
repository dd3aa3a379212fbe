import { expect, test } from "vitest";
import { monitoringRecord } from "../../../src/analysis/monitoring/monitoring_record.ts";
import { toTestMonitoringRun as toRun } from "../../testing/monitoring_runs.ts";

const MIB = 2 ** 20;
const range = (min: number, max: number) => ({
  min,
  mean: min,
  median: min,
  p95: max,
  max,
});

function cellsOf(...runs: Parameters<typeof monitoringRecord>[0]) {
  const [table] = monitoringRecord(runs);
  return new Map(
    table?.rows.map(({ label, cells }) => [
      label,
      cells.map(({ text }) => text),
    ]),
  );
}

test("monitoringRecord() prints settings and measures in their units", () => {
  const cells = cellsOf(toRun({
    metrics: 200,
    measures: {
      ingested: 1400,
      cpu_share: range(0.15, 0.7234),
      memory_share: range(0.4, 0.6),
      memory: range(200 * MIB, 307.2 * MIB),
      responses: 2.5 * MIB,
      disk_write: 0.33 * MIB,
      disk_write_iops: 26,
      storage: {
        ...{ periods: 2, seconds: 1200, rate: 0.345 * 2 ** 30 / 86_400 },
        ...{ lower: null, upper: null, blocks: null },
      },
    },
  }));
  expect(Object.fromEntries(cells)).toMatchObject({
    "Metrics per target": ["200"],
    "Memory budget [MiB]": ["512"],
    "Big prom query period [min]": ["5"],
    "Datapoints/min": ["80,000"],
    "Datapoints/min measured": ["84,000"],
    "% CPU of the machine": ["15 to 72"],
    "% mem of the budget": ["40 to 60"],
    "Memory, most [MiB]": ["307"],
    "Storage, whole flush periods [GiB/day]": ["0.345"],
    "Answers, unpacked [MiB/s]": ["2.5"],
    "Disk write of the server [MiB/s]": ["0.33"],
    "Disk read of the server [MiB/s]": ["–"],
    "Disk writes of the host [IOPS]": ["26"],
    "Disk reads of the host [IOPS]": ["–"],
    "Available [%]": ["100"],
    "Verdict": ["pass"],
  });
});

test("monitoringRecord() counts out-of-memory kills in a separate row", () => {
  const cells = cellsOf(toRun({
    metrics: 200,
    broken: "ooms is not at most 0: 1",
    measures: { ooms: 1, memory_share: range(0.4, 1) },
  }));
  expect(cells.get("% mem of the budget")).toEqual(["40 to 100"]);
  expect(cells.get("Kills for want of memory, from warm-up to end of load"))
    .toEqual(["1"]);
  expect(cells.get("Verdict")).toEqual(["fail"]);
});

test("monitoringRecord() has the settings of a run without measures", () => {
  const run = { ...toRun({ metrics: 7, status: "failed" }), measures: null };
  const cells = cellsOf(run);
  expect(cells.get("Metrics per target")).toEqual(["7"]);
  expect(cells.get("Datapoints/min")).toEqual(["–"]);
  expect(monitoringRecord([run])[0]?.columns).toEqual([
    { run_id: "r", identifier: "2026-01-02 03:00", status: "failed" },
  ]);
});

test("monitoringRecord() prints one number for a range with equal ends", () => {
  const measures = { cpu_share: range(0.301, 0.304) };
  expect(cellsOf(toRun({ metrics: 1, measures })).get("% CPU of the machine"))
    .toEqual(["30"]);
});

test("monitoringRecord() puts seven runs into a table", () => {
  const runs = Array.from({ length: 9 }, () => toRun({ metrics: 1 }));
  expect(monitoringRecord(runs).map(({ columns }) => columns.length))
    .toEqual([7, 2]);
});
