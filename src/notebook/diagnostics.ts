/** What `deno check` prints, as data. */
import { explainMissing } from "../jupyter/sandbox/registries.ts";

/** One message about one place in a module. */
export interface Found {
  /** `TS2322`, or `syntax` or `import` for what stops the checker before any types. */
  readonly code: string;
  readonly message: string;
  /** Empty when the message names no file. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
}

const typeError =
  /^(TS\d+) \[ERROR\]: ([\s\S]*?)\n\s+at (file:\/\/\S+?):(\d+):\d+/gm;
const otherError = /^error: ([\s\S]*?)\n\s+at (file:\/\/\S+?):(\d+):\d+/m;

/** Reads the checker's standard error. Where it stopped early there is one message, and other files went unchecked. */
export function readFound(text: string): Found[] {
  const found = [...text.matchAll(typeError)].map(
    ([, code = "", message = "", url = "", line]) => ({
      code,
      message: firstLine(message),
      path: toPath(url),
      line: Number(line),
    }),
  );
  if (found.length > 0) return found;
  const [, message = text, url = "", line = "0"] = text.match(otherError) ?? [];
  const syntax = /^\s*SyntaxError: |could not be parsed/;
  return [{
    code: syntax.test(message) ? "syntax" : "import",
    message: explainMissing(
      firstLine(message.replace(/^(error: )?(SyntaxError: )?/, "")),
    ),
    path: url === "" ? "" : toPath(url),
    line: Number(line),
  }];
}

function firstLine(message: string): string {
  return message.trim().split("\n")[0] ?? "";
}

function toPath(url: string): string {
  return decodeURIComponent(new URL(url).pathname);
}
