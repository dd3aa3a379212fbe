/** What stores of SQL answer, as schemas. */
import { z } from "zod";
import type { DesiredLrp, PlacedLrp } from "./control_plane.ts";

/** An instance. */
export const ActualRow = z.object({
  guid: z.string(),
  index: z.number(),
  state: z.enum(["unclaimed", "claimed", "running", "crashed"]),
  cell: z.string(),
  since: z.number(),
  crashes: z.number(),
});
export const ActualRows = z.array(ActualRow);

export const CellRows = z.array(z.object({ cell: z.string() }));

export const CountRow = z.object({ desired: z.number(), actual: z.number() });

/** Columns of a desired LRP, in the order of the table. */
export function toDesiredValues(
  { guid, instances, memory, disk, routes, runInfo }: DesiredLrp,
): [string, number, number, number, string, string] {
  return [guid, instances, memory, disk, JSON.stringify(routes), runInfo];
}

/** Returns a batch as JSON: an object for each LRP, with the names of the columns. */
export function toBatchJson(batch: readonly PlacedLrp[]): string {
  return JSON.stringify(batch.map(({ lrp, cell }) => {
    const { guid, instances, memory, disk, routes, runInfo } = lrp;
    return {
      ...{ guid, instances, memory, disk, cell, run_info: runInfo },
      routes: JSON.stringify(routes),
    };
  }));
}
