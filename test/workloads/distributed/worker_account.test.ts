import { expect, test } from "vitest";
import { WorkerAccount } from "../../../src/workloads/distributed/worker_account.ts";
import type { WorkerState } from "../../../src/workloads/distributed/worker_lines.ts";

const at = "2026-01-01T00:00:00.000Z";
const during = { at, isLast: false };

function open(expected = 4) {
  return new WorkerAccount({
    ...{ run_id: "run", given: ["worker-0", "worker-1"], expected },
  });
}

/** A worker that answers to a name. */
function worker(
  name: string,
  { silent = 0.5, ...state }: Partial<WorkerState> & {
    readonly silent?: number;
  } = {},
): WorkerState {
  const answer = {
    ...{ name, host: "load-1", offset: 0.001, bound: 0.0001 },
    silent,
  };
  return {
    ...{ id: `load-1_${name}`, state: "running", users: 2, cpu: 0.5 },
    ...{ memory: 1000, warned: false, answer, ...state },
  };
}

test("workers have the names that the lab gave them; others get the next ones", () => {
  const account = open();
  const { events } = account.take([
    worker("worker-1"),
    worker("", { id: "load-2_a" }),
    // Neither a name that is taken nor one that the lab did not give.
    worker("worker-1", { id: "load-2_b" }),
    worker("worker-99"),
  ], during);
  expect(events.map(({ kind, subject, detail }) => [kind, subject, detail]))
    .toEqual([
      ["worker_joined", "worker-1", "load-1"],
      ["worker_joined", "worker-2", "load-1"],
      ["worker_joined", "worker-3", "load-1"],
      ["worker_joined", "worker-4", "load-1"],
    ]);
});

test("each line is samples of each worker, with its clock", () => {
  const { samples } = open().take([worker("worker-0")], during);
  expect(samples.map(({ source, metric, unit, value }) => ({
    ...{ source, metric, unit, value },
  }))).toEqual([
    { source: "worker-0", metric: "cpu", unit: "1", value: 0.5 },
    { source: "worker-0", metric: "users", unit: "", value: 2 },
    { source: "worker-0", metric: "memory", unit: "B", value: 1000 },
    { source: "worker-0", metric: "clock_offset", unit: "s", value: 0.001 },
    { source: "worker-0", metric: "clock_bound", unit: "s", value: 0.0001 },
  ]);
});

test.each([
  ["goes missing", [worker("worker-1", { state: "missing" })], "heartbeat"],
  ["leaves", [], "left before the end"],
])("a worker that %s is lost once", (_, states, reason) => {
  const account = open();
  account.take([worker("worker-0"), worker("worker-1")], during);
  const lost = account.take([worker("worker-0"), ...states], during);
  expect(lost.losses).toEqual([
    expect.stringMatching(`worker-1 was lost: .*${reason}`),
  ]);
  expect(lost.events.map(({ kind, subject }) => [kind, subject]))
    .toEqual([["worker_lost", "worker-1"]]);
  expect(account.take([worker("worker-0")], during).losses).toEqual([]);
  expect(account.exited("worker-1", "SIGKILL", at).losses).toEqual([]);
});

test("the exit of a worker of the lab is a loss, whether or not it had joined", () => {
  const account = open();
  account.take([worker("worker-0")], during);
  expect(account.exited("worker-0", "SIGKILL", at).losses)
    .toEqual(["worker-0 was lost: SIGKILL"]);
  expect(account.exited("worker-1", "exit 1: no such host", at).losses)
    .toEqual(["worker-1 was lost: exit 1: no such host"]);
  expect(account.take([worker("worker-0")], during))
    .toEqual({ events: [], samples: [], losses: [] });
});

test("a worker that is silent at the end is lost, and before it is not", () => {
  const account = open();
  const silent = worker("worker-0", { silent: 3.4 });
  expect(account.take([silent], during).losses).toEqual([]);
  expect(account.take([silent], { at, isLast: true }).losses)
    .toEqual(["worker-0 was lost: it was silent for 3.4 s"]);
});

test("a worker that never answers has a name after a while, samples, and an unknown clock", () => {
  const account = open();
  const silent = worker("", { id: "load-9_ab_cd", answer: null });
  const taken = [1, 2, 3, 4].map(() => account.take([silent], during));
  expect(taken.map(({ events }) => events.length)).toEqual([0, 0, 0, 1]);
  expect(taken[3]?.events[0]).toMatchObject({
    subject: "worker-2",
    detail: "load-9_ab",
  });
  expect(taken[3]?.samples.map(({ metric }) => metric))
    .toEqual(["cpu", "users", "memory"]);
  expect(account.close(at).warnings.map(([code]) => code))
    .toEqual(["worker-clock-unknown"]);
});

test("a worker that is saturated, and one whose clock is wrong, are warnings in the end", () => {
  const account = open();
  const state = worker("worker-0", { warned: true });
  const answer = { ...state.answer!, offset: 3 };
  account.take([{ ...state, answer }], during);
  expect(account.close(at).warnings.map(([code]) => code))
    .toEqual(["worker-clock", "worker-saturated"]);
});

test("a worker more than was expected is a warning, unless it is there for one that was lost", () => {
  const states = ["worker-0", "worker-1", ""].map((name) => worker(name));
  const codes = (expected: number, lost: boolean) => {
    const account = open(expected);
    account.take(states, during);
    if (lost) account.exited("worker-0", "SIGKILL", at);
    return account.close(at).warnings.map(([code]) => code);
  };
  expect(codes(3, false)).toEqual([]);
  expect(codes(2, false)).toEqual(["worker-unexpected"]);
  expect(codes(2, true)).toEqual([]);
  expect(codes(1, true)).toEqual(["worker-unexpected"]);
});

test("what is said of a worker in the end is its machine, its clock and how busy it was", () => {
  const account = open();
  for (const cpu of [1, 0.5, 1, 0.5, 0.5, 0.5, 0.5]) {
    account.take([worker("worker-0", { cpu })], during);
  }
  const { warnings, events } = account.close(at);
  expect(warnings).toEqual([]);
  expect(events.map(({ kind, subject, detail }) => [kind, subject, detail]))
    .toEqual([[
      "note",
      "worker-0",
      "on load-1; its clock was 1 ms ahead of the master's, to within 100 µs; at most 60 % of a core over 5 s",
    ]]);
});
