import { expect, test } from "vitest";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import {
  createPolledLoop,
  type PolledLoopOptions,
} from "../../../src/lab/polled/polled_loop.ts";
import { sleep, until } from "../_until.ts";

/** Creates a loop whose requests are kept, as `a10` for one of worker `a` that was due 10 ms after the begin. */
function start(
  options: Pick<PolledLoopOptions<string>, "loop" | "rate" | "nodes">,
) {
  const operations = new ScheduledOperations();
  const sent: string[] = [];
  const skipped: string[] = [];
  const name = (worker: string, due: number) =>
    `${worker}${Math.round(due - from)}`;
  const loop = createPolledLoop<string>({
    ...options,
    ...{ operations, random: () => 0.5 },
    send: (worker, due) => void sent.push(name(worker, due)),
    skip: (worker, due) => void skipped.push(name(worker, due)),
  });
  const from = performance.now();
  return { operations, loop, sent, skipped, from };
}

test("a closed loop sends the next request of a worker once its last has ended", () => {
  const { loop, sent, from, operations } = start({
    ...{ loop: "closed", rate: 0, nodes: [["a", "b"], ["c"]] },
  });
  expect(loop.step(from)).toBe(Infinity);
  expect(loop.step(from)).toBe(Infinity);
  expect(sent.map(([worker]) => worker).join("")).toBe("abc");
  loop.ended("b", { refused: false, now: from + 20 });
  loop.ended("a", { refused: false, now: from + 30 });
  expect(sent.slice(3)).toEqual(["b20", "a30"]);
  operations.stop();
  for (const worker of ["a", "b", "c"]) {
    loop.ended(worker, { refused: false, now: from + 40 });
  }
  loop.finish();
  expect(sent).toHaveLength(5);
});

test("a closed loop delays a worker that was refused, unless it was stopped", async () => {
  const { loop, sent, from, operations } = start({
    ...{ loop: "closed", rate: 0, nodes: [["a", "b"]] },
  });
  loop.step(from);
  const refusedAt = performance.now();
  loop.ended("a", { refused: true, now: refusedAt });
  await until(() => sent.length === 3);
  expect(performance.now() - refusedAt).toBeGreaterThan(49);
  expect(sent[2]?.[0]).toBe("a");
  loop.ended("b", { refused: true, now: performance.now() });
  operations.stop();
  await sleep(70);
  expect(sent).toHaveLength(3);
});

test("an open loop sends what is due, each node in turn, and says when the next is due", () => {
  const { loop, sent, from } = start({
    ...{ loop: "constant", rate: 100, nodes: [["a", "b"], ["c"]] },
  });
  expect(loop.step(from + 1) - from).toBeCloseTo(10, 0);
  expect(sent).toEqual(["a0"]);
  expect(loop.step(from + 35) - from).toBeCloseTo(40, 0);
  // The node of `c` has no free worker.
  expect(sent).toEqual(["a0", "c10", "b20"]);
  loop.ended("c", { refused: false, now: from + 37 });
  expect(sent.at(-1)).toBe("c30");
  loop.ended("b", { refused: false, now: from + 38 });
  loop.ended("a", { refused: true, now: from + 39 });
  loop.step(from + 45);
  // The longest idle one.
  expect(sent.at(-1)).toBe("b40");
});

test("an open loop counts arrivals, and records those without a worker at the stop", () => {
  const { loop, sent, skipped, from, operations } = start({
    ...{ loop: "constant", rate: 1000, nodes: [["a"], ["b"]] },
  });
  loop.step(from + 5.5);
  expect(sent).toEqual(["a0", "b1"]);
  operations.stop();
  loop.ended("a", { refused: false, now: from + 6 });
  loop.ended("b", { refused: false, now: from + 6 });
  expect(loop.step(from + 1000)).toBe(Infinity);
  loop.finish();
  expect(sent).toHaveLength(2);
  expect(skipped).toEqual(["a2", "a4", "b3", "b5"]);
  const [batch] = operations.take();
  expect(batch?.pacing.arrivals).toBe(sent.length + skipped.length);
  expect(batch?.pacing.late).toBe(0);
});

test("an open loop records what was due before the stop and noticed after it", async () => {
  const { loop, sent, skipped, operations } = start({
    ...{ loop: "constant", rate: 1000, nodes: [["a", "b"]] },
  });
  await sleep(6);
  operations.stop();
  await sleep(20);
  loop.finish();
  expect(sent).toEqual([]);
  expect(skipped.slice(0, 4)).toEqual(["a0", "b1", "a2", "b3"]);
  const [batch] = operations.take();
  expect(batch?.pacing.arrivals).toBe(skipped.length);
});

test("an open loop needs a rate", () => {
  expect(() => start({ loop: "poisson", rate: 0, nodes: [["a"]] })).toThrow(
    RangeError,
  );
});
