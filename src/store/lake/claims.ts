/** Keeps two machines from loading the same part at the same time, and notes which of them has. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { digest } from "../../record/mod.ts";

/** Tables with one row each, of which one is changed with a part, chosen by its name. */
export const CLAIMS = 16;

/** A part by its name. */
export interface NamedPart {
  readonly experiment: string;
  readonly part: string;
}

/**
 * Changes the row that belongs to the name of a part, so that of two transactions about it at the same time one is refused,
 * and notes the machine that loads it; null for a part that is removed. At the end of the caller's transaction.
 *
 * Throws `Error` of a conflict if another transaction has loaded the part since the caller looked.
 */
export async function claimPart(
  connection: DuckDBConnection,
  { experiment, part }: NamedPart,
  origin: string | null,
): Promise<void> {
  const reader = await connection.runAndReadAll(
    "SELECT count(*)::INTEGER FROM store.main.loaded WHERE experiment = $1 AND part = $2",
    [experiment, part],
  );
  if (Number(reader.getRows()[0]?.[0]) > 1) {
    throw new Error(`Conflict: ${experiment}/${part} is there already`);
  }
  const chosen = parseInt(digest(`${experiment}/${part}`, 4), 16) % CLAIMS;
  await connection.run(
    `UPDATE store.main.claims_${chosen} SET changes = changes + 1`,
  );
  await connection.run(
    "DELETE FROM store.main.origins WHERE experiment = $1 AND part = $2",
    [experiment, part],
  );
  if (origin === null) return;
  await connection.run("INSERT INTO store.main.origins VALUES ($1, $2, $3)", [
    ...[experiment, part],
    origin,
  ]);
}
