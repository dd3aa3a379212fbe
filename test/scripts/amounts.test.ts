import { expect, test } from "vitest";
import { toAmount, toWhole } from "../../scripts/_amounts.ts";

const time = { dimension: "time", below: null, like: "a time" } as const;
const share = { dimension: "ratio", below: 1, like: "a share" } as const;

test.each([
  ["200ms", time, 0.2],
  [" 1.5 s ", time, 1.5],
  ["10min", time, 600],
  ["99.9%", share, 0.999],
])("toAmount() reads %j", (text, options, expected) => {
  expect(toAmount("--x", text, options)).toBe(expected);
});

test.each([
  ["200", time],
  ["0s", time],
  ["-1s", time],
  ["1,5s", time],
  ["5%", time],
  ["1e999s", time],
  ["NaNs", time],
  ["", time],
  ["100%", share],
  ["1s", share],
])("toAmount() refuses %j, and names the option", (text, options) => {
  expect(() => toAmount("--x", text, options))
    .toThrow(`Cannot read --x as it must be ${options.like}: current value is`);
});

test("toWhole() reads whole numbers within bounds", () => {
  expect(toWhole("--x", "0")).toBe(0);
  expect(toWhole("--x", "65535", { most: 65535 })).toBe(65535);
});

test.each(["", "-1", "1.5", "1e3", "x", " 7", "4", "11", "9007199254740993"])(
  "toWhole() refuses %j, and names the option",
  (text) => {
    expect(() => toWhole("--x", text, { least: 5, most: 10 })).toThrow(
      `Cannot read --x as it must be a whole number from 5 to 10: current value is '${text}'`,
    );
  },
);
