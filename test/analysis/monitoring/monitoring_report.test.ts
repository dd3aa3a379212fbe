import { expect, test } from "vitest";
import {
  monitoringReport,
  runsAtTheLine,
} from "../../../src/analysis/monitoring/monitoring_report.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

test("monitoringReport() of a store without runs has no rows", () =>
  withTestStore([[toTestRun("other"), {}]], async (store) => {
    const report = await monitoringReport(store);
    expect(report).toMatchObject({
      runs: [],
      pools: [],
      shared: "",
      searches: [],
      lines: [],
    });
    expect(runsAtTheLine(report)).toEqual([]);
  }));

test("monitoringReport() lists the lines that were kept by hand", () =>
  withTestStore([
    [
      toTestRun("hand", { params: [toTestParam("metrics_per_target", 200)] }),
      {
        reported: [
          toTestReported("hand", { kind: "datapoints_rate", value: 1000 }),
          toTestReported("hand", { kind: "memory", annotation: "OOM" }),
        ],
      },
    ],
    [
      toTestRun("soak", {
        experiment: "monitoring-load",
        mode: "real",
        params: [toTestParam("preset", "soak")],
      }),
      {},
    ],
  ], async (store) => {
    const report = await monitoringReport(store);
    expect(report.runs.map(({ run_id }) => run_id)).toEqual(["soak"]);
    expect(report.lines).toMatchObject([{
      metrics: "200",
      missed: "kills for want of memory",
      runs: 1,
      line: { passed: null, failed: 1000 },
    }]);
  }));
