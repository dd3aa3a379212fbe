import { expect, test } from "vitest";
import { LiveFigures } from "../../../src/lab/monitor/live_state.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import { toTestOperation, toTestParam, toTestRun } from "../../testing/records.ts";

const run = toTestRun("r", {
  experiment: "cluster-scale",
  case_id: "etcd nodes=2",
  mode: "real",
  status: "running",
  params: [toTestParam("warmup", 5), toTestParam("duration", 60)],
});

/** So many seconds into the run. */
const at = (seconds: number) =>
  new Date(Date.UTC(2026, 0, 2, 3, 4, 0) + seconds * 1000).toISOString();

function sample(
  source: string,
  metric: string,
  { seconds, value }: { seconds: number; value: number },
): Sample {
  return { run_id: "r", source, metric, unit: "1", at: at(seconds), value };
}

function event(
  kind: string,
  subject: string,
  { seconds, detail = "" }: { seconds: number; detail?: string },
): Event {
  return { run_id: "r", at: at(seconds), kind, subject, detail };
}

function operation(
  seconds: number,
  options: Partial<Operation> = {},
): Operation {
  return toTestOperation("r", {
    kind: "put",
    subject: "node-0",
    started_at: at(seconds),
    duration_s: 0.01,
    outcome: "ok",
    ...options,
  });
}

/** One operation every 10 ms from `from` on, until `until`. */
function load(from: number, until: number, options: Partial<Operation> = {}) {
  const n = Math.round((until - from) * 100);
  return Array.from(
    { length: n },
    (_, i) => operation(from + i / 100, options),
  );
}

test("state has the run's names before any row", () => {
  expect(new LiveFigures(run).state).toMatchObject({
    title: "cluster-scale: etcd nodes=2, repetition 1",
    system: "etcd 3.4",
    mode: "real",
    phase: "",
    left: null,
    nodes: [],
    totals: { since: null, attempted: 0, ok: 0 },
  });
});

test("state has phase, time left, leader and health of the newest events, by the record's clock", () => {
  const figures = new LiveFigures(run);
  figures.addEvents([
    event("phase", "warm_up", { seconds: 0 }),
    event("health", "node-10", { seconds: 1, detail: "up" }),
    event("health", "node-2", { seconds: 1, detail: "up" }),
    event("leader", "node-2", { seconds: 1 }),
    event("phase", "measure", { seconds: 5 }),
    event("health", "node-2", { seconds: 10, detail: "down" }),
    event("leader", "", { seconds: 10 }),
  ]);
  figures.addSamples([sample("host", "cpu", { seconds: 25, value: 0.5 })]);
  const { phase, left, leader, nodes, hostCpu } = figures.state;
  expect({ phase, left, leader, hostCpu })
    .toEqual({ phase: "measure", left: 40, leader: "", hostCpu: 0.5 });
  expect(nodes.map(({ name, status }) => `${name} ${status}`))
    .toEqual(["node-2 down", "node-10 up"]);
});

test("state knows whether a server runs from its own events, and has no row for targets that are only told of", () => {
  const figures = new LiveFigures(run);
  figures.addEvents([
    event("up", "prometheus", { seconds: 1 }),
    event("down", "127.0.0.1:9001", { seconds: 2 }),
    event("down", "prometheus", { seconds: 3, detail: "SIGKILL" }),
  ]);
  figures.addSamples([sample("prometheus", "cpu", { seconds: 4, value: 1 })]);
  expect(figures.state.nodes.map(({ name, status }) => `${name} ${status}`))
    .toEqual(["prometheus down"]);
});

test("state has rates and p99 over the last five seconds, failures apart", () => {
  const figures = new LiveFigures(run);
  figures.addOperations(load(0, 10, { duration_s: 9 }));
  figures.addOperations(load(20, 30));
  figures.addOperations(
    load(25, 30, { outcome: "timeout", duration_s: 0.01, subject: "node-1" }),
  );
  figures.addOperations(load(25, 30, { kind: "probe_put" }));
  const { nodes, totals } = figures.state;
  const [first, second] = nodes;
  expect(first?.requests).toBeCloseTo(100, -0.5);
  expect(first?.errors).toBe(0);
  expect(first?.p99).toBeCloseTo(0.01, 9);
  expect(second?.requests).toBe(second?.errors);
  expect(second?.errors).toBeCloseTo(100, -0.5);
  expect(second?.p99).toBeNull();
  expect(totals).toEqual({ since: at(9), attempted: 2500, ok: 2000 });
});

test("state shows no p99 of too few requests", () => {
  const figures = new LiveFigures(run);
  figures.addOperations(load(0, 0.2));
  figures.addSamples([sample("host", "cpu", { seconds: 2, value: 1 })]);
  expect(figures.state.nodes[0]).toMatchObject({ p99: null });
  expect(figures.state.nodes[0]?.requests).toBeGreaterThan(5);
});

test("state lets rates fall to nothing when the load stands still while samples go on", () => {
  const figures = new LiveFigures(run);
  figures.addOperations(load(0, 10));
  figures.addSamples([sample("node-0", "cpu", { seconds: 10, value: 0.4 })]);
  expect(figures.state.nodes[0]?.requests).toBeGreaterThan(95);
  expect(figures.state.nodes[0]?.cpu).toBe(0.4);
  figures.addSamples([sample("host", "cpu", { seconds: 16, value: 0.4 })]);
  expect(figures.state.nodes[0]).toMatchObject({ requests: 0, cpu: null });
});
