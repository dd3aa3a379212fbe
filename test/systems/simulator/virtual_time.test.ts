import { expect, test } from "vitest";
import { limits, signal, start } from "./_platform.ts";

test("time passes only while callers wait, and for each as long as it asked", async () => {
  await using platform = start(1);
  const { clock } = platform;
  const begun = clock.now();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(clock.now()).toBe(begun);
  const order: string[] = [];
  await Promise.all([
    clock.wait(20, signal).then(() => order.push(`20: ${clock.now() - begun}`)),
    clock.wait(5, signal).then(async () => {
      order.push(`5: ${clock.now() - begun}`);
      await clock.wait(10, signal);
      order.push(`15: ${clock.now() - begun}`);
    }),
  ]);
  expect(order).toEqual(["5: 5000", "15: 15000", "20: 20000"]);
});

test("a wait ends when it is aborted, and the platform when it is disposed of", async () => {
  const platform = start(1);
  const controller = new AbortController();
  const waiting = platform.clock.wait(86_400 * 365, controller.signal);
  setTimeout(() => controller.abort(new Error("interrupted")), 20);
  await expect(waiting).rejects.toThrow("interrupted");
  await expect(platform.clock.wait(1, controller.signal)).rejects.toThrow(
    "interrupted",
  );
  await platform[Symbol.asyncDispose]();
  await expect(platform.runTasks!(1, limits)).rejects.toThrow(
    "the platform was stopped",
  );
});
