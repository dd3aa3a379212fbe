/** Ids of the runs of other records: a part with one of them would be left out of the store as a whole. */
import { listFolders, readRuns } from "../../record/mod.ts";

/** Returns the ids of the runs of all records but one. */
export type OtherRuns = (experiment: string) => Promise<ReadonlySet<string>>;

/** Returns the ids of other records under `data`; each record is read once, when it is first another one. */
export function otherRuns(data: string): OtherRuns {
  const read = new Map<string, readonly string[]>();
  return async (experiment) => {
    const others = (await listFolders(data))
      .filter((other) => other !== experiment);
    for (const other of others) {
      if (read.has(other)) continue;
      const { runs } = await readRuns(`${data}/${other}`);
      read.set(other, runs.map(({ run_id }) => run_id));
    }
    return new Set(others.flatMap((other) => read.get(other) ?? []));
  };
}
