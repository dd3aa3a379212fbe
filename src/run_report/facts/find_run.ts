/** Finds the run that a report is asked of. */
import { closest, UsageError } from "../../record/mod.ts";
import type { RunLine } from "../../store/mod.ts";

/** Ids named in an error. */
const MAX_NAMED = 5;

/**
 * Returns the run named by its id, by a prefix that no other id has, or by `last`: the last run made here, else
 * the last one of all. Throws `UsageError` with the nearest ids if there is no such run, or several.
 */
export function findRun<Line extends Pick<RunLine, "run_id" | "mode">>(
  runs: readonly Line[],
  wanted: string,
): Line {
  const last = runs.findLast(({ mode }) => mode !== "imported") ?? runs.at(-1);
  if (!last) {
    throw new UsageError(
      `Cannot report run '${wanted}' as there are no runs: make one with deno task run`,
    );
  }
  if (wanted === "last") return last;
  const begin = wanted === ""
    ? []
    : runs.filter(({ run_id }) =>
      run_id.toLowerCase().startsWith(wanted.toLowerCase())
    );
  const exact = begin.find(({ run_id }) => run_id === wanted);
  const [only, ...others] = begin;
  if (exact) return exact;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    throw new UsageError(
      `Cannot report run '${wanted}' as the ids of ${begin.length} runs begin so: ${
        begin.slice(0, MAX_NAMED).map(({ run_id }) => run_id).join(", ")
      }${begin.length > MAX_NAMED ? ", ..." : ""}`,
    );
  }
  const ids = runs.map(({ run_id }) => run_id);
  throw new UsageError(
    `Cannot report run '${wanted}' as no id is or begins so; the nearest are ${
      closest(wanted, ids, 3).join(", ")
    }; 'last' is ${last.run_id}`,
  );
}
