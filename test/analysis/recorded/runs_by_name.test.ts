import { expect, test } from "vitest";
import { runsByName } from "../../../src/analysis/recorded/runs_by_name.ts";
import {
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

test("runsByName() returns settings and values by name in the requested unit", () =>
  withTestStore([[
    toTestRun("r1", {
      params: [
        toTestParam("disk_type", "ssd"),
        toTestParam("memory", 16_000_000_000, { unit: "B" }),
        toTestParam("duration", 43_200, { unit: "s" }),
      ],
    }),
    {
      reported: [
        toTestReported("r1", { kind: "log_lines_rate", value: 30 }),
        toTestReported("r1", { kind: "cpu", statistic: "p50", value: 0.2 }),
        toTestReported("r1", { kind: "cpu", statistic: "p99", value: 0.9 }),
      ],
    },
  ]], async (store) => {
    const [run] = await runsByName(store);
    expect(run).toMatchObject({
      run_id: "r1",
      status: "ok",
      verdict: "pass",
      verdict_text: "",
    });
    expect(run?.setting("disk_type")).toBe("ssd");
    expect(run?.number("memory", "GB")).toBe(16);
    expect(run?.number("duration", "h")).toBe(12);
    expect(run?.number("log_lines_rate", "1/min")).toBe(1800);
    expect(run?.number("log_lines_rate")).toBe(30);
    expect(run?.number("cpu.p50", "%")).toBeCloseTo(20, 10);
    expect(run?.number("cpu.p99")).toBe(0.9);
  }));

test("runsByName() returns null for values not recorded, not numeric or struck", () =>
  withTestStore([[
    toTestRun("r1", { params: [toTestParam("disk_type", "ssd")] }),
    {
      reported: [
        toTestReported("r1", { kind: "memory", value: 3, struck: true }),
        toTestReported("r1", { kind: "disk", value: null, text: "lots" }),
        toTestReported("r1", { kind: "cpu", statistic: "p50", value: 0.2 }),
        toTestReported("r1", { kind: "zero", value: 0 }),
      ],
    },
  ]], async (store) => {
    const [run] = await runsByName(store);
    expect(run?.setting("targets")).toBe("");
    for (const name of ["disk_type", "memory", "disk", "cpu", "targets"]) {
      expect([name, run?.number(name)]).toEqual([name, null]);
    }
    expect(run?.number("zero")).toBe(0);
  }));

test("runsByName() returns the nominal value under the name of the metric", () =>
  withTestStore([[toTestRun("r1"), {
    reported: [
      toTestReported("r1", { kind: "rate", statistic: "nominal", value: 5 }),
      toTestReported("r1", { kind: "rate", statistic: "measured", value: 9 }),
    ],
  }]], async (store) => {
    const [run] = await runsByName(store);
    expect(run?.number("rate")).toBe(5);
    expect(run?.number("rate.measured")).toBe(9);
  }));

test("runsByName() returns valid runs in order of time, each with its own values", () =>
  withTestStore([
    [toTestRun("20260103", { params: [toTestParam("targets", 3)] }), {}],
    [toTestRun("20260101", { params: [toTestParam("targets", 1)] }), {}],
    [toTestRun("20260102", { status: "invalid" }), {}],
    [toTestRun("20260104", { status: "failed" }), {}],
  ], async (store) => {
    const runs = await runsByName(store);
    expect(runs.map((run) => [run.run_id, run.number("targets")])).toEqual([
      ["20260101", 1],
      ["20260103", 3],
      ["20260104", null],
    ]);
  }));
