/** Notes that the lab wrote during runs. */
import { z } from "zod";
import {
  column,
  md,
  type Prose,
  type Table,
  table,
} from "../../report/cells.ts";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({ detail: z.string(), runs: z.number() });

/** A note, and the number of runs that have it. */
export type Note = z.infer<typeof Row>;

/** Returns the notes of runs of `system`, the most frequent first. */
export function notesOf(store: Store, system: string): Promise<Note[]> {
  return store.query(
    Row,
    `SELECT detail, count(DISTINCT run_id) AS runs
     FROM events JOIN runs USING (run_id)
     WHERE system = $1 AND kind = 'note'
     GROUP BY detail ORDER BY runs DESC, detail`,
    [system],
  );
}

/** Makes a table of `notesOf()`, or says that there are none. */
export async function describeNotes(
  store: Store,
  system: string,
): Promise<Table | Prose> {
  const notes = await notesOf(store, system);
  if (notes.length === 0) return md`The lab wrote no note.`;
  return table(notes, [
    column.text("detail", "Note"),
    column.number("runs", "Runs"),
  ], { caption: "Notes of the lab" });
}
