/** Resolves the typed parameters of a notebook. */
import { maybeJson } from "../record/mod.ts";
import { z } from "zod";
import { broadcast } from "./broadcast.ts";
import { OVERRIDES } from "../jupyter/preamble.ts";

/**
 * Returns the values of a notebook's parameters: defaults of the schema, overridden by `report NAME --set key=value`.
 * Call it once, in the cell tagged `parameters`.
 *
 * The report prints what `describe()` says of a parameter, so name its unit there.
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
  const described = describeShape(schema);
  broadcast("loadline_declared", { described });
  const inputs: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(overrides)) {
    const field = schema.shape[key] as z.ZodType | undefined;
    if (!Object.hasOwn(schema.shape, key) || !field) {
      throw new RangeError(
        `Cannot set parameter '${key}' as the notebook has only: ${
          Object.entries(described).map(([name, text]) => `${name} (${text})`)
            .join(", ")
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
  broadcast("loadline_parameters", { values, meanings: meaningsOf(schema) });
  return values;
}

/** Returns what each parameter means, as its schema describes it with its unit; empty where it does not. */
function meaningsOf(schema: z.ZodObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(schema.shape).map(([key, field]) => [
      key,
      (field as z.ZodType).description ?? "",
    ]),
  );
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Describes each parameter by its type, limits and default: `integer, at least 3, default 5`. */
function describeShape(schema: z.ZodObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(schema.shape).map(([key, field]) => [
      key,
      describe(field as z.ZodType),
    ]),
  );
}

function describe(field: z.ZodType): string {
  const json = z.toJSONSchema(field, { io: "input", unrepresentable: "any" });
  const usual = "default" in json
    ? `default ${JSON.stringify(json.default)}`
    : field.safeParse(undefined).success
    ? "optional"
    : "required";
  return `${describeType(json)}, ${usual}`;
}

function describeType(field: JsonSchema): string {
  const { type = "any value", enum: choices, items } = field;
  const of = typeof items === "object" && !Array.isArray(items)
    ? ` of ${describeType(items)}`
    : "";
  const words = choices?.map((choice) => JSON.stringify(choice)).join(" or ") ??
    `${type}${of}`;
  const limits = limitWords.flatMap(([key, word]) => {
    const limit = field[key];
    // A schema of integers states their own limits.
    return typeof limit === "number" &&
        Math.abs(limit) < Number.MAX_SAFE_INTEGER
      ? [`${word} ${limit}`]
      : [];
  });
  return [words, ...limits].join(", ");
}

const limitWords = [
  ["minimum", "at least"],
  ["exclusiveMinimum", "above"],
  ["maximum", "at most"],
  ["exclusiveMaximum", "below"],
] as const;
