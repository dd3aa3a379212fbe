/** Finds syslog-ng: on PATH, or in a folder into which its package was unpacked beside another log daemon. */
import { UnavailableError } from "../../../lab/processes/unavailable.ts";
import { UsageError } from "../../../record/mod.ts";
import {
  findProgram,
  isProgram,
  toFolderVariable,
} from "../../support/find_program.ts";

export const syslogNgProgram = {
  names: ["syslog-ng"],
  debianPackage: "syslog-ng-core (docs/forwarders.md: beside rsyslog)",
};

/** Variable that names the folder with the unpacked package. */
export const SYSLOG_NG_VARIABLE = toFolderVariable("syslog-ng");

/** How to run a syslog-ng. */
export interface SyslogNgProgram {
  readonly path: string;
  /** Options that say where its modules are; empty for an installed one. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds the program below the folder of the setting `syslog_ng`, else below that of the environment variable, else on
 * PATH. Throws `UsageError` if the setting names a folder without it, and `UnavailableError` if it is not installed.
 */
export async function findSyslogNg(folder: string): Promise<SyslogNgProgram> {
  if (folder !== "") return await inFolder(checkSyslogNgFolder(folder));
  const unpacked = Deno.env.get(SYSLOG_NG_VARIABLE) ?? "";
  if (unpacked === "") {
    return { path: findProgram(syslogNgProgram), options: [], env: {} };
  }
  if (programIn(unpacked) !== null) return await inFolder(unpacked);
  throw new UnavailableError(
    `Cannot find syslog-ng as there is none in the folder ${SYSLOG_NG_VARIABLE}=${unpacked}: unpack syslog-ng-core there`,
  );
}

/** Returns the folder of the setting, empty if unset. Throws `UsageError` for one without a syslog-ng. */
export function checkSyslogNgFolder(folder: string): string {
  if (folder === "" || programIn(folder) !== null) return folder;
  throw new UsageError(
    `Cannot use syslog_ng=${folder} as there is no usr/sbin/syslog-ng in this folder: unpack syslog-ng-core there`,
  );
}

function programIn(folder: string): string | null {
  const path = `${folder}/usr/sbin/syslog-ng`;
  return isProgram(path) ? path : null;
}

/** Points it to the libraries and modules in its folder, which it looks for in `/usr/lib` otherwise. */
async function inFolder(given: string): Promise<SyslogNgProgram> {
  const folder = await Deno.realPath(given);
  const libraries: string[] = [];
  let modules = "";
  for (const top of [`${folder}/usr/lib`, `${folder}/lib`]) {
    for await (const { path, names } of foldersBelow(top)) {
      if (names.includes("libdisk-buffer.so")) modules = path;
      else if (names.some((name) => /\.so\.\d/.test(name))) {
        libraries.push(path);
      }
    }
  }
  if (modules === "") {
    throw new UnavailableError(
      `Cannot use the syslog-ng in ${folder} as its module disk-buffer is missing: unpack syslog-ng-core there`,
    );
  }
  return {
    path: `${folder}/usr/sbin/syslog-ng`,
    options: ["--module-path", modules],
    env: { LD_LIBRARY_PATH: libraries.sort().join(":") },
  };
}

/** All folders below one, with the names of what is in them; none for a missing folder. */
async function* foldersBelow(
  path: string,
): AsyncGenerator<
  { readonly path: string; readonly names: readonly string[] }
> {
  const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
  yield { path, names: entries.map(({ name }) => name) };
  for (const { name, isDirectory } of entries) {
    if (isDirectory) yield* foldersBelow(`${path}/${name}`);
  }
}
