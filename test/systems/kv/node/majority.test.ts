import { expect, test } from "vitest";
import {
  firstAnswers,
  majorityOf,
  NoQuorumError,
} from "../../../../src/systems/kv/node/majority.ts";

test("majorityOf() is more than half", () => {
  expect([1, 2, 3, 4, 5, 7].map(majorityOf)).toEqual([1, 2, 2, 3, 3, 4]);
});

const never = new Promise<string>(() => {});
const fails = () => Promise.reject(new Error("refused"));

test("firstAnswers() does not wait for more than it needs", async () => {
  const answers = [never, Promise.resolve("b"), fails(), Promise.resolve("d")];
  expect(await firstAnswers(answers, 2)).toEqual(["b", "d"]);
  expect(await firstAnswers([never], 0)).toEqual([]);
  expect(await firstAnswers([], 0)).toEqual([]);
});

test("firstAnswers() gives up as soon as there cannot be enough", async () => {
  const answers = [never, Promise.resolve("b"), fails(), fails()];
  await expect(firstAnswers(answers, 3)).rejects.toThrow(NoQuorumError);
  await expect(firstAnswers([], 1)).rejects.toThrow(NoQuorumError);
});
