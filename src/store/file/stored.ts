/** Reads what a store file holds of the records. */
import { digest, exists, ifThere } from "../../record/mod.ts";
import { withAttached } from "./attach.ts";
import { type LeftOut, listLeftOut } from "./left_out.ts";
import {
  fileSchemaSql,
  findMissing,
  hasOthers,
  linkedFolder,
  listLinked,
} from "./linked.ts";
import { isComplete } from "./store_path.ts";
import { factsVersion } from "../tables/fact_tables.ts";

/** Content of a store. */
export interface Stored {
  /** Digests by part. */
  readonly digests: ReadonlyMap<string, string>;
  readonly leftOut: readonly LeftOut[];
  /** False if the facts of its runs were computed by other code. */
  readonly hasFacts: boolean;
  /** True if there are links that it does not name, of an earlier content or of a load that was killed. */
  readonly hasUnlinked: boolean;
}

/**
 * Reads the store for a load, whose lock keeps other loads away; null if it is missing, truncated, of another schema, without
 * a file that it has linked, or in use by a program that writes to it. What a killed load or another program left in the
 * write-ahead log is dropped: the store goes on from its last checkpoint.
 */
export async function readForLoad(path: string): Promise<Stored | null> {
  const stored = await readStored(path);
  // That it could be opened shows that nobody is writing the log.
  if (stored === null || !await exists(`${path}.wal`)) return stored;
  await removeLog(path);
  return await readStored(path);
}

/** Reads the store; null as for `readForLoad`. */
export async function readStored(path: string): Promise<Stored | null> {
  try {
    // To look takes less than to begin a database, which could not attach it.
    if (!await exists(path)) return null;
    return await withAttached(path, "read", async (connection) => {
      const reader = await connection.runAndReadAll(
        "SELECT experiment || '/' || part AS key, digest FROM store.main.loaded",
      );
      const digests = new Map(reader.getRows() as [string, string][]);
      const same = digests.get("/schema") === digest(fileSchemaSql);
      const hasFacts = digests.get("/facts") === factsVersion;
      for (const own of ["/schema", "/facts"]) digests.delete(own);
      if (!same || !await isComplete(connection, path)) return null;
      const linked = await listLinked(connection);
      const folder = await linkedFolder(path);
      if (await findMissing(linked, folder) !== "") return null;
      return {
        ...{ digests, hasFacts },
        leftOut: await listLeftOut(connection),
        hasUnlinked: await hasOthers(linked, folder),
      };
    });
  } catch {
    // The store is a build product: after any error it is rebuilt.
    return null;
  }
}

/** Removes the write-ahead log of a store. */
export async function removeLog(path: string): Promise<void> {
  await ifThere(Deno.remove(`${path}.wal`));
}
