/**
 * Finds the folder of the project that a command or a notebook belongs to, and that of this tool. In the checkout of this
 * tool they are one; elsewhere the tool is a package of the project.
 */
import { dirname } from "node:path";

/** Folder of this tool, with a slash at its end. */
export const TOOL = decodeURIComponent(
  new URL("../../../", import.meta.url).pathname,
);

/**
 * Folder with this tool and the packages that it imports, with a slash at its end: the `node_modules` that it is installed
 * in, or its checkout.
 */
export const PACKAGES = toPackages(TOOL);

/** Returns the outermost `node_modules` that a folder is in, or the folder itself. */
export function toPackages(tool: string): string {
  return tool.replace(/(?<=\/node_modules\/).*$/, "");
}

/**
 * Returns the folder of the project that the absolute path `from` is in, with a slash at its end: the nearest folder from
 * there upward with a `deno.json`, or `from` itself if there is none. Needs the permission to read.
 */
export function findProject(from: string): string {
  for (let folder = from;; folder = dirname(folder)) {
    if (isFile(`${folder}/deno.json`)) return withSlash(folder);
    if (dirname(folder) === folder) return withSlash(from);
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    // What cannot be looked at is no project of this user.
    return false;
  }
}

function withSlash(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}
