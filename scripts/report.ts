/** deno task report [NAME ...] */
import { Command } from "commander";
import { publishReports } from "../src/publish/mod.ts";
import {
  collect,
  main,
  paths,
  printable,
  progress,
  toSettings,
} from "./_main.ts";

main(async () => {
  const program = new Command("deno task report")
    .description(
      "Load the records, execute the notebooks, write the reports.",
    )
    .argument(
      "[names...]",
      "notebooks; all that run by default when none is named",
    )
    .option(
      "--check",
      "write no report; exit 1 if a committed one would change",
    )
    .option("--out <folder>", "folder to write to", paths.reports)
    .option("--set <key=value>", "parameter of the notebook named", collect, [])
    .option("--timeout <seconds>", "longest a cell may take", "300")
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { check = false, out, set, timeout } = program.opts();
  const result = await publishReports(program.args, {
    ...paths,
    out,
    check,
    overrides: toSettings(set),
    timeoutSeconds: Number(timeout),
    onProgress: progress,
  });
  progress("");
  for (const line of result.lines) console.log(printable(line));
  return result.ok ? 0 : 1;
});
