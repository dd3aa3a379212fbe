/** Checks what a user's own file declares; an error names the key and the remedy. */
import { z } from "zod";
import { nearest, UsageError } from "../../record/mod.ts";

type Issue = z.core.$ZodIssue;

/**
 * Returns what was declared, with the defaults of the schema. `what` is the declaration as it reads after `Cannot use`:
 * `the system 'shop'`. Throws `UsageError` for the first key that is wrong.
 */
export function parseDeclared<S extends z.ZodType>(
  schema: S,
  declared: unknown,
  what: string,
): z.output<S> {
  const result = schema.safeParse(declared);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UsageError(
    `Cannot use ${what} as ${
      issue ? describe(issue, schema) : "it is invalid"
    }`,
  );
}

function describe(issue: Issue, schema: z.ZodType): string {
  const key = toKey(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const [unknown = ""] = issue.keys;
      const known = keysAt(schema, issue.path);
      const remedy = known.length === 0 ? "remove it" : nearest(unknown, known);
      return `${key || "it"} has an unknown key '${unknown}': ${remedy}`;
    }
    case "invalid_type":
      return issue.input === undefined && /undefined$/.test(issue.message)
        ? `${key || "it"} is missing: it must be ${article(issue.expected)}`
        : `${key || "it"} must be ${article(issue.expected)}`;
    case "invalid_value":
      return `${key} must be one of ${issue.values.join(", ")}`;
    case "too_small":
      return `${key} must ${
        issue.origin === "array" || issue.origin === "string"
          ? "not be empty"
          : `be ${issue.inclusive ? "at least" : "above"} ${issue.minimum}`
      }`;
    case "too_big":
      return `${key} must be at most ${issue.maximum}`;
    case "invalid_key":
      return `${key} ${issue.issues[0]?.message ?? "is no key"}`;
    default:
      // Messages of our own schemas read after the key.
      return `${key || "it"} ${issue.message}`;
  }
}

/** Returns the place as it is written in TypeScript: `journeys[0].steps[1].path`. */
export function toKey(path: readonly PropertyKey[]): string {
  return path.map((part, i) =>
    typeof part === "number"
      ? `[${part}]`
      : `${i > 0 ? "." : ""}${String(part)}`
  ).join("");
}

/** Returns the keys of the object at a place; none where the schema has none, or a choice. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const plain = unwrap(schema);
  const [key, ...rest] = path;
  if (key === undefined) {
    return plain instanceof z.ZodObject ? Object.keys(plain.shape) : [];
  }
  const inner = innerOf(plain, String(key));
  return inner === undefined ? [] : keysAt(inner, rest);
}

/** Returns what a schema with a default, null or a conversion is of. */
function unwrap(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable || schema instanceof z.ZodOptional
  ) return unwrap(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodPipe ? unwrap(schema.in as z.ZodType) : schema;
}

function innerOf(schema: z.ZodType, key: string): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[key];
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return schema instanceof z.ZodRecord
    ? schema.valueType as z.ZodType
    : undefined;
}

function article(type: string): string {
  return `${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`;
}
