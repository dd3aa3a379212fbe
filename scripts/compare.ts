/** deno task compare A B */
// deno-lint-ignore-file no-console -- a script prints
import { Command, Option } from "commander";
import {
  comparisonData,
  type ComparisonFormat,
  comparisonFormats,
  exitCodeOf,
  parseThreshold,
  printComparison,
} from "../src/analysis/mod.ts";
import { compareRecords, type CompareRequest } from "../src/compare/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import { type AmountOptions, toAmount } from "./_amounts.ts";
import {
  collect,
  isJson,
  jsonOption,
  main,
  paths,
  printable,
  printNotes,
} from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { whileWorking } from "./_working.ts";

main(async () => {
  const program = new Command("deno task compare")
    .description(
      "Compare two sets of runs. A side is a run id or the beginning of some, last, a session, case, experiment, system, " +
        "version, git revision or saved baseline; or terms such as system:etcd,session:20261129T104152Z.",
    )
    .argument("<a>", "side A, such as the state before a change")
    .argument("[b]", "side B; may be omitted with --save-baseline only")
    .addOption(
      new Option("--format <format>", "output format")
        .choices(Object.keys(comparisonFormats)).default("table"),
    )
    .option("--metric <name>", "only this metric, such as p95", collect, [])
    .addOption(
      new Option("--by <part>", "split the load by kind or subject")
        .choices(["kind", "subject"]),
    )
    .option(
      "--varies <key>",
      "factor that differs by design; session takes sessions for alike",
      collect,
      [],
    )
    .option(
      "--pool <key>",
      "treat cases that differ in this setting as one; runs are compared within each of its values",
      collect,
      [],
    )
    .option("--apdex <time>", "also compare Apdex, for a target such as 200ms")
    .option(
      "--slo <share>",
      "also compare how fast the error budget of an objective such as 99.9% is spent",
    )
    .option(
      "--cut-warmup",
      "leave out the warm-up of each run, found by the rule MSER-5",
    )
    .option(
      "--smallest <percent>",
      "smallest change of interest, in percent",
      "5",
    )
    .option(
      "--smallest-points <points>",
      "smallest change of interest of a share of operations, in points",
      "0.1",
    )
    .option(
      "--threshold <limit>",
      "limit such as 'p95(latency) < +5%' or 'success_rate >= 99.5%'",
      collect,
      [],
    )
    .option("--objectives", "the experiment's objectives are limits too")
    .option(
      "--fail-on-regression",
      "exit with 1 if a metric is worse beyond chance; with limits, if one is broken",
    )
    .option("--strict", "exit with 1 also if something cannot be told")
    .option("--save-baseline <name>", "save side B, or A alone, as a baseline")
    .option(
      "--baselines <folder>",
      "folder of the saved baselines (baselines in the folder of records)",
    )
    .option("--data <folder>", "folder of records", paths.runs)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const options = program.opts();
  const { data, format, by = "", saveBaseline } = options;
  const [a = "", b] = program.args;
  if (b === undefined && saveBaseline === undefined) {
    program.error("error: name two sides, or --save-baseline");
  }
  const thresholds = options.threshold.map(parseThreshold);
  const smallest = {
    relative: toShare(options.smallest, "--smallest"),
    points: toShare(options.smallestPoints, "--smallest-points"),
  };
  const loaded = await loadRecords(data);
  const request: CompareRequest = {
    ...{ a, b: b ?? null, by, smallest, thresholds },
    baselines: options.baselines ?? `${data}/baselines`,
    metrics: options.metric,
    varies: options.varies,
    pool: options.pool,
    apdex: maybeAmount("--apdex", options.apdex, {
      dimension: "time",
      below: null,
      like: "a time such as 200ms",
    }),
    objective: maybeAmount("--slo", options.slo, {
      dimension: "ratio",
      below: 1,
      like: "a share such as 99.9%",
    }),
    cutWarmUp: options.cutWarmup === true,
    objectives: options.objectives === true,
    save: saveBaseline ?? null,
  };
  const { comparison, saved } = await whileWorking(
    () => "comparing runs",
    () => compareRecords(loaded.path, request),
  );
  if (saved !== null) printNotes([`saved ${saved}`]);
  if (comparison === null) {
    return { code: 0, result: { saved, comparison: null } };
  }
  if (!isJson) {
    const text = printComparison(comparison, format as ComparisonFormat);
    console.log(Deno.stdout.isTerminal() ? printable(text) : text);
  }
  const code = exitCodeOf(comparison, {
    failOnRegression: options.failOnRegression === true,
    strict: options.strict === true,
  });
  return { code, result: { saved, comparison: comparisonData(comparison) } };
});

/** Reads an amount; null without one. */
function maybeAmount(
  option: string,
  text: string | undefined,
  options: AmountOptions,
): number | null {
  return text === undefined ? null : toAmount(option, text, options);
}

/** Reads a percentage that is not negative as a share. */
function toShare(text: string, option: string): number {
  const share = /^\d+(\.\d+)?$/.test(text) ? Number(text) / 100 : NaN;
  if (share >= 0) return share;
  throw new UsageError(
    `Cannot read ${option} as it must be a number from 0: current value is '${text}'`,
  );
}
