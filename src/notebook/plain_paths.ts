/** Removes from texts the parts that differ between machines and runs. */
import { denoCache } from "../jupyter/sandbox/deno_cache.ts";
import { findProject, PACKAGES } from "../jupyter/sandbox/project.ts";

/**
 * Replaces the project's folder by `<repo>`, that of packages outside of it by `<packages>`, and Deno's cache by
 * `<deno-cache>`.
 */
export function toPlainPaths(text: string): string {
  const root = findProject(Deno.cwd());
  return text
    .replaceAll(`file://${root}`, "<repo>/")
    .replaceAll(root, "<repo>/")
    .replaceAll(`file://${PACKAGES}`, "<packages>/")
    .replaceAll(PACKAGES, "<packages>/")
    .replaceAll(`file://${denoCache()}`, "<deno-cache>")
    .replaceAll(denoCache(), "<deno-cache>");
}

/** Replaces paths, and line numbers in cells, as these count lines of the kernel's JavaScript. */
export function toPlainPlaces(text: string): string {
  return toPlainPaths(text).replace(/<anonymous>:\d+:\d+/g, "<cell>");
}

/** Splits a traceback into lines with plain paths and places, without the runtime's own frames. */
export function toPlainTraceback(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split("\n"))
    .filter((line) => line.trim() !== "" && !/\bext:/.test(line))
    .map(toPlainPlaces);
}
