/** Texts without what differs between machines and runs. */
import { denoCache } from "../jupyter/sandbox/deno_cache.ts";

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** Text with the project's folder as `<repo>` and Deno's cache as `<deno-cache>`. */
export function toPlainPaths(text: string): string {
  return text
    .replaceAll(`file://${root}`, "<repo>/")
    .replaceAll(root, "<repo>/")
    .replaceAll(`file://${denoCache()}`, "<deno-cache>")
    .replaceAll(denoCache(), "<deno-cache>");
}

/** Text with plain paths, and without line numbers in cells: they count lines of the kernel's JavaScript. */
export function toPlainPlaces(text: string): string {
  return toPlainPaths(text).replace(/<anonymous>:\d+:\d+/g, "<cell>");
}

/** A traceback's lines with plain paths and places. The runtime's own frames are dropped. */
export function toPlainTraceback(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split("\n"))
    .filter((line) => line.trim() !== "" && !/\bext:/.test(line))
    .map(toPlainPlaces);
}
