/** Typed parameters of a notebook. */
import type { z } from "zod";
import { broadcast } from "./broadcast.ts";
import { OVERRIDES } from "../jupyter/preamble.ts";

/**
 * The values of a notebook's parameters: defaults of the schema, overridden by `report NAME --set key=value`. Call it once,
 * in the cell tagged `parameters`.
 *
 * Throws `RangeError` for a key the schema does not know and for a value it does not accept.
 */
export function parameters<T extends z.ZodObject>(schema: T): z.infer<T> {
  const overrides = (globalThis as Record<symbol, unknown>)[
    Symbol.for(OVERRIDES)
  ] as Readonly<Record<string, string>> | undefined ?? {};
  const known = Object.keys(schema.shape);
  const given: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(overrides)) {
    const field = schema.shape[key] as z.ZodType | undefined;
    if (!Object.hasOwn(schema.shape, key) || !field) {
      throw new RangeError(
        `Cannot set parameter '${key}' as the notebook has only: ${
          known.join(", ")
        }`,
      );
    }
    const json = maybeJson(text);
    const candidates = json === undefined ? [text] : [json, text];
    const results = candidates.map((value) => field.safeParse(value));
    const good = results.findIndex(({ success }) => success);
    if (good < 0) {
      throw new RangeError(
        `Cannot set parameter '${key}' to '${text}': ${
          results[0]?.error?.issues[0]?.message
        }`,
      );
    }
    given[key] = candidates[good];
  }
  const values = schema.parse(given);
  broadcast("loadline_parameters", { values });
  return values;
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
