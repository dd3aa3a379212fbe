/** Shared by all scripts: paths, exit codes, terminal output. */
// deno-lint-ignore-file no-console -- a script prints
import { CommanderError } from "commander";
import { findProject, TOOL } from "../src/jupyter/sandbox/project.ts";
import { UsageError } from "../src/record/model/errors.ts";
import { withFileRemedy } from "../src/record/folders/file_error.ts";
import { type Outcome, printDocument } from "./_result.ts";

export { isJson, jsonOption, type Outcome, say } from "./_result.ts";

/** Folder of the project that a command is called in, with a slash at its end. */
export const root = findProject(Deno.cwd());

/** True in the checkout of this tool, where records of its own experiments are committed; false where it is a package. */
export const isHome = root === TOOL;

export const paths = {
  root,
  tool: TOOL,
  /** Committed records. */
  data: `${root}data`,
  /** Records that commands write and read unless `--data` names others. */
  runs: isHome ? `${root}data` : `${root}.loadline/data`,
  notebooks: `${root}notebooks`,
  reports: `${root}reports`,
  work: `${root}.loadline`,
  /** Reports of runs: they are made on demand, and not committed. */
  runReports: `${root}.loadline/reports/runs`,
} as const;

/** Names of errors with exit code 2, which the caller can fix. */
const usageErrors = new Set(["InputError", "UsageError"]);

/** The longest time of a timer. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs a script's body and exits with the code it returns: 0 success, 1 a check or run failed, 2 wrong usage or bad
 * input. Prints an error as one line on stderr; `LOADLINE_TRACE=1` adds the stack. With `--json` prints the result, or the
 * error, as a document.
 */
export async function main(
  body: () => Promise<number | Outcome>,
): Promise<never> {
  // Deno ends a process with code 0 once it knows of nothing to wait for, and a promise is nothing: an answer of native code,
  // such as DuckDB's, must not depend on whether Deno counts it. This timer it does know of; the exit below ends it.
  setInterval(() => {}, LONGEST_MS);
  try {
    const outcome = await body();
    const { code, result } = typeof outcome === "number"
      ? { code: outcome, result: null }
      : outcome;
    printDocument({ code, error: null, result });
    Deno.exit(code);
  } catch (thrown) {
    const error = withFileRemedy(thrown);
    if (error instanceof CommanderError) {
      // Commander has already printed the help or the error.
      if (error.exitCode === 0) Deno.exit(0);
      printDocument({ code: 2, error: error.message, result: null });
      Deno.exit(2);
    }
    const { name, message, stack } = error instanceof Error
      ? error
      : new Error(String(error));
    const line = message.split("\n")[0] ?? name;
    console.error(`loadline: ${printable(line)}`);
    if (Deno.env.get("LOADLINE_TRACE")) console.error(stack);
    const code = usageErrors.has(name) ? 2 : 1;
    printDocument({ code, error: line, result: null });
    Deno.exit(code);
  }
}

/** Parses `key=value` arguments. Throws `UsageError` if one has no key or no `=`. */
export function toSettings(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf("=");
    if (at < 1) {
      throw new UsageError(
        `Cannot read --set as it must be key=value: current value is '${pair}'`,
      );
    }
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
}

/** Collects a repeatable option. */
export function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

// deno-lint-ignore no-control-regex -- matches them on purpose
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Escapes control characters, so that text from data cannot control the terminal. */
export function printable(text: string): string {
  return text.replace(
    controls,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** Prints lines on stderr. */
export function printNotes(lines: readonly string[]): void {
  for (const line of lines) console.error(`loadline: ${printable(line)}`);
}

/** Prints a line on stderr that replaces the previous one; nothing if stderr is not a terminal. */
export function progress(text: string): void {
  if (!Deno.stderr.isTerminal()) return;
  const { columns } = Deno.consoleSize();
  const line = printable(text).slice(0, columns - 1);
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[2K${line}`));
}
