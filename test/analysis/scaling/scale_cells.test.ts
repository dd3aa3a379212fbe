import { expect, test } from "vitest";
import {
  scaleCells,
  scaleSessions,
} from "../../../src/analysis/scaling/scale_cells.ts";
import {
  toTestCaseLatency as toLatency,
  toTestMeasuredRun as toRun,
} from "../../testing/measured_runs.ts";

test("scaleCells() keeps every run of a case and summarises those that are ok", () => {
  const cells = scaleCells([
    toRun({ throughput: 80, ok: 990, p99: 0.05 }),
    toRun({ throughput: 120, p99: 0.03 }),
    toRun({ status: "failed", throughput: null, attempted: 500, ok: 0 }),
  ], [toLatency({ p99: 0.047 }), toLatency({ system_version: "3.5" })]);
  expect(cells).toHaveLength(1);
  expect(cells[0]).toMatchObject({
    throughputs: [80, 120],
    throughput: 100,
    relativeRange: 0.4,
    attempted: 2000,
    ok: 1990,
    rate: 0.995,
    p99: 0.047,
  });
  expect(cells[0]?.runs).toHaveLength(3);
});

test("scaleCells() separates versions", () => {
  const cells = scaleCells([
    toRun({ throughput: 80, system_version: "3.5" }),
    toRun({ throughput: 120 }),
  ], [toLatency({ system_version: "3.5", p99: 0.07 })]);
  expect(
    cells.map(({ system_version, throughputs, p99 }) => [
      system_version,
      throughputs,
      p99,
    ]),
  ).toEqual([["3.4", [120], null], ["3.5", [80], 0.07]]);
});

test("scaleCells() orders by size, and has no statistics for a case without a valid run", () => {
  const cells = scaleCells([
    toRun({ nodes: 5 }),
    toRun({
      nodes: 1,
      status: "skipped",
      throughput: null,
      attempted: 0,
      ok: 0,
    }),
    toRun({ nodes: 3 }),
    toRun({ nodes: null }),
  ], [toLatency({ case_id: toRun({ nodes: 5 }).case_id })]);
  expect(
    cells.map((
      { nodes, throughput, rate, p99 },
    ) => [nodes, throughput, rate, p99]),
  )
    .toEqual([
      [1, null, null, null],
      [3, 100, 1, null],
      [5, 100, 1, 0.03],
    ]);
});

test("scaleCells() separates sessions unless they are pooled", () => {
  const runs = [
    toRun({ session: "s1", throughput: 80 }),
    toRun({ session: "s2", throughput: 120, disturbed: true }),
    toRun({ session: "s2", throughput: 130 }),
  ];
  const latencies = [toLatency({ session: "s2", p99: 0.07 })];
  expect(scaleCells(runs, latencies)).toMatchObject([
    { session: "s1", throughputs: [80], undisturbed: [80], p99: null },
    { session: "s2", throughputs: [120, 130], undisturbed: [130], p99: 0.07 },
  ]);
  expect(
    scaleCells(runs, [toLatency({ session: "" })], { sessions: "pooled" }),
  ).toMatchObject([{ session: "", throughputs: [80, 120, 130], p99: 0.03 }]);
});

test("scaleSessions() orders sessions by their number of valid cases, ties latest first", () => {
  const cells = scaleCells([
    toRun({ session: "s1", nodes: 1 }),
    toRun({ session: "s2", nodes: 1 }),
    toRun({ session: "s2", nodes: 3 }),
    toRun({ session: "s3", nodes: 1 }),
    toRun({ session: "s3", nodes: 3, status: "failed", throughput: null }),
  ]);
  expect(
    scaleSessions(cells).map(({ session, cells }) => [session, cells.length]),
  ).toEqual([["s2", 2], ["s3", 1], ["s1", 1]]);
});
