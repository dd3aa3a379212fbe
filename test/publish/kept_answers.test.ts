import { expect, test } from "vitest";
import { keepAnswers } from "../../src/publish/kept_answers.ts";

function counted(bytes: number) {
  let asked = 0;
  return {
    ask: () => Promise.resolve(new Uint8Array(bytes).fill(++asked)),
    asked: () => asked,
  };
}

test("an answer is computed once, also for two that ask at once", async () => {
  const answers = keepAnswers(10);
  const { ask, asked } = counted(4);
  const [first, second] = [answers("a", ask), answers("a", ask)];
  expect(await first).toBe(await second);
  expect(await answers("a", ask)).toBe(await first);
  expect(asked()).toBe(1);
  expect(await answers("b", ask)).not.toBe(await first);
  expect(asked()).toBe(2);
});

test("what exceeds the limit is not kept, and a smaller answer still is", async () => {
  const answers = keepAnswers(10);
  const [large, small] = [counted(11), counted(10)];
  await answers("large", large.ask);
  await answers("small", small.ask);
  await answers("large", large.ask);
  await answers("small", small.ask);
  expect(large.asked()).toBe(2);
  expect(small.asked()).toBe(1);
});

test("an answer that fails is asked for again", async () => {
  const answers = keepAnswers(10);
  const fail = () => Promise.reject(new Error("Cannot answer"));
  await expect(answers("a", fail)).rejects.toThrow("Cannot answer");
  const { ask } = counted(1);
  expect(await answers("a", ask)).toEqual(new Uint8Array([1]));
});
