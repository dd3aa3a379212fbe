import { expect, test } from "vitest";
import {
  forwardingAttributes,
  isAttribute,
  REQUIRED_LINE_RATE,
} from "../../../../src/analysis/forwarding/verdicts/attributes.ts";

test("every attribute has words, and only attributes are ones", () => {
  for (const [name, words] of Object.entries(forwardingAttributes)) {
    expect(isAttribute(name)).toBe(true);
    expect(Object.values<string>(words)).not.toContain("");
  }
  expect(isAttribute("toString")).toBe(false);
  expect(isAttribute("")).toBe(false);
});

test("the required rate is ten million lines a minute", () => {
  expect(REQUIRED_LINE_RATE * 60).toBeCloseTo(10e6);
});
