/**
 * Checks rows by column, where their type allows it.
 *
 * `zod` makes two objects for each value of each row: most of what it takes to read a result. Types of texts, numbers,
 * words and booleans, which may be null, take whatever they accept as it is, so that a loop over each column does the same.
 */
import { z } from "zod";
import { type Columns, toRows } from "./rows.ts";

/** Whether a value is one of a type. */
export type Check = (value: unknown) => boolean;

/**
 * Returns the rows of a result as `type` does, with keys in its order; null where a row does not match, or the type is one
 * whose rows have to be checked one by one.
 */
export function typedRows<T extends z.ZodObject>(
  type: T,
  { names, values }: Columns,
): z.infer<T>[] | null {
  const keys = Object.keys(type.shape);
  if (hasChecks(type) || keys.length !== names.length) return null;
  if (values.length === 0) return [];
  const columns: (readonly unknown[])[] = [];
  for (const key of keys) {
    const column = values[names.indexOf(key)];
    const check = toCheck(type.shape[key]);
    if (!column || !check || !column.every(check)) return null;
    columns.push(column);
  }
  const rows: unknown = toRows({ names: keys, values: columns });
  // Each column was checked.
  return rows as z.infer<T>[];
}

/** Returns the check of a type; null for one that changes values, or looks at more than their kind. */
export function toCheck(type: unknown): Check | null {
  if (!(type instanceof z.ZodType) || hasChecks(type)) return null;
  if (type instanceof z.ZodNullable) {
    const check = toCheck(type.unwrap());
    return check && ((value) => value === null || check(value));
  }
  if (type instanceof z.ZodString) return (value) => typeof value === "string";
  if (type instanceof z.ZodNumber) return (value) => Number.isFinite(value);
  if (type instanceof z.ZodBoolean) {
    return (value) => typeof value === "boolean";
  }
  if (type instanceof z.ZodEnum) {
    const options = new Set<unknown>(type.options);
    return (value) => options.has(value);
  }
  return null;
}

/** Whether a type looks at more than the kind of a value, as a format does, or converts it first. */
function hasChecks({ def }: z.ZodType): boolean {
  const { checks } = def;
  return (checks?.length ?? 0) > 0 || "format" in def || "coerce" in def;
}
