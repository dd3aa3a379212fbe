import { expect, test } from "vitest";
import { nodeStates } from "../../../src/analysis/recovery/node_state.ts";

const letters = (counts: readonly number[]) =>
  nodeStates(counts).map((state) => state[0]).join("");

test.each<[string, number[], string]>([
  ["a busy node", [40, 40, 0, 40, 40], "uuduu"],
  // A silent second has a probability of e^-5 = 0.7 % at five a second, of e^-4 = 1.8 % at four.
  ["a rate of five", [5, 5, 5, 0, 5, 5, 5], "uuuduuu"],
  ["a rate of four", [4, 4, 4, 0, 4, 4, 4], "uuuxuuu"],
  // One in four seconds: three silent ones are a pause, thirty are not: e^(-0.25 x 30) = 0.06 %.
  ["less than one a second", [1, 0, 0, 0, 1, 0, 0, 0, 1], "uxxxuxxxu"],
  // The slower side decides: at 0.5 a second, two silent seconds are likely.
  ["a node that slows down", [40, 40, 0, 0, 1, 0, 1], "uuxxuxu"],
  ["a log that ends silent", [40, 40, 0, 0], "uudd"],
  ["a log that begins silent", [0, 0, 40, 40], "dduu"],
  ["no increment at all", [0, 0, 0], "ddd"],
  ["nothing", [], ""],
])("nodeStates() of %s", (_, counts, states) => {
  expect(letters(counts)).toBe(states.replaceAll("x", "u"));
  expect(nodeStates(counts).map((state) => state === "unclear"))
    .toEqual([...states].map((letter) => letter === "x"));
});

test("nodeStates() classifies a long silence even of a slow node as an outage", () => {
  const slow = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1];
  const found = nodeStates([...slow, ...Array(30).fill(0), ...slow]);
  expect(found.slice(12, 42).every((state) => state === "down")).toBe(true);
  expect(found.slice(0, 12)).not.toContain("down");
});
