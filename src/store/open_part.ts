/** Opens a store of one run that has just ended, for the same queries as over its record. */
import { readPart, readRuns, type Run } from "../record/mod.ts";
import { insertPart } from "./change/insert.ts";
import { insertRuns } from "./change/insert_runs.ts";
import { openMemory } from "./open.ts";
import { Store } from "./store.ts";

/**
 * Opens a store in memory with the closed tables of `run`, and with the lines of the other runs of its record, without
 * their tables. `run` replaces its line, which may not have been written. The caller closes the store.
 */
export async function openPart(record: string, run: Run): Promise<Store> {
  const folder = await Deno.makeTempDir();
  try {
    const rows = await openMemory(async (connection) => {
      const { experiment, part } = run;
      await insertPart(connection, {
        ...{ experiment, part, digest: "", runs: [run], rejected: [] },
        ...{ manifest: null, problem: "" },
        files: await readPart(`${record}/${part}`),
      }, folder);
      const others = (await readRuns(record)).runs
        .filter(({ run_id }) => run_id !== run.run_id);
      await insertRuns(connection, others, { folder, naming: "id" });
    });
    return new Store(rows);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
