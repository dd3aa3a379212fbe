/** Finding the programs that a system is made of. */
import type { Program } from "../lab/system.ts";
import { UnavailableError } from "../lab/unavailable.ts";

/**
 * Path of the first of a program's names on PATH. Throws `UnavailableError` that names the Debian package when there is
 * none of them.
 */
export function findProgram({ names, debianPackage }: Program): string {
  const folders = (Deno.env.get("PATH") ?? "").split(":")
    .filter((folder) => folder !== "");
  for (const name of names) {
    const path = folders.map((folder) => `${folder}/${name}`).find(isProgram);
    if (path !== undefined) return path;
  }
  throw new UnavailableError(
    `Cannot find ${
      names.join(" or ")
    } as it is not on PATH: apt-get install ${debianPackage}`,
  );
}

/** A file that somebody may execute, and that we may look at. */
function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}
