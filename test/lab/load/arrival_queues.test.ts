import { expect, test } from "vitest";
import { ArrivalQueues, unsent } from "../../../src/lab/load/arrival_queues.ts";
import { Pacer } from "../../../src/lab/timing/pacer.ts";

/** Begins arrivals of one every 10 ms, named as `a10` for one of worker `a` that was due 10 ms after the first. */
function start(nodes: readonly (readonly string[])[], gap = 10) {
  const pacer = new Pacer();
  const begun: string[] = [];
  const late: number[] = [];
  const queues = new ArrivalQueues(nodes, {
    ...{ pacer, gap: () => gap },
    onArrival: (ms) => late.push(ms),
    begin: (worker, due) => void begun.push(`${worker}${due - from}`),
  });
  const from = queues.due;
  return { pacer, queues, begun, late, from };
}

test("ArrivalQueues gives each node its arrivals in turn, which wait while it has no free worker", () => {
  const { queues, begun, late, from } = start([["a", "b"], ["c"]]);
  queues.arrive(from + 35);
  expect(begun).toHaveLength(3);
  expect(late).toHaveLength(4);
  expect(queues.due - from).toBeCloseTo(40, 6);
  expect(queues.waiting.map(({ length }) => length)).toEqual([0, 1]);
  expect((queues.next("c") ?? NaN) - from).toBeCloseTo(30, 6);
  expect(queues.next("c")).toBeUndefined();
  expect(queues.next("b")).toBeUndefined();
  queues.arrive(from + 50);
  expect(begun.slice(3).map(([worker]) => worker)).toEqual(["b", "c"]);
});

test("ArrivalQueues gives nobody what is noticed after the stop, and notices nothing that was due after it", () => {
  const { pacer, queues, begun, from } = start([["a"], ["b"]], 1e-6);
  pacer.stop();
  queues.arrive(from + 1000);
  expect(begun).toEqual([]);
  expect(queues.due).toBeGreaterThan(pacer.stoppedAt);
  expect(queues.next("a")).toBeUndefined();
});

test("ArrivalQueues is full at half a million that wait, until a worker takes one", () => {
  const { queues, from } = start([["a"]], 0.001);
  queues.arrive(from + 1000);
  expect(queues.waiting[0]).toHaveLength(2 ** 19);
  expect(queues.isFull).toBe(true);
  queues.next("a");
  expect(queues.isFull).toBe(false);
});

test("unsent() divides the arrivals of a node among its workers", () => {
  expect([...unsent([["a", "b"], ["c"], []], [[1, 3, 5], [2], [4]])]).toEqual([
    ...[["a", 1], ["b", 3], ["a", 5], ["c", 2]],
  ]);
});
