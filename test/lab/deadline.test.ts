import { expect, test } from "vitest";
import { Deadline } from "../../src/lab/deadline.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("Deadline expires once for what was not ended, however often it was begun before", async () => {
  let expired = 0;
  const deadline = new Deadline(0.1, () => expired++);
  for (let i = 0; i < 5; i++) {
    deadline.begin();
    await wait(30);
    deadline.end();
  }
  await wait(150);
  expect(expired).toBe(0);
  deadline.begin();
  await wait(60);
  expect(expired).toBe(0);
  await wait(150);
  expect(expired).toBe(1);
});

test("Deadline is silent once it is closed", async () => {
  let expired = 0;
  const deadline = new Deadline(0.05, () => expired++);
  deadline.begin();
  deadline.close();
  await wait(100);
  expect(expired).toBe(0);
});
