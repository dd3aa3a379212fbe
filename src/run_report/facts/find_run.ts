/** Finds the run that a report is asked of. */
import { z } from "zod";
import { closest, UsageError } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  run_id: z.string(),
  mode: z.string(),
});

/** Ids named in an error. */
const MAX_NAMED = 5;

/**
 * Returns the id of the run named by its id, by a prefix that no other id has, or by `last`: the last run made here, else
 * the last one of all. Throws `UsageError` with the nearest ids if there is no such run, or several.
 */
export async function findRun(store: Store, wanted: string): Promise<string> {
  const runs = await store.query(
    Row,
    "SELECT run_id, mode FROM runs ORDER BY run_id",
  );
  const ids = runs.map(({ run_id }) => run_id);
  const last = runs.findLast(({ mode }) => mode !== "imported") ?? runs.at(-1);
  if (!last) {
    throw new UsageError(
      `Cannot report run '${wanted}' as there are no runs: make one with deno task run`,
    );
  }
  if (wanted === "last") return last.run_id;
  if (ids.includes(wanted)) return wanted;
  const begin = wanted === ""
    ? []
    : ids.filter((id) => id.toLowerCase().startsWith(wanted.toLowerCase()));
  const [only, ...others] = begin;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new UsageError(
      `Cannot report run '${wanted}' as the ids of ${begin.length} runs begin so: ${
        begin.slice(0, MAX_NAMED).join(", ")
      }${begin.length > MAX_NAMED ? ", ..." : ""}`,
    );
  }
  throw new UsageError(
    `Cannot report run '${wanted}' as no id is or begins so; the nearest are ${
      closest(wanted, ids, 3).join(", ")
    }; 'last' is ${last.run_id}`,
  );
}
