import { expect, test } from "vitest";
import { toTiles } from "../../../src/run_report/tiles/tiles.ts";
import { toTestReported, toTestRun } from "../../testing/records.ts";
import { toTestMeasuredRun } from "../../testing/measured_runs.ts";
import { toTestRecovery } from "../../testing/recoveries.ts";
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

test("toTiles() rounds the bounds of a success outwards: an interval below 100 % does not print it", () => {
  const load = toTestMeasuredRun({ attempted: 20_000, ok: 19_998 });
  const success = toTiles(toTestContent({ load }))
    .find(({ label }) => label === "Success");
  // Wilson: 0.9996354 to 0.9999726.
  expect(success?.interval).toBe("95 % interval 99.96 % to 100.00 %");
  const all = toTestMeasuredRun({ attempted: 7157, ok: 7157 });
  // Wilson: 0.9994635 to 1.
  expect(
    toTiles(toTestContent({ load: all })).find(({ label }) =>
      label === "Success"
    )?.interval,
  ).toBe("95 % interval 99.94 % to 100.00 %");
});

test("toTiles() of a fault gives the load that it cost, without an interval of operations that fail together", () => {
  const tiles = toTiles(toTestContent({
    load: toTestMeasuredRun(),
    recovery: toTestRecovery({ attempted: 2000, lost: 175, before: 100 }),
  }));
  expect(tiles[2]).toMatchObject({
    ...{ label: "Failed, or later than 2 s", value: "8.75", unit: "%" },
    ...{
      interval: "1.75 s of the load",
      n: "n = 2,000 operations from the fault on",
    },
  });
});
