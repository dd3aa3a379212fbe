import { expect, test } from "vitest";
import { untilAnswered } from "../../../../src/systems/forwarders/adapters/until_answered.ts";

test("untilAnswered() asks again after each error, and returns the first answer", async () => {
  const answers = [
    () => Promise.reject(new Error("no responders")),
    () => {
      throw new Error("503");
    },
    () => Promise.resolve("answer"),
    () => Promise.resolve("never asked for"),
  ];
  let asked = 0;
  expect(await untilAnswered("Asking", () => answers[asked++]!()))
    .toBe("answer");
  expect(asked).toBe(3);
});
