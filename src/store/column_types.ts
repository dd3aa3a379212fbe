/**
 * Types of whole columns of a result, for `zod`, which makes an object for each value of an array: that takes some times
 * as long as to read it.
 */
import { z } from "zod";

/** Column of texts. */
export const textColumn: z.ZodType<string[]> = columnOf(isText);

/** Column of texts, some of which may be null. */
export const maybeTextColumn: z.ZodType<(string | null)[]> = columnOf(
  (value) => value === null || isText(value),
);

/** Column of finite numbers. */
export const numberColumn: z.ZodType<number[]> = columnOf(Number.isFinite);

/** Column of finite numbers, some of which may be null. */
export const maybeNumberColumn: z.ZodType<(number | null)[]> = columnOf(
  (value) => value === null || Number.isFinite(value),
);

/** Column of true and false. */
export const booleanColumn: z.ZodType<boolean[]> = columnOf(
  (value) => typeof value === "boolean",
);

/** Returns the type of a column of some words. */
export function wordColumn<Word extends string>(
  words: readonly Word[],
): z.ZodType<Word[]> {
  const known = new Set<unknown>(words);
  return columnOf((value) => known.has(value));
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

/** Returns the type of a column of what `isValue` accepts, which tells that each value is a `Value`. */
function columnOf<Value>(
  isValue: (value: unknown) => boolean,
): z.ZodType<Value[]> {
  return z.custom<Value[]>(
    (column) =>
      Array.isArray(column) && column.every((value) => isValue(value)),
    { error: ({ input }) => messageOf(input, isValue) },
  );
}

/** Says where a column holds another value: nobody finds it among thousands. */
function messageOf(
  column: unknown,
  isValue: (value: unknown) => boolean,
): string {
  if (!Array.isArray(column)) return "Invalid input: expected a column";
  const row = column.findIndex((value) => !isValue(value));
  return `Invalid input: value ${row + 1} is ${String(column[row])}`;
}
