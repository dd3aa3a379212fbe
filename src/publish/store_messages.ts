/**
 * Encodes the requests of a notebook to the store and the responses.
 *
 * Requests are JSON, as input from a notebook is not trusted. Responses are structured clones: they keep NaN, and of a
 * column with few distinct values each is sent once.
 */
import { deserialize, serialize } from "node:v8";
import { z } from "zod";
import type { Columns, QueryParams } from "../store/rows.ts";

/** Length of the token that a notebook sends first to authenticate. */
export const TOKEN_BYTES = 36;

const Value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  // Values that JSON lacks: `NaN`, `Infinity`, `-Infinity`, and bigints.
  z.strictObject({ number: z.enum(["NaN", "Infinity", "-Infinity"]) }),
  z.strictObject({ bigint: z.string().regex(/^-?\d{1,40}$/) }),
]);

export const StoreRequest = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("open"),
    /** Number of notebooks that the kernel executed before this one. */
    notebook: z.number().int(),
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

/** Response: the number of the opened store, the columns of a query, the confirmation of a close, or an error. */
export type StoreResponse =
  | { readonly kind: "opened"; readonly store: number }
  | { readonly kind: "columns"; readonly columns: Columns }
  | { readonly kind: "closed" }
  | { readonly kind: "error"; readonly name: string; readonly message: string };

type Params = Extract<StoreRequest, { kind: "read" }>["params"];

/** Encodes query parameters. Throws `TypeError` for a value that this channel cannot carry. */
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
    } as it is not a text, number, boolean, bigint or null: write it as text and cast it in SQL`,
  );
}

/** Decodes query parameters for DuckDB. */
export function decodeParams(params: Params): QueryParams {
  return Array.isArray(params) ? params.map(decodeValue) : Object.fromEntries(
    Object.entries(params).map(([key, value]) => [key, decodeValue(value)]),
  );
}

function decodeValue(value: z.infer<typeof Value>) {
  if (value === null || typeof value !== "object") return value;
  return "bigint" in value ? BigInt(value.bigint) : Number(value.number);
}

/** Dictionary-encoded column: each value once, and the index of the value in each row. */
interface DictionaryColumn {
  readonly distinct: readonly unknown[];
  readonly index: Uint32Array;
}

type Packed = Float64Array | DictionaryColumn | readonly unknown[];

/** Encodes a response as bytes. */
export function encodeResponse(response: StoreResponse): Uint8Array {
  if (response.kind !== "columns") return serialize(response);
  const { names, values } = response.columns;
  return serialize({ kind: "columns", names, packed: values.map(pack) });
}

/** Decodes a response; the bytes are trusted, as they come from the parent process. */
export function decodeResponse(bytes: Uint8Array): StoreResponse {
  const response = deserialize(bytes) as
    | Exclude<StoreResponse, { kind: "columns" }>
    | { kind: "columns"; names: string[]; packed: Packed[] };
  return response.kind === "columns"
    ? {
      kind: "columns",
      columns: { names: response.names, values: response.packed.map(unpack) },
    }
    : response;
}

function pack(column: readonly unknown[]): Packed {
  if (column.every((value): value is number => typeof value === "number")) {
    return new Float64Array(column);
  }
  // A map does not distinguish 0 from -0.
  if (column.some((value) => typeof value === "number")) return column;
  return toDictionary(column) ?? column;
}

/** Returns a column without numbers with each value once; null if half of the values or more are different. */
function toDictionary(column: readonly unknown[]): DictionaryColumn | null {
  const places = new Map<unknown, number>();
  const index = new Uint32Array(column.length);
  for (let row = 0; row < column.length; row++) {
    const value = column[row];
    // Rows are often in an order in which values repeat: to compare two texts takes less time than to look one up.
    if (row > 0 && value === column[row - 1]) {
      index[row] = index[row - 1]!;
      continue;
    }
    const known = places.get(value);
    if (known !== undefined) {
      index[row] = known;
      continue;
    }
    index[row] = places.size;
    places.set(value, places.size);
    if (places.size >= column.length / 2) return null;
  }
  return { distinct: [...places.keys()], index };
}

/** Returns the values of a column in a list, by a loop: `Array.from()` asks an iterator for each of millions. */
function unpack(packed: Packed): readonly unknown[] {
  const values: unknown[] = [];
  if (packed instanceof Float64Array) {
    for (let row = 0; row < packed.length; row++) values.push(packed[row]);
    return values;
  }
  if (!("index" in packed)) return packed;
  const { distinct, index } = packed;
  for (let row = 0; row < index.length; row++) {
    values.push(distinct[index[row]!]);
  }
  return values;
}
