/** Chooses the rows of data that users take their values from. */
import { z } from "zod";

const MAX_ROWS = 100_000;

/** Name of a placeholder. */
export const ValueName = z.string().regex(
  /^[A-Za-z_]\w{0,63}$/,
  "must be a letter or _, then letters, digits or _, to be a placeholder",
);

const Rows = z.array(z.record(ValueName, z.json())).max(MAX_ROWS);

const Choice = z.strictObject({
  /** Rows of values, such as those of `readCsv()`. */
  rows: Rows,
  /** A user has one row for all its journeys, or another one for each. */
  per: z.enum(["user", "journey"]).default("user"),
  /** One after the other, so that none is used twice before all were, or at random. */
  order: z.enum(["in_turn", "random"]).default("in_turn"),
});

/** Rows of values, a column of which is a placeholder: a list, of which each user has one in turn, or how they are chosen. */
export const Data = z.union([
  Rows.transform((rows) => Choice.parse({ rows })),
  Choice,
], "must be rows of values, or { rows, per, order }");
export type Data = z.infer<typeof Data>;

export type DataRow = Data["rows"][number];

export interface DataRowsOptions {
  /** Number of the user. */
  readonly user: number;
  /** Number of all users. */
  readonly users: number;
  /** Returns numbers in [0, 1). */
  readonly random: () => number;
}

/** Returns the row of a user for one of its journeys, which count from 0; null where it keeps the one that it has. */
export function dataRows(
  { rows, per, order }: Data,
  { user, users, random }: DataRowsOptions,
): (visit: number) => DataRow | null {
  if (rows.length === 0) return () => null;
  return (visit) => {
    if (per === "user" && visit > 0) return null;
    const index = order === "random"
      ? Math.floor(random() * rows.length)
      : user + visit * users;
    return rows[index % rows.length] ?? null;
  };
}
