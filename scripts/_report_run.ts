/** deno task report run RUN_ID */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { writeRunReport } from "../src/run_report/mod.ts";
import { paths, printable } from "./_main.ts";

/** Folder of the reports of runs: they are made on demand, and not committed. */
export const runReports = `${paths.work}/reports/runs`;

/** Writes the report of the run that `args` name; returns the exit code. */
export async function reportRun(args: readonly string[]): Promise<number> {
  const program = new Command("deno task report run")
    .description("Write a report of one run: its answer, figures and tables.")
    .argument("<run>", "id of a run, the beginning of one, or last")
    .option("--out <folder>", "folder to write to", runReports)
    .option("--data <folder>", "folder of records", paths.data)
    .exitOverride();
  program.parse(["", "", ...args]);
  const { out, data } = program.opts();
  const page = await writeRunReport(program.args[0] ?? "", { data, out });
  console.log(printable(`wrote ${page}`));
  return 0;
}
