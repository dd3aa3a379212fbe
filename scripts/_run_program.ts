/** Arguments and options of deno task run. */
import { Command } from "commander";
import { type OwnFile, toChosen } from "./_chosen.ts";
import { driverHelp } from "./_driver_help.ts";
import { jsonOption, paths } from "./_main.ts";
import { describeSettings, settingsHelp } from "./_settings_help.ts";

/** Returns the program; `own` is the user's own file among its arguments, whose settings its help describes. */
export function runProgram(own: OwnFile | null): Command {
  return new Command("deno task run")
    .description("Run an experiment, keep its record, and load it.")
    .argument(
      "[experiment/preset]",
      "preset to run, or the file of your own experiment with its preset, experiments/checkout.ts/quick; all are listed if it is omitted; with --help its settings are printed",
    )
    .option(
      "--list [folder]",
      "list your own experiments in a folder (experiments) and ours, and stop",
    )
    .option(
      "--system <names>",
      "systems under test, separated by commas, or installed for all that are installed; their runs are interleaved",
      "",
    )
    .option(
      "--set <key=value...>",
      "settings; several values, separated by commas, make an axis",
      [],
    )
    .option(
      "--repeat <n>",
      "runs of each case; 0 for as many as the preset has",
      "0",
    )
    .option("--seed <n>", "seed of the order of the cases")
    .option(
      "--resume",
      "make the remaining runs of the last session of this preset, with its settings",
    )
    .option(
      "--dry-run",
      "print the cases and their estimated duration, and stop",
    )
    .option("--doctor", "check whether this machine is fit for runs, and stop")
    .option(
      "--beside",
      "run even if another run is in progress on this machine; both are marked",
    )
    .option(
      "--container-stats <pipe>",
      "also record what docker stats --format json writes to this pipe; - is stdin",
    )
    .option(
      "--allow-remote <host...>",
      "hosts that may be used: for load and nodes on other machines, and for databases and clusters of your own, on this machine too",
      [],
    )
    .option(
      "--against <side>",
      "interleave runs of this baseline, session or case with those asked for, A B B A, and compare them",
    )
    .option("--metric <name>", "with --against: the metric compared", "p99")
    .option(
      "--width <percent>",
      "with --against: stop when the interval of the change is this wide",
      "10%",
    )
    .option(
      "--budget <time>",
      "with --against: time that the session may take",
      "30min",
    )
    .option(
      "--smallest <percent>",
      "with --against: smallest change of interest",
      "5%",
    )
    .option(
      "--fail-on-regression",
      "with --against: exit with 1 if the metric is worse",
    )
    .option("--summary <file>", "also write the session's runs as CSV")
    .option(
      "--junit <file>",
      "also write which runs and objectives failed, as JUnit XML",
    )
    .option(
      "--data <folder>",
      "folder of records (.loadline/data; in Loadline's own checkout, data for its experiments)",
    )
    .option(
      "--reports <folder>",
      "folder of the reports of runs",
      paths.runReports,
    )
    .option("--no-report", "write no report of the runs at the end")
    .option(...jsonOption)
    .addHelpText("after", ({ command }) => {
      const { system } = command.opts();
      if (own) {
        return describeSettings(toChosen(own), own.preset, system) +
          driverHelp(own.runnable.declared);
      }
      return settingsHelp(
        command.args.find((argument) => !argument.startsWith("-")) ?? "",
        system,
      );
    })
    .exitOverride();
}
