/** Tells a CI server how the runs of a session went: as JUnit XML, and to GitHub where it runs the command. */
import { dirname, resolve } from "node:path";
import {
  runsToJUnit,
  toAnnotations,
  toStepSummary,
} from "../src/analysis/mod.ts";
import type { Run } from "../src/record/mod.ts";
import { printable, say } from "./_main.ts";

export interface SessionResults {
  /** `experiment/preset` */
  readonly title: string;
  /** How many runs are ok. */
  readonly line: string;
  readonly runs: readonly Run[];
}

/** Writes JUnit XML to a file, whose folder is made. */
export async function writeJUnit(
  { title, runs }: SessionResults,
  file: string,
): Promise<void> {
  await Deno.mkdir(dirname(resolve(file)), { recursive: true });
  await Deno.writeTextFile(file, `${runsToJUnit(title, runs)}\n`);
}

/** Prints annotations and appends to the summary of the step, if a workflow of GitHub runs this. */
export async function tellGitHub(
  { title, line, runs }: SessionResults,
): Promise<void> {
  if (Deno.env.get("GITHUB_ACTIONS") !== "true") return;
  for (const command of toAnnotations(title, runs)) {
    say(printable(command));
  }
  const summary = Deno.env.get("GITHUB_STEP_SUMMARY") ?? "";
  if (summary === "") return;
  const text = toStepSummary({ title, line }, runs);
  await Deno.writeTextFile(summary, `${text}\n`, { append: true });
}
