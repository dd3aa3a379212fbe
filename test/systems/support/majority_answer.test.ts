import { expect, test } from "vitest";
import { agreement } from "../../../src/systems/support/majority_answer.ts";

const say = (answer: string | null) => Promise.resolve(answer);
const never = new Promise<string>(() => {});

test("agreement() does not wait for who hangs, once most have said the same", async () => {
  expect(await agreement([say("a"), never, say("a")])).toBe("a");
});

test("agreement() is not misled by one, nor by silence", async () => {
  expect(await agreement([say("old"), say("new"), say("new")])).toBe("new");
  expect(await agreement([say("a"), say(null), say(null)])).toBe("");
  expect(await agreement([say("a"), say("a"), say("b"), say("b")])).toBe("");
  expect(await agreement([])).toBe("");
});
