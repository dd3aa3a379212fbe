/** deno task report [NAME ...], and deno task report run RUN_ID */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { UsageError } from "../src/record/model/errors.ts";
import { describeParameters, publishReports } from "../src/publish/mod.ts";
import { storeAddress } from "../src/store/lake/lake_url.ts";
import { toWhole } from "./_amounts.ts";
import {
  collect,
  jsonOption,
  main,
  paths,
  printable,
  printNotes,
  progress,
  say,
  toSettings,
} from "./_main.ts";

/** Throws `UsageError` if `out` is not a folder and cannot become one. */
async function requireFolder(out: string): Promise<void> {
  const info = await Deno.stat(out || ".").catch(() => null);
  if (out === "" || info?.isDirectory === false) {
    throw new UsageError(
      `Cannot write reports as --out must be a folder: current value is '${out}'`,
    );
  }
}

/** One day; a timer overflows after 24 days. */
const MAX_TIMEOUT_S = 86_400;

main(async () => {
  if (Deno.args[0] === "run") {
    // Imported only here: reports of notebooks need neither the lab nor the systems.
    const { reportRun } = await import("./_report_run.ts");
    return await reportRun(Deno.args.slice(1));
  }
  const program = new Command("deno task report")
    .description(
      "Load the records, execute the notebooks, write the reports.",
    )
    .argument(
      "[names...]",
      "names of notebooks; without one, all that run by default",
    )
    .option(
      "--check",
      "write no report; exit with 1 if a committed one would change",
    )
    .option("--data <folder>", "folder of records", paths.data)
    .option(
      "--out <folder>",
      "folder to write to (reports; with --data, .loadline/reports)",
    )
    .option(
      "--set <key=value>",
      "parameter of the one notebook that is named",
      collect,
      [],
    )
    .option(
      "--trust",
      "run the notebooks with all permissions: write files, run programs, use the network; the reports say so",
    )
    .option("--parameters", "list what --set can set, and stop")
    .option(
      "--at <snapshot>",
      "report on a snapshot of a shared store, without loading records",
    )
    .option("--timeout <seconds>", "timeout of a cell", "300")
    .option(...jsonOption)
    .addHelpText(
      "after",
      "\nA report of any run: deno task report run RUN_ID; see deno task report run --help",
    )
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { check = false, data, set, timeout, trust = false, at } = program
    .opts();
  const {
    out = data === paths.data ? paths.reports : `${paths.work}/reports`,
  } = program.opts();
  if (!(Number(timeout) > 0 && Number(timeout) <= MAX_TIMEOUT_S)) {
    throw new UsageError(
      `Cannot read --timeout as it must be seconds above 0, at most ${MAX_TIMEOUT_S}: current value is '${timeout}'`,
    );
  }
  if (program.opts().parameters) {
    const lines = await describeParameters(program.args, paths.notebooks);
    for (const line of lines) say(printable(line));
    return { code: 0, result: { parameters: lines } };
  }
  await requireFolder(out);
  const result = await publishReports(program.args, {
    ...paths,
    ...{
      data,
      out,
      store: storeAddress(data),
      at: at === undefined ? null : toWhole("--at", at),
    },
    check,
    trusted: trust,
    overrides: toSettings(set),
    timeoutSeconds: Number(timeout),
    onProgress: progress,
  });
  progress("");
  printNotes(result.leftOut);
  for (const line of result.skipped) console.error(printable(line));
  for (const line of result.lines) say(printable(line));
  const { ok, complete, changed, lines, leftOut, skipped } = result;
  return {
    code: ok ? 0 : result.damaged ? 2 : 1,
    result: {
      ...{ out, complete, changed, lines, skipped },
      left_out: leftOut,
    },
  };
});
