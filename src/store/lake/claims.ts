/** Keeps two machines from loading the same part at the same time, and notes which of them has. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest, sqlText } from "../../record/mod.ts";

/** Tables with one row each, of which one is changed with a part, chosen by its name. */
export const CLAIMS = 16;

/** A part by its name. */
export interface NamedPart {
  readonly experiment: string;
  readonly part: string;
}

/** Parts of one transaction. */
export interface ClaimedParts {
  readonly loaded: readonly NamedPart[];
  readonly removed: readonly NamedPart[];
}

/**
 * Changes the rows that belong to the names of parts, so that of two transactions about one of them at the same time one is
 * refused, and notes the machine that loads them. At the end of the caller's transaction; there is at least one part.
 *
 * Throws `Error` of a conflict if another transaction has loaded one of them since the caller looked.
 */
export async function claimParts(
  connection: DuckDBConnection,
  { loaded, removed }: ClaimedParts,
  origin: string,
): Promise<void> {
  const keys = [...loaded, ...removed]
    .map(({ experiment, part }) => `${experiment}/${part}`);
  const isOne = `experiment || '/' || part IN (${
    keys.map(sqlText).join(", ")
  })`;
  const reader = await connection.runAndReadAll(
    `SELECT experiment || '/' || part FROM store.main.loaded WHERE ${isOne} GROUP BY ALL HAVING count(*) > 1`,
  );
  const [twice] = reader.getRows();
  if (twice !== undefined) {
    throw new Error(`Conflict: ${twice[0]} is there already`);
  }
  for (const chosen of new Set(keys.map(claimOf))) {
    await connection.run(
      `UPDATE store.main.claims_${chosen} SET changes = changes + 1`,
    );
  }
  await connection.run(`DELETE FROM store.main.origins WHERE ${isOne}`);
  if (loaded.length === 0) return;
  const rows = loaded.map(({ experiment, part }) =>
    `(${[experiment, part, origin].map(sqlText).join(", ")})`
  );
  await connection.run(
    `INSERT INTO store.main.origins VALUES ${rows.join(", ")}`,
  );
}

function claimOf(key: string): number {
  return parseInt(digest(key, 4), 16) % CLAIMS;
}
