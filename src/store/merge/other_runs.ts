/** Ids of the runs of other records: a part with one of them would be left out of the store as a whole. */
import { listFolders, readRuns } from "../../record/mod.ts";

/** Returns the ids of the runs of all records but one. */
export type OtherRuns = (experiment: string) => Promise<ReadonlySet<string>>;

/** Returns the ids of other records under `data`; each record is read once, when one is first asked for. */
export function otherRuns(data: string): OtherRuns {
  let read: Promise<ReadonlyMap<string, readonly string[]>> | null = null;
  return async (experiment) => {
    const ids = await (read ??= readIds(data));
    return new Set(
      [...ids].flatMap(([other, own]) => other === experiment ? [] : own),
    );
  };
}

async function readIds(
  data: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = new Map<string, readonly string[]>();
  for (const experiment of await listFolders(data)) {
    const { runs } = await readRuns(`${data}/${experiment}`);
    ids.set(experiment, runs.map(({ run_id }) => run_id));
  }
  return ids;
}
