/**
 * Brings a store up to date without reading the records, unless one of their files has changed since the last time.
 *
 * A stamp beside the store is the digest of the sizes and times of all files. It is as good as reading them: a change
 * that keeps the size moves the time of change (ctime), which no program can set.
 */
import { version } from "@duckdb/node-api";
import { digest, isLocked, readTextIfThere, RUN_LOCK } from "../record/mod.ts";
import { loadStore } from "./load.ts";
import { schemaSql } from "./schema.ts";

/** Coarsest time of change of a common file system; a later change within it may leave the time as it is. */
const TIME_RESOLUTION_MS = 2000;

/**
 * Returns the path of a store with the records under `data`, at `path` unless that is read-only. Throws the errors of
 * `loadStore()`.
 */
export async function updateStore(data: string, path: string): Promise<string> {
  const before = await stateOf(data);
  const stamp = `${path}.stamp`;
  const current = before === null ? "" : toStamp(path, before);
  if (current !== "" && await readTextIfThere(stamp) === current) return path;
  const settled_ms = Date.now() - TIME_RESOLUTION_MS;
  const result = await loadStore(data, path);
  // A folder of the user is compared each time: it stands for records that cannot be written.
  if (
    before !== null && before.newest_ms < settled_ms && result.path === path
  ) {
    await Deno.writeTextFile(stamp, toStamp(path, before));
  }
  return result.path;
}

/** State of the files of all records. */
interface FilesState {
  /** Path, size and times of each file, a line each. */
  readonly text: string;
  /** Latest time of change of a file. */
  readonly newest_ms: number;
}

/**
 * Returns the state of the files; null if there are none, if one is being removed, or if a run is in progress, the end of
 * which shows by its lock and not by a file.
 */
async function stateOf(data: string): Promise<FilesState | null> {
  const files = ifThere(() => listFiles(data)) ?? [];
  for (const { folder, name } of files) {
    if (name === RUN_LOCK && await isLocked(folder)) return null;
  }
  return files.length === 0 ? null : {
    text: files.map(({ text }) => text).sort().join("\n"),
    newest_ms: Math.max(...files.map(({ changed_ms }) => changed_ms)),
  };
}

interface ListedFile {
  readonly folder: string;
  readonly name: string;
  readonly text: string;
  readonly changed_ms: number;
}

/** Lists the files of all records. Synchronous calls take half the time of others. */
function listFiles(data: string): ListedFile[] {
  return listFolders(data).flatMap((folder) =>
    [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
      if (isDirectory) return [];
      const path = `${folder}/${name}`;
      const { size, mtime, ctime } = Deno.lstatSync(path);
      const changed_ms = (ctime ?? mtime)?.getTime() ?? Infinity;
      const text = `${path} ${size} ${mtime?.getTime()} ${changed_ms}`;
      return [{ folder, name, text, changed_ms }];
    })
  );
}

/** Lists the folders of all records, and those in them. */
function listFolders(folder: string): string[] {
  return [...Deno.readDirSync(folder)]
    .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
    .flatMap(({ name }) => {
      const path = `${folder}/${name}`;
      return [path, ...listFolders(path)];
    });
}

/** Returns the stamp of the store at `path` with these files; empty without a store. */
function toStamp(path: string, { text }: FilesState): string {
  const info = ifThere(() => Deno.statSync(path));
  if (info === undefined) return "";
  const { size, mtime, ino } = info;
  const store = [size, mtime?.getTime(), ino, version(), digest(schemaSql)];
  return digest(`${store.join(" ")}\n${text}`);
}

function ifThere<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
