/** deno task bench [NAME...] */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import type { Row } from "../bench/_measure.ts";
import { toMarkdown } from "../bench/_table.ts";
import { benchmarks, missingPackages } from "../bench/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import { toWhole } from "./_amounts.ts";
import { jsonOption, main, say } from "./_main.ts";

main(async () => {
  const names = benchmarks.map(({ name }) => name);
  const program = new Command("deno task bench")
    .description(
      "Measure Loadline and its peers alternately, and print the ratios.\n\n" +
        benchmarks.map(({ name, title }) => `  ${name.padEnd(16)}${title}`)
          .join("\n"),
    )
    .argument("[names...]", "benchmarks; all if none is given")
    .option("--runs <n>", "pairs to measure, at least 5", "5")
    .option("--out <file>", "also write the table to this file")
    .option(...jsonOption)
    .showHelpAfterError()
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const options: { runs: string; out?: string } = program.opts();
  const runs = toWhole("--runs", options.runs, { least: 5 });
  const unknown = program.args.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `Cannot measure '${unknown}' as the benchmarks are ${names.join(", ")}`,
    );
  }
  const chosen = benchmarks.filter(({ name }) =>
    program.args.length === 0 || program.args.includes(name)
  );
  const rows: Row[] = [];
  for (const benchmark of chosen) {
    const log = (text: string) => console.error(`${benchmark.name}: ${text}`);
    const missing = await missingPackages(benchmark);
    if (missing.length > 0) {
      log(`skipped; install ${missing.join(", ")}`);
      continue;
    }
    const folder = await Deno.makeTempDir({ prefix: "loadline-bench-" });
    try {
      rows.push(...await benchmark.run({ runs, folder, log }));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
  const table = toMarkdown(rows);
  say(table.trimEnd());
  if (options.out) await Deno.writeTextFile(options.out, table);
  const code = rows.some(({ met }) => met === false) ? 1 : 0;
  return { code, result: { rows } };
});
