/** deno task keep RUN ... */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { resolve } from "node:path";
import { UsageError } from "../src/record/mod.ts";
import { findRun } from "../src/run_report/facts/find_run.ts";
import { keepRun } from "../src/store/keep_run.ts";
import { listRunLines } from "../src/store/run_lines.ts";
import { main, paths, printable, printJsonOnly } from "./_main.ts";

main(async () => {
  const program = new Command("deno task keep")
    .description(
      "Copy runs to the committed records, for the notebooks and for others.",
    )
    .argument("<runs...>", "ids of runs, beginnings of some, or last")
    .option(
      "--data <folder>",
      "folder of records to copy from",
      `${paths.work}/data`,
    )
    .option("--json", "print what was kept as JSON, and all else on stderr")
    .option("--into <folder>", "folder of the committed records", paths.data)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { data: from, into: to, json } = program.opts();
  const emit = json ? printJsonOnly() : () => {};
  if (resolve(from) === resolve(to)) {
    throw new UsageError(
      `Cannot keep runs as --data and --into are the same folder: current value is '${from}'`,
    );
  }
  const lines = await listRunLines(from);
  // All are found before the first one is copied.
  const wanted = program.args.map((name) => findRun(lines, name));
  const all: object[] = [];
  for (const line of wanted) {
    const kept = await keepRun(line, lines, { from, to });
    const { run_id, experiment } = line;
    all.push({ run_id, experiment, kept: kept.map(({ run_id }) => run_id) });
    const others = kept.length > 1 ? ` and ${kept.length - 1} more` : "";
    console.log(
      printable(
        kept.length === 0
          ? `${line.run_id} is in ${to} already`
          : `kept ${line.run_id}${others} in ${to}/${line.experiment}`,
      ),
    );
  }
  emit({ into: to, runs: all });
  return 0;
});
