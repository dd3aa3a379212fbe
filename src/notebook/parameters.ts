/** Resolves the typed parameters of a notebook. */
import type { z } from "zod";
import { broadcast } from "./broadcast.ts";
import { OVERRIDES } from "../jupyter/preamble.ts";

/**
 * Returns the values of a notebook's parameters: defaults of the schema, overridden by `report NAME --set key=value`.
 * Call it once, in the cell tagged `parameters`.
 *
 * Throws `RangeError` for a key that the schema lacks and for a value that it does not accept.
 *
 * @example
 * ```ts
 * import { parameters, z } from "loadline";
 *
 * const { nodes } = parameters(z.object({ nodes: z.number().default(3) }));
 * nodes; // 3
 * ```
 */
export function parameters<T extends z.ZodObject>(schema: T): z.infer<T> {
  const overrides = (globalThis as Record<symbol, unknown>)[
    Symbol.for(OVERRIDES)
  ] as Readonly<Record<string, string>> | undefined ?? {};
  const keys = Object.keys(schema.shape);
  const inputs: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(overrides)) {
    const field = schema.shape[key] as z.ZodType | undefined;
    if (!Object.hasOwn(schema.shape, key) || !field) {
      throw new RangeError(
        `Cannot set parameter '${key}' as the notebook has only: ${
          keys.join(", ")
        }`,
      );
    }
    const json = maybeJson(text);
    const candidates = json === undefined ? [text] : [json, text];
    const results = candidates.map((value) => field.safeParse(value));
    const accepted = results.findIndex(({ success }) => success);
    if (accepted < 0) {
      throw new RangeError(
        `Cannot set parameter '${key}' to '${text}': ${
          results[0]?.error?.issues[0]?.message
        }`,
      );
    }
    inputs[key] = candidates[accepted];
  }
  const values = schema.parse(inputs);
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
