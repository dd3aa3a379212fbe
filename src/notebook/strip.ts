/** Strips notebooks of the traces of execution before they are committed. */
import { z } from "zod";

type Json = Readonly<Record<string, unknown>>;

const Shape = z.looseObject({
  metadata: z.looseObject({
    language_info: z.looseObject({}).optional(),
  }),
  cells: z.array(z.looseObject({
    cell_type: z.string(),
    metadata: z.looseObject({}).optional(),
  })),
});

/** Cell metadata about its last execution or view. */
const volatileMetadata = ["execution", "collapsed", "scrolled"];

/**
 * Returns a notebook's JSON without outputs, execution counts, execution times and language version. Keys keep their
 * order, so that the text of a clean notebook does not change. Throws `ZodError` for other JSON.
 */
export function stripNotebook(json: unknown): unknown {
  // Only a check: zod's result has its keys in the schema's order.
  Shape.parse(json);
  return mapEntries(json as Json, (key, value) => {
    if (key === "cells") return (value as Json[]).map(stripCell);
    if (key !== "metadata") return value;
    return mapEntries(
      value as Json,
      (name, entry) =>
        name === "language_info" ? omit(entry as Json, ["version"]) : entry,
    );
  });
}

function stripCell(cell: Json): Json {
  const isCode = cell.cell_type === "code";
  return mapEntries(cell, (key, value) => {
    if (key === "metadata") return omit(value as Json, volatileMetadata);
    if (key === "outputs" && isCode) return [];
    if (key === "execution_count" && isCode) return null;
    return value;
  });
}

function mapEntries(
  from: Json,
  change: (key: string, value: unknown) => unknown,
): Json {
  return Object.fromEntries(
    Object.entries(from).map(([key, value]) => [key, change(key, value)]),
  );
}

function omit(from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(
    Object.entries(from).filter(([key]) => !keys.includes(key)),
  );
}
