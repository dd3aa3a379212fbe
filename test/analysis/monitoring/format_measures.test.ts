import { expect, test } from "vitest";
import { formatMeasures } from "../../../src/analysis/monitoring/format_measures.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

const MIB = 2 ** 20;
const same = (value: number) => ({
  ...{ min: value, mean: value },
  ...{ median: value, p95: value, max: value },
});

test("formatMeasures() prints unknown measures as such", () => {
  const { measures } = toTestMonitoringRun({ metrics: 200 });
  expect(formatMeasures(measures!)).toBe(
    "80,000 datapoints/min (unknown measured), – of 0 queries ok, incremental p99 –, – cores, – MiB at most",
  );
});

test("formatMeasures() prints outages", () => {
  const { measures } = toTestMonitoringRun({
    metrics: 200,
    measures: {
      ingested: 1400,
      cpu: same(0.25),
      memory: same(200 * MIB),
      outages: [
        { from: 0, until: 1, seconds: 1, reason: "SIGKILL", oom: true },
      ],
      ooms: 1,
    },
  });
  expect(formatMeasures(measures!)).toMatch(
    /\(84,000 measured\), .*, 0\.25 cores, 200 MiB at most, 1 outage, 1 out of memory$/,
  );
});
