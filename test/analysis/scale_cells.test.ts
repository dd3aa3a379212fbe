import { expect, test } from "vitest";
import type { MeasuredRun } from "../../src/analysis/measured_runs.ts";
import { scaleCells } from "../../src/analysis/scale_cells.ts";

function toRun(options: Partial<MeasuredRun> = {}): MeasuredRun {
  const { nodes = 3, workers = 25 } = options;
  return {
    run_id: "r",
    experiment: "kv",
    system: "etcd",
    system_version: "3.4",
    mode: "real",
    case_id: `etcd nodes=${nodes} workers=${workers}`,
    repetition: 1,
    order: 1,
    session: "s",
    status: "ok",
    verdict: "pass",
    notes: "",
    loop: "closed",
    fault: null,
    nodes,
    workers,
    value_size: 1024,
    seconds: 10,
    attempted: 1000,
    ok: 1000,
    p50: 0.01,
    p95: 0.02,
    p99: 0.03,
    throughput: 100,
    ...options,
  };
}

test("scaleCells() keeps every run of a case and takes figures from those that are ok", () => {
  const cells = scaleCells([
    toRun({ throughput: 80, ok: 990, p99: 0.05 }),
    toRun({ throughput: 120, p99: 0.03 }),
    toRun({ status: "failed", throughput: null, attempted: 500, ok: 0 }),
  ]);
  expect(cells).toHaveLength(1);
  expect(cells[0]).toMatchObject({
    throughputs: [80, 120],
    throughput: 100,
    spread: 0.4,
    attempted: 2000,
    ok: 1990,
    rate: 0.995,
    p99: 0.04,
  });
  expect(cells[0]?.runs).toHaveLength(3);
});

test("scaleCells() orders by size, and leaves a case without a valid run without figures", () => {
  const cells = scaleCells([
    toRun({ nodes: 5 }),
    toRun({
      nodes: 1,
      status: "skipped",
      throughput: null,
      attempted: 0,
      ok: 0,
    }),
    toRun({ nodes: 3, p99: null }),
    toRun({ nodes: null }),
  ]);
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
