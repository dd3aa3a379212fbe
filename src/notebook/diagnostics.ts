/** Parses the output of `deno check`. */
import { explainMissingPackage } from "../jupyter/sandbox/registries.ts";

/** Message of the checker about one place in a module. */
export interface CheckerMessage {
  /** `TS2322`, or `syntax` or `import` for an error that stops the checker before it checks types. */
  readonly code: string;
  readonly message: string;
  /** Empty if the message names no file. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
}

const typeError =
  /^(TS\d+) \[ERROR\]: ([\s\S]*?)\n\s+at (file:\/\/\S+?):(\d+):\d+/gm;
const otherError = /^error: ([\s\S]*?)\n\s+at (file:\/\/\S+?):(\d+):\d+/m;

/** Parses the checker's standard error. A single message of a fatal error means that other files were not checked. */
export function readCheckerMessages(text: string): CheckerMessage[] {
  const typeErrors = [...text.matchAll(typeError)].map(
    ([, code = "", message = "", url = "", line]) => ({
      code,
      message: firstLine(message),
      path: toPath(url),
      line: Number(line),
    }),
  );
  if (typeErrors.length > 0) return typeErrors;
  const [, message = text, url = "", line = "0"] = text.match(otherError) ?? [];
  const syntax = /^\s*SyntaxError: |could not be parsed/;
  return [{
    code: syntax.test(message) ? "syntax" : "import",
    message: explainMissingPackage(
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
