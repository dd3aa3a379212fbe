/** Lines of a tool as a terminal or a container's log has them. */
import type { SourceFile } from "./importer.ts";

// deno-lint-ignore no-control-regex -- they are what is looked for
const ESCAPES = /\x1b\[[0-9;?]*[ -/]*[@-~]/g;
/** `ycsb-1  | ` before each line, as docker compose prints the logs of a service. */
const SERVICE = /^[A-Za-z0-9][\w.-]* +\| /;

/** A line without colours, without the name of a container before it, and without blanks at its end. */
export function plainLine(line: string): string {
  const shown = line.includes("\x1b") ? line.replace(ESCAPES, "") : line;
  return (shown.includes(" | ") ? shown.replace(SERVICE, "") : shown).trimEnd();
}

/** A file read line by line without what a terminal or a container added. */
export function withPlainLines(file: SourceFile): SourceFile {
  return {
    name: file.name,
    digest: file.digest,
    // Not copied: to ask for the whole text is to decode it.
    get text() {
      return file.text;
    },
    *lines() {
      for (const line of file.lines()) yield plainLine(line);
    },
  };
}
