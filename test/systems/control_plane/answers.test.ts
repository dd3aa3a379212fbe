import { expect, test } from "vitest";
import {
  answered,
  answerWithin,
  changed,
  toFailure,
} from "../../../src/systems/control_plane/answers.ts";

test("answerWithin() gives up after its seconds, and aborts what it gave up", async () => {
  let isAborted = false;
  const answer = await answerWithin(
    0.02,
    (signal) =>
      new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => {
          isAborted = true;
          reject(signal.reason);
        });
      }),
  );
  expect([answer.outcome, answer.value, isAborted])
    .toEqual(["timeout", null, true]);
});

test("answerWithin() passes answers on, and makes answers of errors", async () => {
  expect(await answerWithin(1, () => Promise.resolve(answered(7, 3))))
    .toEqual({ outcome: "ok", error: "", code: "", bytes: 3, value: 7 });
  const failed = await answerWithin(1, () => Promise.reject(new Error("a\nb")));
  expect(failed).toEqual({
    ...{ outcome: "failed", error: "a b", code: "", bytes: 0, value: null },
  });
});

test.each([
  [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "refused"],
  [
    new TypeError(
      "error sending request for url (http://127.0.0.1:1/): tcp connect error",
    ),
    "refused",
  ],
  [Object.assign(new Error(""), { code: "CONNECTION_CLOSED" }), "refused"],
  [
    new AggregateError([Object.assign(new Error("Connection refused"))]),
    "refused",
  ],
  [Object.assign(new Error("duplicate key"), { code: "23505" }), "failed"],
  ["a string", "failed"],
])("toFailure() tells connections from other errors: %s", (error, outcome) => {
  expect(toFailure(error).outcome).toBe(outcome);
});

test("changed() is a conflict if nothing was changed", () => {
  expect(changed(1, "Cannot claim").outcome).toBe("ok");
  expect(changed(0, "Cannot claim").code).toBe("conflict");
});
