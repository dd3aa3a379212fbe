/** Writes a merged part, and compares its rows with those of the parts that it is made of. */
import { type TableName, UsageError, writeManifest } from "../../record/mod.ts";
import { withWriter } from "../../record/disk/compact.ts";
import { syncFolder } from "../../record/disk/write_whole.ts";
import { writeMerged } from "../records/merged_parts.ts";
import { type RowSums, sumFile } from "./row_sums.ts";
import type { SoundPart } from "./sound_part.ts";
import { writeTables } from "./write_tables.ts";

/**
 * Writes a merged part into a folder, which is made; `staging` is for temporary files. Throws `UsageError` if its rows are not
 * those that were summed.
 */
export async function writePart(
  folder: string,
  { parts, sums, staging }: {
    readonly parts: readonly SoundPart[];
    readonly sums: RowSums;
    readonly staging: string;
  },
): Promise<void> {
  await Deno.mkdir(folder);
  const tables = await withWriter(`${staging}/rows`, async (connection) => {
    const tables = await writeTables(connection, parts, folder);
    const written = new Map<string, string>();
    for (const { file } of tables) {
      const path = `${folder}/${file}`;
      const own = await sumFile(connection, tableOf(file), path);
      for (const [key, sum] of own) written.set(key, sum);
    }
    requireSame(sums, written);
    return tables;
  });
  const runs = parts.reduce((sum, part) => sum + part.runs.length, 0);
  await writeManifest(folder, { runs, tables });
  await writeMerged(
    folder,
    parts.map(({ part, manifestDigest: manifest }) => ({ part, manifest })),
  );
  // The parts are removed once it is in place: it is on the disk by then.
  for await (const { name } of Deno.readDir(folder)) {
    using file = await Deno.open(`${folder}/${name}`, { write: true });
    await file.sync();
  }
  await syncFolder(folder);
}

function tableOf(file: string): TableName {
  return file.replace(/\..*$/, "") as TableName;
}

function requireSame(expected: RowSums, written: RowSums): void {
  const differs = expected.size !== written.size ||
    [...expected].some(([key, sum]) => written.get(key) !== sum);
  if (!differs) return;
  throw new UsageError(
    "Cannot merge runs as their rows have changed meanwhile: merge them again",
  );
}
