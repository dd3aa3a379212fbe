/**
 * Types of whole columns of a result, for `zod`, which makes an object for each value of an array: that takes some times
 * as long as to read it.
 */
import { z } from "zod";
import { type Check, toCheck } from "./typed_rows.ts";

/** Column of texts. */
export const textColumn: z.ZodType<string[]> = columnOf(z.string());

/** Column of texts, some of which may be null. */
export const maybeTextColumn: z.ZodType<(string | null)[]> = columnOf(
  z.string().nullable(),
);

/** Column of finite numbers. */
export const numberColumn: z.ZodType<number[]> = columnOf(z.number());

/** Column of finite numbers, some of which may be null. */
export const maybeNumberColumn: z.ZodType<(number | null)[]> = columnOf(
  z.number().nullable(),
);

/** Column of true and false. */
export const booleanColumn: z.ZodType<boolean[]> = columnOf(z.boolean());

/** Returns the type of a column of some words. */
export function wordColumn<Word extends string>(
  words: readonly Word[],
): z.ZodType<Word[]> {
  return columnOf(z.enum(words));
}

/** Returns the type of a column of values of a simple type. */
function columnOf<Value>(type: z.ZodType<Value>): z.ZodType<Value[]> {
  const check = toCheck(type);
  if (check === null) throw new TypeError("Cannot check values of this type");
  return z.custom<Value[]>(
    (column) => Array.isArray(column) && column.every(check),
    { error: ({ input }) => messageOf(input, check) },
  );
}

/** Says where a column holds another value: nobody finds it among thousands. */
function messageOf(column: unknown, check: Check): string {
  if (!Array.isArray(column)) return "Invalid input: expected a column";
  const row = column.findIndex((value) => !check(value));
  return `Invalid input: value ${row + 1} is ${String(column[row])}`;
}
