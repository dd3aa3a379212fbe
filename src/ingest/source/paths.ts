/** Finds the files to import. */
import { compareText } from "../../record/mod.ts";
import { InputError } from "./importer.ts";

/**
 * Returns the files to read, without duplicates: named files as given, and in folders, walked in sorted order, the
 * files with one of the endings.
 *
 * Skips symbolic links and names that begin with a dot inside a folder, so that the walk never leaves it.
 * Throws `InputError` for a missing path and for a folder without such a file.
 */
export function listSources(
  paths: readonly string[],
  extensions: readonly string[],
): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const { isDirectory } = statPath(path);
    if (!isDirectory) {
      found.add(path);
      continue;
    }
    const inside = walk(path.replace(/(?<=.)\/+$/, ""), extensions);
    if (inside.length === 0) {
      throw new InputError(
        path,
        "",
        `holds no file that ends in ${extensions.join(" or ")}`,
        "name the files, or a folder that holds some",
      );
    }
    for (const file of inside) found.add(file);
  }
  return [...found];
}

function walk(folder: string, extensions: readonly string[]): string[] {
  const entries = accessPath(folder, () => [...Deno.readDirSync(folder)]);
  entries.sort((a, b) => compareText(a.name, b.name));
  const found: string[] = [];
  for (const { name, isDirectory, isFile } of entries) {
    const path = `${folder}/${name}`;
    if (name.startsWith(".")) continue;
    if (isDirectory) found.push(...walk(path, extensions));
    else if (
      isFile &&
      extensions.some((ending) =>
        name.endsWith(ending) || name.endsWith(`${ending}.gz`)
      )
    ) {
      found.push(path);
    }
  }
  return found;
}

/** Returns what a path is. Throws the errors of `accessPath()`. */
export function statPath(path: string): Deno.FileInfo {
  return accessPath(path, () => Deno.statSync(path));
}

/** What is wrong with paths that cannot exist, by the code of the system's error. */
const wrongPaths: Readonly<Record<string, string>> = {
  ELOOP: "is a symbolic link that leads back to itself",
  ENAMETOOLONG: "is longer than a path may be",
  ENOTDIR: "is below a file as if that were a folder",
};

/** Returns what `act` does with a path. Throws `InputError` if it does not or cannot exist, or may not be read. */
export function accessPath<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new InputError(path, "", "does not exist", "check the path");
    }
    if (
      error instanceof Deno.errors.PermissionDenied ||
      error instanceof Deno.errors.NotCapable
    ) {
      throw new InputError(path, "", "may not be read", "check its mode");
    }
    const code = error instanceof Error && "code" in error ? error.code : "";
    const wrong = wrongPaths[String(code)];
    if (wrong !== undefined) {
      throw new InputError(path, "", wrong, "check the path");
    }
    throw error;
  }
}
