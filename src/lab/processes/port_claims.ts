/**
 * Claims of ports: one that a run was given looks free until its server listens, and while that is down. Each run keeps in
 * its folder which ports it was given, so that no other run in progress takes one. A folder that a crash of the machine left
 * behind keeps its few ports, which costs others another draw at times.
 */
import { basename, dirname } from "node:path";
import { RUN_PREFIX } from "./cleanup_watchdog.ts";

/**
 * Claims a port for the run with this folder, until that is removed. Returns false if this run, or another one of this user,
 * has claimed it. Two that claim one at the same moment may both be refused.
 */
export function claimPort(folder: string, port: number): boolean {
  const claim = claimOf(folder, port);
  if (isThere(claim)) return false;
  makeFolder(dirname(claim));
  // Written before the others are read: else two runs could miss each other.
  Deno.writeTextFileSync(claim, "");
  if (!othersThan(folder).some((other) => isThere(claimOf(other, port)))) {
    return true;
  }
  Deno.removeSync(claim);
  return false;
}

function claimOf(folder: string, port: number): string {
  return `${folder}/ports/${port}`;
}

/** Makes a folder inside that of a run; a run that has ended gets none again. */
function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

/** Returns the folders of the other runs. */
function othersThan(folder: string): string[] {
  const parent = dirname(folder);
  return Array.from(Deno.readDirSync(parent), ({ name }) => name)
    .filter((name) => name.startsWith(RUN_PREFIX) && name !== basename(folder))
    .map((name) => `${parent}/${name}`);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    // No claim, a run that has ended, one of another user, or a file with such a name.
    const { NotFound, PermissionDenied, NotADirectory } = Deno.errors;
    const isNone = error instanceof NotFound ||
      error instanceof PermissionDenied || error instanceof NotADirectory;
    if (!isNone) throw error;
    return false;
  }
}
