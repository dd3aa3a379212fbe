import { expect, test } from "vitest";
import type { Attempt } from "../../../src/lab/clients/attempt.ts";
import { ScheduledOperations } from "../../../src/lab/load/scheduled_operations.ts";
import { sleep } from "../_until.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const identity = {
  run_id: "r",
  operation_id: "1",
  kind: "big",
  subject: "prometheus",
  worker: "u0",
};
const ok: Attempt = { outcome: "ok", error: "", code: "", bytes: 7 };

test("ScheduledOperations.make() times from the due time, and its own delay from the earliest time", () =>
  whileQuiet(10, async () => {
    const operations = new ScheduledOperations();
    const now = performance.now();
    const making = operations.make(
      identity,
      { due: now - 400, earliest: now - 100 },
      () => sleep(50).then(() => ok),
    );
    const { inFlight, pacingError } = operations.gauge();
    expect(inFlight).toBe(1);
    expect(pacingError).toBeGreaterThan(0.0999);
    expect(pacingError).toBeLessThan(0.3);
    await making;
    expect(operations.gauge()).toEqual({ inFlight: 0, pacingError: 0 });
    const [row, ...more] = operations.take();
    expect(row).toMatchObject({ ...identity, ...ok });
    expect(row?.duration_s).toBeGreaterThan(0.449);
    expect(row?.duration_s).toBeLessThan(1);
    const due = Date.parse(row?.started_at ?? "");
    expect(Math.abs(due - (Date.now() - 1000 * (row?.duration_s ?? NaN))))
      .toBeLessThan(20);
    expect([more, operations.take()]).toEqual([[], []]);
    operations.stop();
  }));

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
  const due = performance.now();
  await operations.make(identity, { due, earliest: due }, () => {
    sent++;
    return Promise.resolve(ok);
  });
  expect(sent).toBe(0);
  expect(operations.take()).toMatchObject([{
    outcome: "unfinished",
    error: "it was not sent before the end",
    code: "",
    bytes: 0,
  }]);
});
