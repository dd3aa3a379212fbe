import { expect, test } from "vitest";
import {
  firstResults,
  majorityOf,
  NoQuorumError,
} from "../../../examples/kv/majority.ts";

test("majorityOf() returns the smallest number above half", () => {
  expect([1, 2, 3, 4, 5, 7].map(majorityOf)).toEqual([1, 2, 2, 3, 3, 4]);
});

const hanging = new Promise<string>(() => {});
const fails = () => Promise.reject(new Error("refused"));

test("firstResults() does not wait for more results than needed", async () => {
  const requests = [
    hanging,
    Promise.resolve("b"),
    fails(),
    Promise.resolve("d"),
  ];
  expect(await firstResults(requests, 2)).toEqual(["b", "d"]);
  expect(await firstResults([hanging], 0)).toEqual([]);
  expect(await firstResults([], 0)).toEqual([]);
});

test("firstResults() throws as soon as too many have failed", async () => {
  const requests = [hanging, Promise.resolve("b"), fails(), fails()];
  await expect(firstResults(requests, 3)).rejects.toThrow(NoQuorumError);
  await expect(firstResults([], 1)).rejects.toThrow(NoQuorumError);
});
