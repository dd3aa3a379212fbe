/** Notebooks as they are committed: without what running them leaves behind. */
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

/** Metadata of a cell that only tells how it was last run or looked at. */
const volatileMetadata = ["execution", "collapsed", "scrolled"];

/**
 * A notebook's JSON without outputs, execution counts, times of execution and the version of the language. Keys keep their
 * order, so that a notebook which is clean already comes back equal. Throws ZodError when it is no notebook.
 */
export function stripNotebook(json: unknown): unknown {
  // Only to check: what zod returns has its keys in the schema's order.
  Shape.parse(json);
  return mapEntries(json as Json, (key, value) => {
    if (key === "cells") return (value as Json[]).map(stripCell);
    if (key !== "metadata") return value;
    return mapEntries(
      value as Json,
      (name, about) =>
        name === "language_info" ? omit(about as Json, ["version"]) : about,
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
