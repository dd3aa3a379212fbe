import { expect, test } from "vitest";
import { majorityValue } from "../../../src/systems/support/majority_value.ts";

const reply = (value: string | null) => Promise.resolve(value);
const hanging = new Promise<string>(() => {});
const majorityOf = (...values: (string | null)[]) =>
  majorityValue(values.map(reply));

test("majorityValue() does not wait for a node that hangs once there is a majority", async () => {
  expect(await majorityValue([reply("a"), hanging, reply("a")])).toBe("a");
});

test("majorityValue() ignores a minority, and counts a missing reply as no vote", async () => {
  expect(await majorityOf("old", "new", "new")).toBe("new");
  expect(await majorityOf("a", null, null)).toBe("");
  expect(await majorityOf("a", "a", "b", "b")).toBe("");
  expect(await majorityValue([])).toBe("");
});
