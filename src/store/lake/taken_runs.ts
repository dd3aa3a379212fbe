/** Finds runs that a DuckLake has in other parts: two machines may have one run under two names, as of files imported twice. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlText } from "../../record/mod.ts";
import { type Part, toKey } from "../records/part.ts";

/** Runs up to which each is named in a query, so that files without them are left out. */
const MAX_NAMED = 64;

/**
 * Returns the parts with a run that the store has in another one: the key of that, by their own. Those of `leaving`, which
 * are removed when the parts come, take none.
 */
export async function findTakenRuns(
  connection: DuckDBConnection,
  parts: readonly Part[],
  leaving: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map(
    parts.flatMap((part) =>
      part.runs.map(({ run_id }) => [run_id, toKey(part)] as const)
    ),
  );
  const taken = new Map<string, string>();
  if (owners.size === 0) return taken;
  const named = owners.size > MAX_NAMED
    ? ""
    : `WHERE run_id IN (${[...owners.keys()].map(sqlText).join(", ")})`;
  const reader = await connection.runAndReadAll(
    `SELECT run_id, experiment || '/' || part FROM store.main.runs ${named}`,
  );
  for (const [run_id, other] of reader.getRows()) {
    const key = owners.get(String(run_id));
    const isOther = key !== other && !leaving.has(String(other));
    if (key !== undefined && isOther) taken.set(key, String(other));
  }
  return taken;
}
