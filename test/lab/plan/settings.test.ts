import { expect, test } from "vitest";
import {
  choice,
  number,
  parseSettings,
  toParams,
  toValues,
} from "../../../src/lab/plan/settings.ts";

const settings = {
  nodes: number("Nodes", 3, { min: 1 }),
  value_size: number("Value size", 1024, { unit: "B", integer: true }),
  duration: number("Duration", 60, { unit: "s" }),
  read_share: number("Reads", 0.3, { unit: "1", max: 1 }),
  loop: choice("Loop", ["closed", "poisson"]),
};

test.each([
  ["duration", "180s", [180]],
  ["duration", "10min", [600]],
  ["duration", "250 ms", [0.25]],
  ["duration", "90", [90]],
  ["value_size", "16KiB", [16_384]],
  ["value_size", "1MB", [1e6]],
  ["read_share", "70%", [0.7]],
  ["nodes", "1,3, 5,3", [1, 3, 5]],
  ["loop", "poisson,closed", ["poisson", "closed"]],
])("parseSettings() reads %s=%s", (key, text, values) => {
  expect(parseSettings(settings, { [key]: text })).toEqual({ [key]: values });
});

test.each([
  ["nodes", "0", "a whole number from 1"],
  ["nodes", "2.5", "a whole number from 1"],
  ["nodes", "three", "a number"],
  ["nodes", "3s", "a number"],
  ["nodes", "", "a number"],
  ["duration", "10KiB", "a number with a unit of time"],
  ["duration", "-1s", "a number from 0 to 2592000, 30 days"],
  ["duration", "1000000000h", "a number from 0 to 2592000, 30 days"],
  ["read_share", "130%", "a number from 0 to 1"],
  ["loop", "open", "one of closed, poisson"],
])("parseSettings() refuses %s=%s", (key, text, allowed) => {
  expect(() => parseSettings(settings, { [key]: text })).toThrow(
    `Cannot set ${key} as it must be ${allowed}: current value is '${text}'`,
  );
});

test.each(["1,5MiB", "1, 5 KiB", "0.5,2MiB", "1.5MiB,4096"])(
  "parseSettings() refuses %s, which may be a decimal comma or a missing unit",
  (text) => {
    expect(() => parseSettings(settings, { value_size: text })).toThrow(
      `Cannot set value_size as some of its values have a unit and some have none: write a decimal point, 1.5, or a unit at each: current value is '${text}'`,
    );
  },
);

test("parseSettings() refuses names of Object.prototype as keys", () => {
  for (const key of ["__proto__", "constructor", "toString"]) {
    const texts = Object.fromEntries([[key, ""]]);
    expect(() => parseSettings(settings, texts))
      .toThrow(`Cannot set '${key}' as there is no such setting`);
  }
});

test("parseSettings() refuses unknown keys, and lists the known ones", () => {
  expect(() => parseSettings(settings, { node: "3" })).toThrow(
    "Cannot set 'node' as there is no such setting: choose from nodes, value_size",
  );
});

test("toParams() has given and default values in base units, in order", () => {
  const params = toParams(settings, { nodes: 5, duration: 0.25 });
  expect(
    params.map(({ key, value, number, unit }) => [key, value, number, unit]),
  )
    .toEqual([
      ["nodes", "5", 5, ""],
      ["value_size", "1024", 1024, "B"],
      ["duration", "0.25", 0.25, "s"],
      ["read_share", "0.3", 0.3, "1"],
      ["loop", "closed", null, ""],
    ]);
  expect(params.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
});

test("toValues() returns the declared settings, with defaults, typed as they are declared", () => {
  const declared = {
    nodes: number("Nodes", 3, { min: 1 }),
    loop: choice("Loop", ["closed", "constant"]),
  };
  const values = toValues(declared, { nodes: 5, other: "x" });
  const loop: "closed" | "constant" = values.loop;
  const nodes: number = values.nodes;
  expect(values).toEqual({ nodes, loop });
  expect([nodes, loop]).toEqual([5, "closed"]);
});

test.each([
  ["nodes", { nodes: "5" }],
  ["nodes", { nodes: 0 }],
  ["loop", { loop: "open" }],
])(
  "toValues() refuses a value that the setting %s cannot have",
  (key, values) => {
    const declared = {
      nodes: number("Nodes", 3, { min: 1 }),
      loop: choice("Loop", ["closed", "constant"]),
    };
    expect(() => toValues(declared, values)).toThrow(`Cannot use ${key} as`);
  },
);
