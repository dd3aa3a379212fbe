/**
 * What a notebook asks of the store, and how it is answered.
 *
 * Requests are JSON, as what comes from a notebook is not trusted. Answers are structured clones: they keep NaN, and of a
 * column with few values each goes once.
 */
import { deserialize, serialize } from "node:v8";
import { z } from "zod";
import type { Columns, QueryParams } from "../store/rows.ts";

/** Bytes that a notebook says first, to show that it is ours. */
export const TOKEN_BYTES = 36;

const Value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  // What JSON does not know: `NaN`, `Infinity`, `-Infinity`, and integers as bigint.
  z.strictObject({ number: z.enum(["NaN", "Infinity", "-Infinity"]) }),
  z.strictObject({ bigint: z.string().regex(/^-?\d{1,40}$/) }),
]);

export const StoreRequest = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("open"),
    experiments: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal("read"),
    store: z.number().int(),
    sql: z.string(),
    params: z.union([z.array(Value), z.record(z.string(), Value)]),
  }),
  z.strictObject({ kind: z.literal("close"), store: z.number().int() }),
]);
export type StoreRequest = z.infer<typeof StoreRequest>;

/** An answer: the number of a store opened, the columns read, that a store is closed, or why not. */
export type StoreAnswer =
  | { readonly kind: "opened"; readonly store: number }
  | { readonly kind: "columns"; readonly columns: Columns }
  | { readonly kind: "closed" }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

type Params = Extract<StoreRequest, { kind: "read" }>["params"];

/** Parameters as they are sent. Throws TypeError for a value that SQL text can express and this channel cannot. */
export function encodeParams(params: QueryParams): Params {
  return Array.isArray(params) ? params.map(encodeValue) : Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, encodeValue(value)]),
  );
}

function encodeValue(value: unknown): z.infer<typeof Value> {
  if (typeof value === "bigint") return { bigint: String(value) };
  if (typeof value === "number" && !Number.isFinite(value)) {
    return { number: String(value) as "NaN" };
  }
  const parsed = Value.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new TypeError(
    `Cannot send the parameter ${
      String(value)
    } as it is no text, number, boolean, bigint or null: write it as text and cast it in SQL`,
  );
}

/** Parameters as DuckDB takes them. */
export function decodeParams(params: Params): QueryParams {
  return Array.isArray(params) ? params.map(decodeValue) : Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, decodeValue(value)]),
  );
}

function decodeValue(value: z.infer<typeof Value>) {
  if (value === null || typeof value !== "object") return value;
  return "bigint" in value ? BigInt(value.bigint) : Number(value.number);
}

/** A column whose values repeat: each value once, and which one is in which row. */
interface Repeated {
  readonly distinct: readonly unknown[];
  readonly index: Uint32Array;
}

type Packed = Float64Array | Repeated | readonly unknown[];

/** An answer as bytes. */
export function encodeAnswer(answer: StoreAnswer): Uint8Array {
  if (answer.kind !== "columns") return serialize(answer);
  const { names, values } = answer.columns;
  return serialize({ kind: "columns", names, packed: values.map(pack) });
}

/** The answer of these bytes, which come from our own process. */
export function decodeAnswer(bytes: Uint8Array): StoreAnswer {
  const answer = deserialize(bytes) as
    | Exclude<StoreAnswer, { kind: "columns" }>
    | { kind: "columns"; names: string[]; packed: Packed[] };
  return answer.kind === "columns"
    ? {
      kind: "columns",
      columns: { names: answer.names, values: answer.packed.map(unpack) },
    }
    : answer;
}

function pack(column: readonly unknown[]): Packed {
  if (column.every((value) => typeof value === "number")) {
    return Float64Array.from(column);
  }
  const places = new Map<unknown, number>();
  // A map does not tell 0 from -0.
  if (column.some((value) => typeof value === "number")) return column;
  const index = new Uint32Array(column.length);
  for (const [row, value] of column.entries()) {
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      places.set(value, place);
    }
    index[row] = place;
  }
  return places.size < column.length / 2
    ? { distinct: [...places.keys()], index }
    : column;
}

function unpack(packed: Packed): readonly unknown[] {
  if (packed instanceof Float64Array) return Array.from(packed);
  return "index" in packed
    ? Array.from(packed.index, (place) => packed.distinct[place])
    : packed;
}
