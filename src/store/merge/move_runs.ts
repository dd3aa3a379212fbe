/** Moves runs of a record from their parts to a merged one: all of them at once, or none. */
import { dirname } from "node:path";
import { parseRuns, type Run } from "../../record/mod.ts";
import { openLocked, toRunLine } from "../../record/disk/append_runs.ts";
import { syncFolder, writeAll } from "../../record/disk/write_whole.ts";

/** What is moved, and where. */
export interface Move {
  /** Names of the parts. */
  readonly from: ReadonlySet<string>;
  /** Name of the merged part. */
  readonly to: string;
  /** Ids of the runs that the parts are expected to have. */
  readonly runs: ReadonlySet<string>;
  /** Folder on the disk of the record; in it is the merged part, as `part`. */
  readonly staging: string;
}

/**
 * Puts a merged part in place, and appends the last lines of the runs of some parts to `reports.json`, each with its name. The
 * file is replaced as a whole by one that begins with its bytes: readers, and whoever comes after a crash, find all of the
 * lines or none of them. Returns false, and changes nothing, if the parts have other runs than expected, or one in progress.
 */
export async function moveRuns(
  record: string,
  { from, to, runs, staging }: Move,
): Promise<boolean> {
  // Of the file itself, where the record has a symbolic link to it.
  const path = await Deno.realPath(`${record}/reports.json`);
  // Others that append wait, and then look which file is there.
  using locked = await openLocked(path);
  const bytes = await Deno.readFile(path);
  const own = parseRuns(new TextDecoder().decode(bytes)).runs
    .filter(({ part }) => from.has(part));
  if (own.length !== runs.size || !own.every((run) => mayMove(run, runs))) {
    return false;
  }
  const lines = own.map((run) => toRunLine({ ...run, part: to })).join("");
  const isTorn = bytes.at(-1) !== NEWLINE;
  const added = new TextEncoder().encode(isTorn ? `\n${lines}` : lines);
  const { mode } = await locked.stat();
  const temporary = `${staging}/next.json`;
  using next = await Deno.create(temporary);
  writeAll(next, bytes);
  writeAll(next, added);
  await next.sync();
  if (mode !== null) await Deno.chmod(temporary, mode & PERMISSIONS);
  // All that takes room is done. Each step is on the disk before the next: the parts are removed after the last.
  await Deno.rename(`${staging}/part`, `${record}/${to}`);
  await syncFolder(record);
  await Deno.rename(temporary, path);
  await syncFolder(dirname(path));
  return true;
}

const NEWLINE = 10;

/** Bits of a mode that say who may read and write. */
const PERMISSIONS = 0o777;

function mayMove(
  { run_id, status }: Run,
  expected: ReadonlySet<string>,
): boolean {
  return expected.has(run_id) && status !== "running";
}
