/** Removes terminal escapes and container prefixes from the lines of a log. */
import type { SourceFile } from "./importer.ts";

// deno-lint-ignore no-control-regex -- matches terminal escapes
const ESCAPES = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
/** `ycsb-1  | ` before each line, as docker compose prints the logs of a service. */
const SERVICE_PREFIX = /^[A-Za-z0-9][\w.-]* +\| /;

/** Returns a line without colours, container name and trailing blanks. */
export function plainLine(line: string): string {
  const shown = line.includes("\x1b") ? line.replace(ESCAPES, "") : line;
  return (shown.includes(" | ") ? shown.replace(SERVICE_PREFIX, "") : shown)
    .trimEnd();
}

/** Returns a file whose lines are plain (`plainLine`). */
export function withPlainLines(file: SourceFile): SourceFile {
  return {
    name: file.name,
    path: "",
    digest: file.digest,
    // A getter, as access decodes the whole text.
    get text() {
      return file.text;
    },
    chunks: file.chunks,
    *lines() {
      for (const line of file.lines()) yield plainLine(line);
    },
  };
}
