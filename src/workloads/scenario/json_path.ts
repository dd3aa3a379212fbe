/** Places in JSON, as users write them: `orders[0].id`, `items.length`. */
import type { Json } from "../../lab/plan/template.ts";

/** A name, or an index in brackets, then more of them; `$` is the whole. */
const path = /^(?:\$|(?:\$\.)?[\w-]+|\$?\[\d+\])(?:\.[\w-]+|\[\d+\])*$/;

/** Returns true for text that is a path. */
export function isJsonPath(text: string): boolean {
  return path.test(text);
}

/** Returns the keys that lead to a place: `["orders", "0", "id"]`. */
export function toKeys(path: string): string[] {
  return path.replace(/^\$\.?/, "").split(/[.[\]]+/).filter((key) =>
    key !== ""
  );
}

/** Returns the value at a place; undefined if there is none. */
export function valueAt(json: Json, keys: readonly string[]): Json | undefined {
  let value: unknown = json;
  for (const key of keys) {
    // Names that an object only inherits are no values of an answer.
    if (
      typeof value !== "object" || value === null || !Object.hasOwn(value, key)
    ) {
      return undefined;
    }
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value as Json;
}
