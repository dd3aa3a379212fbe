import { expect, test } from "vitest";
import { measuredMonitoringRuns } from "../../../src/analysis/monitoring/measure_rows.ts";
import {
  besideServerRows,
  exporterRows,
} from "../../../src/analysis/monitoring/server_rows.ts";
import type { MonitoringMeasures } from "../../../src/analysis/monitoring/monitoring_measures.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

const measuredWith = (measures: Partial<MonitoringMeasures>) =>
  measuredMonitoringRuns([toTestMonitoringRun({ metrics: 150, measures })]);

test("besideServerRows() and exporterRows() state what ran beside the server", () => {
  const measured = measuredWith({
    targets_cpu: 0.002,
    targets_memory: 50 * 2 ** 20,
    restarts: 1,
  });
  expect(besideServerRows(measured)).toMatchObject([
    { targets: 0.002, starts: 1, reportedStarts: null },
  ]);
  expect(exporterRows(measured)).toEqual([
    { exporter: "", runs: 1, processor: "2", memory: "50" },
  ]);
  expect(exporterRows(measuredWith({
    outages: [{ from: 0, until: 2, seconds: 2, reason: "SIGKILL", oom: true }],
  }))).toEqual([]);
});
