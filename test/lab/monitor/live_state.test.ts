import { expect, test } from "vitest";
import { LiveState } from "../../../src/lab/monitor/live_state.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
} from "../../testing/records.ts";

const run = toTestRun("r", {
  experiment: "cluster-scale",
  case_id: "etcd nodes=2",
  mode: "real",
  status: "running",
  params: [toTestParam("warmup", 5), toTestParam("duration", 60)],
});

/** Time some seconds into the run. */
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
  return { run_id: "r", at: at(seconds), kind, subject, detail, data: "{}" };
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

/** One operation every 10 ms from `from` to `until`. */
function load(from: number, until: number, options: Partial<Operation> = {}) {
  const n = Math.round((until - from) * 100);
  return Array.from(
    { length: n },
    (_, i) => operation(from + i / 100, options),
  );
}

test("LiveState has the names of the run before any row", () => {
  expect(new LiveState(run).state).toMatchObject({
    title: "cluster-scale: etcd nodes=2, repetition 1",
    system: "etcd 3.4",
    mode: "real",
    phase: "",
    secondsLeft: null,
    nodes: [],
    totals: { since: null, attempted: 0, ok: 0 },
  });
});

test("LiveState has phase, remaining time, leader and health of the newest events, by the record's clock", () => {
  const live = new LiveState(run);
  live.addEvents([
    event("phase", "warm_up", { seconds: 0 }),
    event("health", "node-10", { seconds: 1, detail: "up" }),
    event("health", "node-2", { seconds: 1, detail: "up" }),
    event("leader", "node-2", { seconds: 1 }),
    event("phase", "measure", { seconds: 5 }),
    event("health", "node-2", { seconds: 10, detail: "down" }),
    event("leader", "", { seconds: 10 }),
  ]);
  live.addSamples([sample("host", "cpu", { seconds: 25, value: 0.5 })]);
  const { phase, secondsLeft, leader, nodes, hostCpu } = live.state;
  expect({ phase, secondsLeft, leader, hostCpu })
    .toEqual({ phase: "measure", secondsLeft: 40, leader: "", hostCpu: 0.5 });
  expect(nodes.map(({ name, status }) => `${name} ${status}`))
    .toEqual(["node-2 down", "node-10 up"]);
});

test("LiveState takes a server's status from its events, and has no row for scrape targets", () => {
  const live = new LiveState(run);
  live.addEvents([
    event("up", "prometheus", { seconds: 1 }),
    event("down", "127.0.0.1:9001", { seconds: 2 }),
    event("down", "prometheus", { seconds: 3, detail: "SIGKILL" }),
  ]);
  live.addSamples([sample("prometheus", "cpu", { seconds: 4, value: 1 })]);
  expect(live.state.nodes.map(({ name, status }) => `${name} ${status}`))
    .toEqual(["prometheus down"]);
});

test("LiveState has rates and p99 of the last five seconds, with separate failures", () => {
  const live = new LiveState(run);
  live.addOperations(load(0, 10, { duration_s: 9 }));
  live.addOperations(load(20, 30));
  live.addOperations(
    load(25, 30, { outcome: "timeout", duration_s: 0.01, subject: "node-1" }),
  );
  live.addOperations(load(25, 30, { kind: "probe_put" }));
  const { nodes, totals } = live.state;
  const [first, second] = nodes;
  expect(first?.requests).toBeCloseTo(100, -0.5);
  expect(first?.errors).toBe(0);
  expect(first?.p99).toBeCloseTo(0.01, 9);
  expect(second?.requests).toBe(second?.errors);
  expect(second?.errors).toBeCloseTo(100, -0.5);
  expect(second?.p99).toBeNull();
  expect(totals).toEqual({ since: at(9), attempted: 2500, ok: 2000 });
});

test("LiveState has no p99 of too few requests", () => {
  const live = new LiveState(run);
  live.addOperations(load(0, 0.2));
  live.addSamples([sample("host", "cpu", { seconds: 2, value: 1 })]);
  expect(live.state.nodes[0]).toMatchObject({ p99: null });
  expect(live.state.nodes[0]?.requests).toBeGreaterThan(5);
});

test("LiveState lets rates fall to zero when the load stops while samples continue", () => {
  const live = new LiveState(run);
  live.addOperations(load(0, 10));
  live.addSamples([sample("node-0", "cpu", { seconds: 10, value: 0.4 })]);
  expect(live.state.nodes[0]?.requests).toBeGreaterThan(95);
  expect(live.state.nodes[0]?.cpu).toBe(0.4);
  live.addSamples([sample("host", "cpu", { seconds: 16, value: 0.4 })]);
  expect(live.state.nodes[0]).toMatchObject({ requests: 0, cpu: null });
});

test("LiveState has the time of a simulated run, and no nodes", () => {
  const started_at = at(0);
  const live = new LiveState({ ...run, mode: "simulated", started_at });
  live.addOperations([operation(3600, { kind: "push", subject: "hello" })]);
  live.addSamples([sample("bbs", "PresentCells", { seconds: 7200, value: 9 })]);
  expect(live.state).toMatchObject({
    virtual: { start: Date.parse(started_at), seconds: 7200 },
    nodes: [],
    totals: { attempted: 1, ok: 1 },
  });
});

test("LiveState leaves out events that are long texts", () => {
  const live = new LiveState(run);
  live.addEvents([
    event("remark", "simulator", { seconds: 0, detail: "stage: 24 s" }),
    event("configuration", "x.conf", { seconds: 0, detail: "listen" }),
    event("phase", "warm_up", { seconds: 1 }),
  ]);
  expect(live.state.events.map(({ kind }) => kind)).toEqual(["phase"]);
});
