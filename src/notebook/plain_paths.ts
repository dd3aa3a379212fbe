/** Error texts without what differs between machines and runs. */

const root = decodeURIComponent(new URL("../../", import.meta.url).pathname);

/** Text with the project's folder as `<repo>` and Deno's cache as `<deno-cache>`. */
export function toPlainPaths(text: string): string {
  return text
    .replaceAll(`file://${root}`, "<repo>/")
    .replaceAll(root, "<repo>/")
    .replaceAll(`file://${denoCache()}`, "<deno-cache>")
    .replaceAll(denoCache(), "<deno-cache>");
}

/**
 * A traceback's lines with plain paths. The runtime's own frames are dropped, and so are line numbers in cells: they count
 * lines of the generated JavaScript.
 */
export function toPlainTraceback(lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split("\n"))
    .filter((line) => line.trim() !== "" && !/\bext:/.test(line))
    .map((line) => toPlainPaths(line).replace(/<anonymous>:\d+:\d+/, "<cell>"));
}

function denoCache(): string {
  const { DENO_DIR, XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  if (DENO_DIR) return DENO_DIR;
  if (Deno.build.os === "darwin") return `${HOME}/Library/Caches/deno`;
  return `${XDG_CACHE_HOME ?? `${HOME}/.cache`}/deno`;
}
