import { expect, test } from "vitest";
import { Begun } from "../../../src/record/staging/begun.ts";

test("Begun closes what has begun, once", async () => {
  const closed: string[] = [];
  const begun = new Begun(
    Promise.resolve("it"),
    (value) => void closed.push(value),
  );
  expect(await begun.value).toBe("it");
  await begun[Symbol.asyncDispose]();
  await begun[Symbol.asyncDispose]();
  expect(closed).toEqual(["it"]);
});

test("Begun waits for what has not begun when it is closed", async () => {
  const closed: string[] = [];
  const beginning = Promise.withResolvers<string>();
  const begun = new Begun(
    beginning.promise,
    (value) => void closed.push(value),
  );
  const closing = begun[Symbol.asyncDispose]();
  expect(closed).toEqual([]);
  beginning.resolve("it");
  await closing;
  expect(closed).toEqual(["it"]);
});

test("Begun tells who asks why it could not begin, and has nothing to close", async () => {
  const begun = new Begun(
    Promise.reject(new Error("no memory")),
    () => expect.unreachable(),
  );
  await expect(begun.value).rejects.toThrow("no memory");
  await begun[Symbol.asyncDispose]();
});
