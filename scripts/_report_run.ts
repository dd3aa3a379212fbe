/** deno task report run RUN_ID */
import { Command } from "commander";
import type { Run } from "../src/record/mod.ts";
import {
  findRun,
  type RunReportPlace,
  writeReportOf,
  writeRunReport,
} from "../src/run_report/mod.ts";
import { listRunLines, type RunLine } from "../src/store/mod.ts";
import {
  jsonOption,
  type Outcome,
  paths,
  printable,
  progress,
  say,
} from "./_main.ts";

/** Writes the report of the run that `args` name. */
export async function reportRun(args: readonly string[]): Promise<Outcome> {
  const program = new Command("deno task report run")
    .description("Write a page about one run: its answer, figures and tables.")
    .argument("<run>", "id of a run, the beginning of one, or last")
    .option("--out <folder>", "folder to write to", paths.runReports)
    .option("--data <folder>", "folder of records", paths.runs)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...args]);
  const { out, data } = program.opts();
  const page = await writeRunReport(program.args[0] ?? "", { data, out });
  say(printable(`wrote ${page}`));
  return { code: 0, result: { page } };
}

/** Reports that one session writes; a long one would keep its user waiting. */
const MAX_REPORTS = 12;

/**
 * Writes reports of the runs that a session has just made, those that did not pass first, and returns a line that says
 * where they are. A report that cannot be made is a warning: it changes nothing about the runs.
 */
export async function reportSession(
  runs: readonly Run[],
  place: RunReportPlace,
): Promise<string> {
  const passed = ({ status, verdict }: Run) =>
    status === "ok" && verdict !== "fail";
  const chosen = [...runs.filter((run) => !passed(run)), ...runs.filter(passed)]
    .slice(0, MAX_REPORTS);
  const pages: string[] = [];
  let problem = "";
  let lines: readonly RunLine[] | null = null;
  for (const { run_id } of chosen) {
    progress(`reporting ${run_id}`);
    try {
      // Read once, as there may be thousands.
      lines ??= await listRunLines(place.data);
      const run = findRun(lines, run_id);
      pages.push(await writeReportOf(run, lines, place, "--reports"));
    } catch (error) {
      // The others may be fine.
      problem ||= (error as Error).message.split("\n")[0] ?? "";
    }
  }
  progress("");
  const missing = chosen.length - pages.length;
  const [first] = pages;
  if (first === undefined) return `no report: ${problem}`;
  if (runs.length === 1) return `report: ${first}`;
  const of = pages.length < runs.length ? ` of ${runs.length}` : "";
  const failed = missing === 0
    ? ""
    : `; ${missing} could not be made: ${problem}`;
  return `reports of ${pages.length}${of} runs: ${place.out}${failed}`;
}
