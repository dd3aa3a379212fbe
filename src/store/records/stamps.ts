/**
 * Stamps of files, by which a change shows without reading them: names, sizes, times and inodes.
 *
 * A stamp is as good as reading: a change that keeps the size moves the time of change (ctime), which no program can set.
 */
import { digest, MANIFEST, RUN_LOCK } from "../../record/mod.ts";

/** Coarsest time of change of a common file system; a later change within it may leave the time as it is. */
const TIME_RESOLUTION_MS = 2000;

/** State of the files of a folder, or of one file. */
export interface Stamp {
  /** Empty if the files are so young that they may change unseen. */
  readonly text: string;
  readonly hasManifest: boolean;
}

/** The stamp of a folder that is not there. */
export const noFolder: Stamp = { text: "none", hasManifest: false };

/** Returns the stamp of each folder in `record`, by name, without hidden ones. */
export function stampFolders(record: string): Map<string, Stamp> {
  const stamps = new Map<string, Stamp>();
  // Synchronous calls take half the time of others.
  for (const { name, isDirectory } of Deno.readDirSync(record)) {
    if (!isDirectory || name.startsWith(".")) continue;
    stamps.set(name, stampFolder(`${record}/${name}`));
  }
  return stamps;
}

/** The stamp of a folder that cannot be looked into, or of which a file went just then: its part is read each time. */
const closedFolder: Stamp = { text: "", hasManifest: false };

function stampFolder(folder: string): Stamp {
  try {
    return toFolderStamp(folder);
  } catch (error) {
    const isClosed = error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotFound;
    if (isClosed) return closedFolder;
    throw error;
  }
}

function toFolderStamp(folder: string): Stamp {
  const files: FileState[] = [];
  let hasManifest = false;
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (!isFile || name === RUN_LOCK) continue;
    if (name === MANIFEST) hasManifest = true;
    files.push(stateOf(folder, name));
  }
  return { text: toStamp(files), hasManifest };
}

/** Returns the stamp of a file; empty if it is young, or not there. */
export function stampFile(folder: string, name: string): string {
  try {
    return toStamp([stateOf(folder, name)]);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Returns what tells a file from another that is put in its place; null if there is none. */
export function inodeOf(path: string): number | null {
  try {
    return Deno.statSync(path).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

interface FileState {
  readonly text: string;
  readonly changed_ms: number;
}

function stateOf(folder: string, name: string): FileState {
  const info = Deno.lstatSync(`${folder}/${name}`);
  const { size, mtime, ctime, ino } = info;
  const changed_ms = (ctime ?? mtime)?.getTime() ?? Infinity;
  const text = `${name} ${size} ${mtime?.getTime()} ${changed_ms} ${ino}`;
  return { text, changed_ms };
}

function toStamp(files: readonly FileState[]): string {
  const settled_ms = Date.now() - TIME_RESOLUTION_MS;
  if (files.some(({ changed_ms }) => changed_ms >= settled_ms)) return "";
  return digest(files.map(({ text }) => text).sort().join("\n"), 32);
}
