/** Finding the programs that a system is made of. */
import type { Diagnosis } from "../../lab/doctor.ts";
import type { Program, System } from "../../lab/system/system_under_test.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";

/**
 * Path of the first of a program's names on PATH. Throws `UnavailableError` that names the Debian package when there is
 * none of them.
 */
export function findProgram(program: Program): string {
  const path = programPath(program);
  if (path !== null) return path;
  throw new UnavailableError(
    `Cannot find ${
      program.names.join(" or ")
    } as it is not on PATH: apt-get install ${program.debianPackage}`,
  );
}

/** A program at the path that a setting gives; null for an empty one. Throws `UsageError` where there is no program. */
export function programAt(key: string, path: string): string | null {
  if (path === "") return null;
  if (path.includes("/") && isProgram(path)) return path;
  throw new UsageError(
    `Cannot use ${key}=${path} as there is no program at this path: use --set ${key}=/path/of/the/program`,
  );
}

/** Whether a system's programs are here: without them its runs are skipped. */
export function diagnosePrograms({ name, programs }: System): Diagnosis[] {
  return programs.map((program): Diagnosis => {
    const path = programPath(program);
    return path === null
      ? {
        name,
        result: "warn",
        text: `${program.names.join(" or ")} is not on PATH`,
        remedy: `apt-get install ${program.debianPackage}`,
      }
      : { name, result: "pass", text: path, remedy: "" };
  });
}

function programPath({ names }: Program): string | null {
  const folders = (Deno.env.get("PATH") ?? "").split(":")
    .filter((folder) => folder !== "");
  return names
    .flatMap((name) => folders.map((folder) => `${folder}/${name}`))
    .find(isProgram) ?? null;
}

/** A file that somebody may execute, and that we may look at. */
export function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}
