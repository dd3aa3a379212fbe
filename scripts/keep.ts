/** deno task keep RUN ... */
import { Command } from "commander";
import { resolve } from "node:path";
import { UsageError } from "../src/record/mod.ts";
import { findRun } from "../src/run_report/facts/find_run.ts";
import { keepRun } from "../src/store/keep_run.ts";
import { listRunLines } from "../src/store/run_lines.ts";
import { jsonOption, main, paths, printable, say } from "./_main.ts";
import { toRunResult } from "./_result.ts";

main(async () => {
  const program = new Command("deno task keep")
    .description(
      "Copy runs to the records that are committed, which the notebooks read.",
    )
    .argument("<runs...>", "ids of runs, beginnings of some, or last")
    .option(
      "--data <folder>",
      "folder of records to copy from",
      `${paths.work}/data`,
    )
    .option("--into <folder>", "folder of the committed records", paths.data)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { data: from, into: to } = program.opts();
  if (resolve(from) === resolve(to)) {
    throw new UsageError(
      `Cannot keep runs as --data and --into are the same folder: current value is '${from}'`,
    );
  }
  const lines = await listRunLines(from);
  // All are found before the first one is copied.
  const wanted = program.args.map((name) => findRun(lines, name));
  const results: object[] = [];
  for (const line of wanted) {
    const kept = await keepRun(line, lines, { from, to });
    const others = kept.length > 1 ? ` and ${kept.length - 1} more` : "";
    results.push({ run_id: line.run_id, kept: kept.map(toRunResult) });
    say(
      printable(
        kept.length === 0
          ? `${line.run_id} is in ${to} already`
          : `kept ${line.run_id}${others} in ${to}/${line.experiment}`,
      ),
    );
  }
  return { code: 0, result: { into: to, runs: results } };
});
