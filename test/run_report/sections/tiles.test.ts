import { expect, test } from "vitest";
import { toTiles } from "../../../src/run_report/sections/tiles.ts";
import { toTestReported, toTestRun } from "../../testing/records.ts";
import { toTestContent } from "../../testing/run_content.ts";

const { run_id: _, ...value } = toTestReported("r1");

test("toTiles() shows the reported values that readers look for first, and none that was struck", () => {
  const reported = [
    { ...value, kind: "storage_rate", value: 3, unit: "B/s" },
    { ...value, kind: "cpu", value: 0.5, unit: "1" },
    { ...value, kind: "memory", value: 0.9, unit: "1", struck: true },
    { ...value, kind: "latency", statistic: "p95", value: 0.02, unit: "s" },
    { ...value, kind: "latency", statistic: "p99", value: 0.05, unit: "s" },
    { ...value, kind: "throughput", value: 1234.56, unit: "1/s", n: 7 },
  ];
  const tiles = toTiles(toTestContent({
    lines: { events: [], warnings: [], reported },
  }));
  expect(tiles.map(({ label, value, unit, n }) => [label, value, unit, n]))
    .toEqual([
      ["throughput", "1,235", "1/s", "n = 7"],
      ["latency, p99", "50", "ms", "as reported"],
      ["cpu", "50", "%", "as reported"],
    ]);
});

test("toTiles() is unsure of a run that does not count, and empty for one without values", () => {
  const run = toTestRun("r1", { status: "failed" });
  const sample = { metric: "errors", unit: "1/s", mean: 2, min: 0, max: 9 };
  expect(toTiles(toTestContent({
    run,
    samples: [{ ...sample, n: 30, sources: 3 }],
  }))).toEqual([{
    label: "Mean errors",
    value: "2",
    unit: "1/s",
    interval: "range 0 to 9",
    n: "n = 30 samples of 3 sources",
    meaning: "unsure",
  }]);
  expect(toTiles(toTestContent())).toEqual([]);
});
