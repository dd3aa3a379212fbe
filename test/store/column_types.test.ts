import { expect, test } from "vitest";
import type { z } from "zod";
import {
  booleanColumn,
  maybeNumberColumn,
  maybeTextColumn,
  numberColumn,
  textColumn,
  wordColumn,
} from "../../src/store/column_types.ts";

test.each<[string, z.ZodType, unknown[], unknown[]]>([
  ["texts", textColumn, ["a", ""], [null, 1]],
  ["texts or null", maybeTextColumn, ["a", null], [1, true]],
  ["numbers", numberColumn, [1, -0.5, 0], [null, "1", NaN, Infinity]],
  ["numbers or null", maybeNumberColumn, [1, null], ["1", NaN, -Infinity]],
  ["true and false", booleanColumn, [true, false], [null, 1]],
  ["words", wordColumn(["task", "lrp"]), ["lrp", "task"], ["push", null, 1]],
])("a column of %s holds nothing else", (_, type, values, others) => {
  expect(type.parse(values)).toEqual(values);
  expect(type.parse([])).toEqual([]);
  for (const other of others) {
    expect(type.safeParse([...values, other]).error?.issues[0]?.message)
      .toBe(`Invalid input: value ${values.length + 1} is ${String(other)}`);
  }
  expect(type.safeParse(values[0]).success).toBe(false);
  expect(type.safeParse(null).success).toBe(false);
});
