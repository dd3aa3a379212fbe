/** Finds the programs that a system needs. */
import type { Diagnosis } from "../../lab/doctor.ts";
import type {
  JavaTool,
  Program,
  System,
} from "../../lab/system/system_under_test.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { jarFolder, toJarRemedy, toJarVariable } from "./jar_folder.ts";

/** Folders of daemons, which are not on the PATH of every user. */
const DAEMON_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** Parent of the folders of PostgreSQL's programs on Debian, one a version: `15/bin`. */
const POSTGRESQL_FOLDER = "/usr/lib/postgresql";

/** Finds the first of a program's names on PATH, or where daemons are. Throws `UnavailableError` with the remedy if none is there. */
export function findProgram(program: Program): string {
  const path = programPath(program);
  if (path !== null) return path;
  throw new UnavailableError(
    `Cannot find ${program.names.join(" or ")} as it is not on PATH: ${
      toRemedy(program)
    }`,
  );
}

/** Says how to get a program. */
function toRemedy({ debianPackage }: Program): string {
  return debianPackage === ""
    ? "put it there, as Debian has no package of it"
    : `apt-get install ${debianPackage}`;
}

/**
 * Checks the program path given by setting `key`; null if empty. Throws `UsageError` if there is no program at the
 * path.
 */
export function checkProgramPath(key: string, path: string): string | null {
  if (path === "") return null;
  if (path.includes("/") && isProgram(path)) return path;
  throw new UsageError(
    `Cannot use ${key}=${path} as there is no program at this path: use --set ${key}=/path/of/the/program`,
  );
}

/** Reports whether a system's programs and jars are installed; without them its runs are skipped. */
export function diagnosePrograms({ name, programs }: System): Diagnosis[] {
  return programs.map((need): Diagnosis => ({
    name,
    ..."jar" in need ? diagnoseJars(need) : diagnoseProgram(need),
  }));
}

function diagnoseProgram(program: Program): Omit<Diagnosis, "name"> {
  const path = programPath(program);
  return path === null
    ? {
      result: "warn",
      text: `${program.names.join(" or ")} is not on PATH`,
      remedy: toRemedy(program),
    }
    : { result: "pass", text: path, remedy: "" };
}

function diagnoseJars(tool: JavaTool): Omit<Diagnosis, "name"> {
  const folder = jarFolder(tool);
  return folder === null
    ? {
      result: "warn",
      text: `${
        toJarVariable(tool)
      } names no folder with the jars of ${tool.title}`,
      remedy: toJarRemedy(tool),
    }
    : { result: "pass", text: folder, remedy: "" };
}

function programPath({ names }: Program): string | null {
  const folders = [
    ...(Deno.env.get("PATH") ?? "").split(":")
      .filter((folder) => folder !== ""),
    ...DAEMON_FOLDERS,
    ...postgresqlFolders(),
  ];
  return names
    .flatMap((name) =>
      [...unpackedFolders(name), ...folders]
        .map((folder) => `${folder}/${name}`)
    )
    .find(isProgram) ?? null;
}

/** Returns the folders of PostgreSQL's programs, the newest version first; none if it is not installed. */
function postgresqlFolders(): string[] {
  try {
    return [...Deno.readDirSync(POSTGRESQL_FOLDER)]
      .map(({ name }) => name)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => `${POSTGRESQL_FOLDER}/${version}/bin`);
  } catch {
    // It is not installed, or the folder may not be read.
    return [];
  }
}

/** Returns the folders of programs below the one that the variable of a program names; none if it is unset. */
function unpackedFolders(name: string): string[] {
  const folder = Deno.env.get(toFolderVariable(name)) ?? "";
  return folder === "" ? [] : [`${folder}/usr/sbin`, `${folder}/usr/bin`];
}

/**
 * Returns the environment variable that names the folder into which the package of a program was unpacked, for one that
 * cannot be installed beside another: `LOADLINE_SYSLOG_NG`.
 */
export function toFolderVariable(name: string): string {
  return `LOADLINE_${name.toUpperCase().replace(/\W/g, "_")}`;
}

/** Whether a path is a file with an execute bit (of any user) that this process may stat. */
export function isProgram(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch {
    return false;
  }
}
