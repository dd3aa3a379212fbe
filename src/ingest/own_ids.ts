/** Gives imported runs ids that no other record has, and leaves out the runs that are known. */
import { listRecords, readRuns, tableNames, toRunId } from "../record/mod.ts";
import { allRows, type Imported } from "./source/importer.ts";

/** Returns the ids of the runs in the records of other experiments. */
export async function runIdsElsewhere(
  data: string,
  experiment: string,
): Promise<Set<string>> {
  const names = (await listRecords(data))
    .filter((name) => name !== experiment);
  const records = await Promise.all(
    names.map((name) => readRuns(`${data}/${name}`)),
  );
  return new Set(
    records.flatMap(({ runs }) => runs.map(({ run_id }) => run_id)),
  );
}

/**
 * Returns a function that replaces the id of a run that another experiment has too: ids are unique over all records.
 */
export function idMapper(
  otherRunIds: ReadonlySet<string>,
  experiment: string,
): (run_id: string) => string {
  const ids = new Map<string, string>();
  return (run_id) => {
    if (!otherRunIds.has(run_id)) return run_id;
    const known = ids.get(run_id);
    if (known !== undefined) return known;
    const newId = toRunId(run_id.split("-")[0] ?? null, {
      ordinal: ids.size,
      identity: `${experiment}/${run_id}`,
    });
    ids.set(run_id, newId);
    return newId;
  };
}

/** Returns an import whose runs and rows have the ids that `toOwnId` gives. */
export function withOwnIds(
  imported: Imported,
  toOwnId: (run_id: string) => string,
): Imported {
  const isOwn = (run_id: string) => toOwnId(run_id) === run_id;
  // Nearly always, of thousands of files.
  if (
    imported.runs.every(({ run_id }) => isOwn(run_id)) &&
    isEveryRow(imported, isOwn)
  ) return imported;
  const withOwnId = <T extends { readonly run_id: string }>(row: T): T => {
    const run_id = toOwnId(row.run_id);
    return run_id === row.run_id ? row : { ...row, run_id };
  };
  // Runs first: a new id depends on the order of the requests.
  const runs = imported.runs.map(withOwnId);
  return {
    ...imported,
    runs,
    rows: mapTables(imported.rows, (rows) => rows.map(withOwnId)),
    batches: imported.batches.map((batch) => ({
      ...batch,
      shapes: batch.shapes.map(withOwnId),
    })),
    queries: imported.queries.map(withOwnId),
  };
}

/** Returns the rows without those of known runs. */
export function withoutRuns(
  { rows, batches, queries }: Pick<Imported, "rows" | "batches" | "queries">,
  isKnown: (run_id: string) => boolean,
): Pick<Imported, "rows" | "batches" | "queries"> {
  const isNew = ({ run_id }: { readonly run_id: string }) => !isKnown(run_id);
  // Nearly always.
  if (isEveryRow({ rows, batches, queries }, (run_id) => !isKnown(run_id))) {
    return { rows, batches, queries };
  }
  // A batch whose runs are all known holds nothing to keep; one with some of them is rare.
  const whole = batches.filter(({ shapes }) => shapes.every(isNew));
  const mixed = batches.filter(({ shapes }) =>
    shapes.some(isNew) && !shapes.every(isNew)
  );
  const all = Object.fromEntries(
    tableNames.map((
      table,
    ) => [table, allRows({ rows, batches: mixed }, table)]),
  ) as unknown as Imported["rows"];
  return {
    rows: mapTables(all, (list) => list.filter(isNew)),
    batches: whole,
    queries: queries.filter(isNew),
  };
}

/** Whether a condition holds for the run of every row, in their order. */
function isEveryRow(
  { rows, batches, queries }: Pick<Imported, "rows" | "batches" | "queries">,
  holds: (run_id: string) => boolean,
): boolean {
  const lists: (readonly { readonly run_id: string }[])[] = [
    ...Object.values(rows),
    ...batches.map(({ shapes }) => shapes),
    queries,
  ];
  return lists.every((list) => list.every(({ run_id }) => holds(run_id)));
}

/** Returns the rows with those of each table changed. */
function mapTables(
  rows: Imported["rows"],
  change: <T extends { readonly run_id: string }>(rows: readonly T[]) => T[],
): Imported["rows"] {
  return Object.fromEntries(
    Object.entries(rows).map(([table, list]) => [
      table,
      change(list as readonly { readonly run_id: string }[]),
    ]),
  ) as unknown as Imported["rows"];
}
