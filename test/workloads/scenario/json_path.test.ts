import { expect, test } from "vitest";
import {
  isJsonPath,
  toKeys,
  valueAt,
} from "../../../src/workloads/scenario/json_path.ts";

const json = { orders: [{ id: 17, "unit-price": null }], ok: true, "": 1 };

test.each([
  ["ok", true],
  ["orders[0].id", 17],
  ["$.orders[0].id", 17],
  ["orders[0].unit-price", null],
  ["orders.length", 1],
  ["orders[1].id", undefined],
  ["orders.map", undefined],
  ["toString", undefined],
  ["ok.length", undefined],
  ["$", json],
])("valueAt() of %s is %j", (path, value) => {
  expect(isJsonPath(path)).toBe(true);
  expect(valueAt(json, toKeys(path))).toEqual(value);
});

test("valueAt() begins with an index for a list", () => {
  expect(isJsonPath("[1].a")).toBe(true);
  expect(valueAt([0, { a: 2 }], toKeys("[1].a"))).toBe(2);
});

test.each(["", ".", "a..b", "a.", "a[x]", "a[0", "a b", "a['b']", "$a"])(
  "isJsonPath() refuses '%s'",
  (path) => expect(isJsonPath(path)).toBe(false),
);
