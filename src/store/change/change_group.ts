/** Changes the tables of a store by a group of parts, in one transaction, with the facts of their runs. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { UsageError } from "../../record/mod.ts";
import type { Part } from "../records/part.ts";
import {
  computeFacts,
  insertFacts,
  MAX_NAMED,
} from "../tables/compute_facts.ts";
import { factsVersion, factTables } from "../tables/fact_tables.ts";
import { insertLeftOut, insertPart, removeParts } from "./insert.ts";
import { insertTogether } from "./insert_together.ts";
import { ownFacts, showFiles } from "./show_files.ts";
import type { RowKeeper } from "./take_file.ts";

/** Which facts are computed with a change: those of all runs, of its own, of its own by their files, or none yet. */
export type Facts = "all" | "own" | "files" | "none";

/** What is changed in one transaction. */
export interface GroupChange {
  /** Keys of the parts that are removed first. */
  readonly remove: readonly string[];
  readonly group: readonly Part[];
  readonly facts: Facts;
  /** For temporary files. */
  readonly folder: string;
  /** What else belongs to the change. */
  readonly also: () => Promise<void>;
  /** Takes files of a single part into the store as they are; of several, all rows are copied. */
  readonly keeper: RowKeeper;
}

/**
 * Removes parts and inserts those of a group, in one transaction. Returns false, and changes nothing, if one of several
 * must be inserted by itself. A part that cannot be loaded is left out, with the reason.
 */
export async function changeGroup(
  connection: DuckDBConnection,
  { remove, group, folder, facts, also, keeper }: GroupChange,
): Promise<boolean> {
  const [part, ...others] = group;
  const removeAll = async () => {
    if (remove.length === 0) return;
    await removeParts(connection, remove, keeper.naming);
    await keeper.forget(remove);
  };
  const problem = await inTransaction(connection, async () => {
    await removeAll();
    const problem = part === undefined
      ? ""
      : others.length === 0
      ? await tryInsert(connection, part, { folder, keeper })
      : await tryInsertTogether(connection, group, { folder, keeper });
    if (problem !== "") return problem;
    await addFacts(connection, facts, { parts: group, folder, keeper });
    await also();
    return "";
  });
  if (problem === "") return true;
  if (part === undefined || others.length > 0) return false;
  await inTransaction(connection, async () => {
    await removeAll();
    await insertLeftOut(connection, part, problem);
    await addFacts(connection, facts, { parts: [], folder, keeper });
    await also();
    return "";
  });
  return true;
}

/**
 * Computes the facts of runs of which there are none yet; of all runs anew if that is asked for. `folder` is for temporary
 * files.
 */
export async function addFacts(
  connection: DuckDBConnection,
  facts: Facts,
  { parts, folder, keeper }: Pick<GroupChange, "folder" | "keeper"> & {
    readonly parts: readonly Part[];
  },
): Promise<void> {
  if (facts === "none") return;
  // A run of a part that is left out may be in another part, which has its facts already.
  const runs = parts.filter(({ problem }) => problem === "")
    .flatMap((part) => part.runs);
  if (facts === "files" && runs.length > 0 && runs.length <= MAX_NAMED) {
    await showFiles(connection, parts, folder);
    await insertFacts(connection, ownFacts);
    for (const { name } of factTables) {
      await connection.run(
        `INSERT INTO store.main.${name} FROM ${ownFacts(name)}`,
      );
    }
    return;
  }
  const place = { naming: keeper.naming, elsewhere: await keeper.elsewhere() };
  if (facts !== "all") {
    const ids = runs.map(({ run_id }) => run_id);
    await computeFacts(connection, ids, place);
    return;
  }
  for (const { name } of factTables) {
    await connection.run(`DELETE FROM store.main.${name}`);
  }
  await computeFacts(connection, null, place);
  await connection.run(
    "DELETE FROM store.main.loaded WHERE experiment = '' AND part = 'facts'",
  );
  await connection.run(
    "INSERT INTO store.main.loaded VALUES ('', 'facts', $1, NULL)",
    [factsVersion],
  );
}

async function tryInsertTogether(
  connection: DuckDBConnection,
  parts: readonly Part[],
  { folder, keeper: { naming } }: Pick<GroupChange, "folder" | "keeper">,
): Promise<string> {
  const isDone = await insertTogether(connection, parts, { folder, naming })
    .catch(() => false);
  return isDone ? "" : "one of the parts must be inserted by itself";
}

/** Inserts a part; returns why it cannot be loaded, or empty. */
async function tryInsert(
  connection: DuckDBConnection,
  part: Part,
  { folder, keeper }: Pick<GroupChange, "folder" | "keeper">,
): Promise<string> {
  try {
    await insertPart(connection, part, folder, keeper);
    return "";
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** Commits what `body` does if it returns an empty text, and else takes it back; returns the text. */
export async function inTransaction(
  connection: DuckDBConnection,
  body: () => Promise<string>,
): Promise<string> {
  await connection.run("BEGIN");
  try {
    const problem = await body();
    await connection.run(problem === "" ? "COMMIT" : "ROLLBACK");
    return problem;
  } catch (error) {
    // A commit that failed has ended the transaction.
    await connection.run("ROLLBACK").catch(() => {});
    throw error;
  }
}
