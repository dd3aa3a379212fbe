import { expect, test } from "vitest";
import { Deadline } from "../../../src/lab/clients/request_timeout.ts";
import { sleep, until } from "../_until.ts";

test("Deadline says when what was begun is not ended in time, each time", async () => {
  const from = performance.now();
  const expired: number[] = [];
  const deadline = new Deadline(
    0.05,
    () => expired.push(performance.now() - from),
  );
  deadline.begin();
  await until(() => expired.length === 1);
  deadline.begin();
  await until(() => expired.length === 2);
  expect(expired[0]).toBeGreaterThan(49);
  expect(expired[1]).toBeGreaterThan(99);
});

test("Deadline counts from the latest beginning, with the timer of the first", async () => {
  let expired = 0;
  const deadline = new Deadline(0.1, () => expired = performance.now());
  deadline.begin();
  await sleep(60);
  deadline.end();
  deadline.begin();
  const from = performance.now();
  await until(() => expired > 0);
  expect(expired - from).toBeGreaterThan(99);
});

test("Deadline says nothing of what was ended, or closed", async () => {
  let expired = 0;
  const ended = new Deadline(0.02, () => expired++);
  const closed = new Deadline(0.02, () => expired++);
  ended.begin();
  ended.end();
  closed.begin();
  closed.close();
  await sleep(60);
  expect(expired).toBe(0);
});
