import { expect, test } from "vitest";
import { RequestTimeout } from "../../../src/lab/clients/request_timeout.ts";
import { sleep, until } from "../_until.ts";

test("RequestTimeout reports each request that is not cleared in time", async () => {
  const from = performance.now();
  const expired: number[] = [];
  const timeout = new RequestTimeout(
    0.05,
    () => expired.push(performance.now() - from),
  );
  timeout.start();
  await until(() => expired.length === 1);
  timeout.start();
  await until(() => expired.length === 2);
  expect(expired[0]).toBeGreaterThan(49);
  expect(expired[1]).toBeGreaterThan(99);
});

test("RequestTimeout counts from the latest start, with the timer of the first", async () => {
  let expired = 0;
  const timeout = new RequestTimeout(0.1, () => expired = performance.now());
  // Again if it expired first, on a busy machine.
  do {
    expired = 0;
    timeout.start();
    await sleep(60);
  } while (expired > 0);
  timeout.clear();
  timeout.start();
  const from = performance.now();
  await until(() => expired > 0);
  expect(expired - from).toBeGreaterThan(99);
});

test("RequestTimeout does not report a request that was cleared or closed", async () => {
  let expired = 0;
  const cleared = new RequestTimeout(0.02, () => expired++);
  const closed = new RequestTimeout(0.02, () => expired++);
  cleared.start();
  cleared.clear();
  closed.start();
  closed.close();
  await sleep(60);
  expect(expired).toBe(0);
});
