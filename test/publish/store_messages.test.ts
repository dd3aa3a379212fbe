import { expect, test } from "vitest";
import {
  decodeResponse,
  encodeResponse,
} from "../../src/publish/store_messages.ts";

/** Encodes and decodes a column. */
function sent(column: readonly unknown[]): { bytes: number; values: unknown } {
  const bytes = encodeResponse({
    kind: "columns",
    columns: { names: ["a"], values: [column] },
  });
  const response = decodeResponse(bytes);
  return {
    bytes: bytes.length,
    values: response.kind === "columns" ? response.columns.values[0] : null,
  };
}

test.each<[string, unknown[]]>([
  ["no values", []],
  ["numbers", [1, -0, 0, NaN, Infinity, 2 ** 53, 0.1]],
  ["numbers and null", [1, null, -0, null, 1, 1, 1, 1]],
  ["numbers and texts", ["1", 1, "1", 1, 1, 1]],
  ["only null", [null, null, null]],
  ["texts of which each is another", ["a", "b", "c", "d"]],
  ["texts that repeat, in order", ["a", "a", "a", "b", "b", null, null, "b"]],
  ["texts that take turns", ["a", "b", "a", "b", "a", "b", "a", "b"]],
  ["half of the texts", ["a", "a", "b", "b"]],
  ["true and false", [true, false, true, true, null, true]],
  ["lists and objects", [[1, null], { a: -0 }, [1, null], null]],
])("a column is the same after its way: %s", (_, column) => {
  expect(sent(column).values).toStrictEqual(column);
});

test("a text that repeats is sent once", () => {
  const text = "x".repeat(1000);
  const inOrder = Array.from({ length: 100 }, (_, i) => text + (i < 50));
  const inTurns = Array.from({ length: 100 }, (_, i) => text + (i % 2 === 0));
  expect(sent(inOrder).bytes).toBeLessThan(4000);
  expect(sent(inTurns).bytes).toBeLessThan(4000);
});
