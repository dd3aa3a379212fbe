/** What a manifest tells of a file, without a look into it. */
import type { TableFile } from "../../record/mod.ts";
import type { Part } from "./part.ts";

/** Returns the rows that were written into a file; undefined without a manifest that lists it. */
export function knownRows(
  { manifest }: Pick<Part, "manifest">,
  { path }: Pick<TableFile, "path">,
): number | undefined {
  return manifest?.tables.find(({ file }) => path.endsWith(`/${file}`))?.rows;
}
