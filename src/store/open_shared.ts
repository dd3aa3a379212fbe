/** Opens a store file for several sessions at once. */
import { DuckDBInstance } from "@duckdb/node-api";
import { attach } from "./file/attach.ts";
import { listLinked } from "./file/linked.ts";
import { lockForReading } from "./file/readers_lock.ts";
import { isLake } from "./lake/lake_url.ts";
import {
  closeOff,
  ofFile,
  rowsOfFile,
  showExperiments,
  toSource,
} from "./open.ts";
import type { RowSource } from "./rows.ts";

/** Store file that is open, and keeps the content that it had then. */
export interface SharedFile {
  /** Opens a session with the rows of these experiments, or of all if none is named. */
  readonly open: (experiments: readonly string[]) => Promise<RowSource>;
  /** Lets go of the file once the last session is closed. Open none after it. */
  readonly close: () => void;
}

/**
 * Opens a store file, once for all who read it: its sessions have views of their own, and share DuckDB's threads, its memory,
 * and what it has read of the file. They cannot see each other, as each only reads: views are temporary and belong to a
 * connection, as does the seed of random numbers, and no setting can be changed any longer.
 *
 * Null for a store whose sessions need more than views: a DuckLake, and a file with linked Parquet, of which each session may
 * read that of its own experiments.
 */
export async function openShared(path: string): Promise<SharedFile | null> {
  if (isLake(path)) return null;
  using stack = new DisposableStack();
  const lock = await lockForReading(path);
  stack.defer(() => lock?.close());
  const instance = await DuckDBInstance.create(":memory:");
  stack.defer(() => instance.closeSync());
  const connection = await instance.connect();
  stack.defer(() => connection.closeSync());
  await attach(connection, path, "read");
  if ((await listLinked(connection)).length > 0) return null;
  await closeOff(connection);
  const opened = stack.move();
  let users = 0;
  const enter = () => {
    users++;
    const own = new DisposableStack();
    own.defer(() => {
      users--;
      if (users === 0) opened.dispose();
    });
    return own;
  };
  const file = enter();
  return {
    open: async (experiments) => {
      using entered = enter();
      const session = await instance.connect();
      entered.defer(() => session.closeSync());
      await showExperiments(session, experiments, rowsOfFile);
      const own = entered.move();
      return toSource(session, ofFile, () => own.dispose());
    },
    close: () => file.dispose(),
  };
}
