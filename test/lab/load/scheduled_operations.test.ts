import { expect, test } from "vitest";
import type { Attempt } from "../../../src/lab/clients/attempt.ts";
import { openOperations } from "../../../src/lab/load/open_operations.ts";
import type { OperationGroup } from "../../../src/lab/load/operation_batch.ts";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import type { Operation } from "../../../src/record/mod.ts";
import { sleep } from "../_until.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const group: OperationGroup = {
  id: "big-0",
  kind: "big",
  subject: "prometheus",
  worker: "u0",
};
const ok: Attempt = { outcome: "ok", error: "", code: "", bytes: 7 };

/** Takes the rows of operations that all are of `group`. */
function take(operations: ScheduledOperations): Operation[] {
  return operations.take().flatMap((batch) => [
    ...openOperations("r")({ ...batch, groups: [group] }),
  ]);
}

test("ScheduledOperations.make() times from the intended start", () =>
  whileQuiet(10, async () => {
    const operations = new ScheduledOperations();
    const due = performance.now() - 400;
    const making = operations.make(
      { group: operations.addGroup(group), number: 1, due },
      () => sleep(50).then(() => ok),
    );
    expect(operations.gauge().inFlight).toBe(1);
    expect(await making).toBe(ok);
    expect(operations.gauge()).toEqual({ inFlight: 0, pacingError: 0 });
    const [row, ...more] = take(operations);
    const { id, ...shared } = group;
    expect(row).toMatchObject({ ...shared, ...ok, operation_id: `${id}-1` });
    expect(row?.duration_s).toBeGreaterThan(0.449);
    expect(row?.duration_s).toBeLessThan(1);
    const started = Date.parse(row?.started_at ?? "");
    expect(
      Math.abs(started - (Date.now() - 1000 * (row?.duration_s ?? NaN))),
    )
      .toBeLessThan(20);
    expect([more, operations.take()]).toEqual([[], []]);
    operations.stop();
  }));

test("ScheduledOperations.arrive() keeps the largest delay, and counts those above 50 ms", () => {
  const operations = new ScheduledOperations();
  for (const lateMs of [0, 70, 50]) operations.arrive(lateMs);
  expect(operations.gauge().pacingError).toBe(0.07);
  expect(operations.gauge().pacingError).toBe(0);
  expect(operations.take().map(({ pacing }) => pacing))
    .toEqual([{ arrivals: 3, late: 1 }]);
});

test("ScheduledOperations.take() returns arrivals though nothing has ended", async () => {
  const operations = new ScheduledOperations();
  const first = operations.addGroup(group);
  await operations.make({ group: first, number: 0, due: 0 }, async () => {
    return await Promise.resolve(ok);
  });
  expect(operations.take()).toMatchObject([{ groups: [group] }]);
  operations.arrive(0);
  expect(operations.take()).toMatchObject([
    { groups: [], pacing: { arrivals: 1, late: 0 }, group: { length: 0 } },
  ]);
  expect(operations.take()).toEqual([]);
});

test("ScheduledOperations.until() waits, and is false only for a time after the stop", async () => {
  const operations = new ScheduledOperations();
  const from = performance.now();
  expect(await operations.until(from + 30)).toBe(true);
  expect(performance.now() - from).toBeGreaterThan(29.9);
  const waiting = operations.until(from + 60_000);
  operations.stop();
  expect(await waiting).toBe(false);
  expect(await operations.until(performance.now() + 1)).toBe(false);
  expect(await operations.until(from + 30)).toBe(true);
});

test("ScheduledOperations.make() records an operation after the stop as unfinished", async () => {
  const operations = new ScheduledOperations();
  operations.stop();
  let sent = 0;
  const operation = {
    group: operations.addGroup(group),
    number: 0,
    due: performance.now(),
  };
  await operations.make(operation, () => {
    sent++;
    return Promise.resolve(ok);
  });
  expect(sent).toBe(0);
  expect(take(operations)).toMatchObject([{
    outcome: "unfinished",
    error: "it was not sent before the end",
    code: "",
    bytes: 0,
  }]);
});

test("ScheduledOperations.begin() counts what is in flight until end(), and skip() records what was never sent", () => {
  const operations = new ScheduledOperations();
  const first = operations.addGroup(group);
  const due = performance.now();
  operations.begin();
  operations.begin();
  const ended = due + 250;
  operations.end({ group: first, number: 3, due }, { ended, attempt: ok });
  expect(operations.gauge().inFlight).toBe(1);
  operations.skip({ group: first, number: 4, due });
  expect(operations.gauge().inFlight).toBe(1);
  expect(take(operations)).toMatchObject([
    { operation_id: `${group.id}-3`, outcome: "ok", duration_s: 0.25 },
    { operation_id: `${group.id}-4`, outcome: "unfinished", bytes: 0 },
  ]);
});

test("ScheduledOperations.take() limits a batch, and posts groups and arrivals once", async () => {
  const operations = new ScheduledOperations();
  operations.stop();
  const index = operations.addGroup(group);
  const total = 2 ** 15 + 1;
  for (let number = 0; number < total; number++) {
    operations.arrive(0);
    await operations.make(
      { group: index, number, due: 0 },
      () => Promise.resolve(ok),
    );
  }
  const batches = operations.take();
  expect(batches.map((batch) => batch.number.length)).toEqual([2 ** 15, 1]);
  expect(batches.map(({ groups }) => groups)).toEqual([[group], []]);
  expect(batches.map(({ pacing }) => pacing.arrivals)).toEqual([total, 0]);
});
