/**
 * What a command tells a program: with `--json` it prints one JSON document on stdout, and its words for people on stderr.
 * docs/json.md describes the results.
 */
// deno-lint-ignore-file no-console -- a script prints
import config from "../deno.json" with { type: "json" };
import type { Run } from "../src/record/mod.ts";
import { toJsonText } from "../src/report/text/json_text.ts";

/** Whether the command is asked for JSON; told before its options are read, as reading them may fail. */
export const isJson = Deno.args.includes("--json");

/** The option, as commander takes it. */
export const jsonOption = [
  "--json",
  "print one JSON document on stdout, and text for people on stderr",
] as const;

/** How a command ended. */
export interface Outcome {
  readonly code: number;
  /** What it found or made, as JSON; docs/json.md has its form for each command. */
  readonly result: unknown;
}

const print = console.log.bind(console);

if (isJson) {
  // What the file of a user's own experiment prints is no part of the document.
  for (const name of ["log", "info", "debug", "dir", "table"] as const) {
    console[name] = console.error.bind(console);
  }
}

/** Prints words for people: on stdout, or on stderr where stdout is for a program. */
export function say(text: string): void {
  if (isJson) console.error(text);
  else console.log(text);
}

/** The document, the same for every command. */
export interface ResultDocument {
  /** Version of this tool. */
  readonly loadline: string;
  readonly command: string;
  /** 0 done, 1 a check or run failed, 2 wrong usage or bad input. */
  readonly exit_code: number;
  /** The line on stderr; null without an error. */
  readonly error: string | null;
  /** Null if there was an error. */
  readonly result: unknown;
}

/** Prints the document, if it is asked for. */
export function printDocument(
  { code, error, result }: Outcome & { readonly error: string | null },
): void {
  if (!isJson) return;
  const [, command = ""] = /([\w-]+)\.[jt]s$/.exec(Deno.mainModule) ?? [];
  const document: ResultDocument = {
    loadline: config.version,
    command,
    exit_code: code,
    error,
    result,
  };
  print(toJsonText(document));
}

/** Returns what a program needs of a run. */
export function toRunResult(run: Run) {
  const { run_id, experiment, case_id, repetition, system, mode } = run;
  const { system_version, started_at, ended_at, status, objectives } = run;
  return {
    ...{
      run_id,
      experiment,
      case_id,
      repetition,
      system,
      system_version,
      mode,
    },
    ...{ started_at, ended_at, status, notes: run.notes },
    ...{ verdict: run.verdict, verdict_text: run.verdict_text, objectives },
  };
}
