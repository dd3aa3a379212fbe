/** Texts and JSON with placeholders, as users declare them: `/orders/{order}`, `{ "product": "{product}" }`. */

/** Any value of JSON. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Values of placeholders by their names. A map, as names may come from answers of a system under test. */
export type TemplateValues = ReadonlyMap<string, Json>;

/** Fills in a template. Throws TypeError for a placeholder without a value. */
export type Fill = (values: TemplateValues) => string;

/** A brace that begins no name stands for itself. */
const NAME = String.raw`\{([A-Za-z_]\w*)\}`;

/** In JSON: a string that is one placeholder and nothing else, or a placeholder within a string. */
const inJson = new RegExp(String.raw`(?<!\\)"${NAME}"(?!:)|${NAME}`);

/** Returns the names of the placeholders of all texts within a value, each once. */
export function placeholdersIn(value: Json): string[] {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const found = [...text.matchAll(new RegExp(NAME, "g"))];
  return [...new Set(found.map(([, name = ""]) => name))];
}

/** Compiles a text; `encode` makes each value fit into it. */
export function compileText(
  text: string,
  encode: (value: string) => string = (value) => value,
): Fill {
  // Names are at odd positions.
  const parts = text.split(new RegExp(NAME));
  if (parts.length === 1) return () => text;
  return (values) => {
    let filled = parts[0] ?? "";
    for (let i = 1; i < parts.length; i += 2) {
      filled += encode(toText(valueOf(values, parts[i] ?? ""))) + parts[i + 1];
    }
    return filled;
  };
}

/**
 * Compiles JSON to its text. A string that is one placeholder and nothing else takes the value with its type:
 * `{ "amount": "{amount}" }` becomes `{"amount":3}`.
 */
export function compileJson(value: Json): Fill {
  const text = JSON.stringify(value);
  // Each placeholder has two positions: the name of a whole string, and that of one within a string.
  const parts = text.split(inJson);
  if (parts.length === 1) return () => text;
  return (values) => {
    let filled = parts[0] ?? "";
    for (let i = 1; i < parts.length; i += 3) {
      const [whole, within] = [parts[i], parts[i + 1]];
      filled += whole === undefined
        ? JSON.stringify(toText(valueOf(values, within ?? ""))).slice(1, -1)
        : JSON.stringify(valueOf(values, whole));
      filled += parts[i + 2];
    }
    return filled;
  };
}

function valueOf(values: TemplateValues, name: string): Json {
  const value = values.get(name);
  if (value === undefined) {
    throw new TypeError(`there is no value of {${name}}`);
  }
  return value;
}

function toText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
