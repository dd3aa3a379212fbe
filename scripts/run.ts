/** deno task run: runs an experiment, keeps its record, and loads it into the store. */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import {
  judgeRun,
  sessionSummary,
  type SummaryRow,
} from "../src/analysis/mod.ts";
import config from "../deno.json" with { type: "json" };
import { reevaluateRuns } from "../src/experiments/mod.ts";
import {
  examine,
  MachineClaim,
  type PlannedRun,
  type PreparedSession,
  prepareSession,
  readEnvironment,
  readToolVersion,
  requireWritableRecords,
  runSession,
} from "../src/lab/mod.ts";
import { type Run, UsageError } from "../src/record/mod.ts";
import { renderRows } from "../src/report/mod.ts";
import { Store } from "../src/store/mod.ts";
import { examinePrograms } from "../src/systems/mod.ts";
import {
  choose,
  chooseFrom,
  type Chosen,
  readOwnArgument,
  requireConsent,
  toChosen,
} from "./_chosen.ts";
import { tellGitHub, writeJUnit } from "./_ci.ts";
import { describeIntegrity } from "./_integrity.ts";
import { describeSettings, settingsHelp } from "./_settings_help.ts";
import { main, paths, printable, progress, toSettings } from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { reportSession, runReports } from "./_report_run.ts";
import {
  countRuns,
  describeSession,
  listing,
  listRuns,
  ownListing,
} from "./_session_texts.ts";

main(async () => {
  const own = await readOwnArgument(Deno.args);
  const program = new Command("deno task run")
    .description("Run an experiment, keep its record, and load it.")
    .argument(
      "[experiment/preset]",
      "preset to run, or the file of your own experiment and its preset, experiments/checkout.ts/quick; lists all if omitted; with --help, its settings",
    )
    .option(
      "--list [folder]",
      "list your own experiments in a folder (experiments) and ours, and stop",
    )
    .option(
      "--system <names>",
      "systems under test, separated by commas, or installed; their runs are interleaved",
      "",
    )
    .option("--set <key=value...>", "settings; several values, an axis", [])
    .option("--repeat <n>", "runs of each case", "0")
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
      "run although another run is in progress on this machine; both are marked",
    )
    .option(
      "--container-stats <pipe>",
      "also record the output of docker stats --format json there; - is stdin",
    )
    .option(
      "--allow-remote <host...>",
      "send load to these hosts, which are not this machine",
      [],
    )
    .option("--summary <file>", "also write the session's runs as CSV")
    .option(
      "--junit <file>",
      "also write which runs and objectives failed, as JUnit XML",
    )
    .option(
      "--data <folder>",
      "folder of records (.loadline/data; of the experiments of Loadline in its own checkout, data)",
    )
    .option("--reports <folder>", "folder of the reports of runs", runReports)
    .option("--no-report", "write no report of the runs at the end")
    .addHelpText("after", ({ command }) => {
      const { system } = command.opts();
      if (own) return describeSettings(toChosen(own), own.preset, system);
      return settingsHelp(
        command.args.find((argument) => !argument.startsWith("-")) ?? "",
        system,
      );
    })
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const [name = ""] = program.args;
  if (program.opts().doctor) return await diagnose();
  const { list } = program.opts();
  if (name === "" || list) {
    const folder = typeof list === "string" ? list : "experiments";
    console.log(
      printable([...await ownListing(folder), listing()].join("\n")),
    );
    return 0;
  }
  const {
    resume = false,
    beside = false,
    dryRun,
    set,
    repeat,
    seed,
    summary,
    junit,
    report,
    reports,
  } = program
    .opts();
  const chosen = choose(name, own);
  const { experiment, procedure, measure, preset } = chosen;
  const { data = chosen.data, allowRemote: allowed } = program.opts();
  const { systems, leftOut } = chooseFrom(chosen, program.opts().system);
  if (own && !dryRun) requireConsent(own, { chosen: systems, allowed });
  if (!dryRun) await requireWritableRecords(data);
  const record = `${data}/${experiment.name}`;
  const prepared = await prepareSession({
    experiment,
    procedure,
    preset,
    systems,
    set: toSettings(set),
    repetitions: toCount("--repeat", repeat),
    seed: seed === undefined ? null : toCount("--seed", seed),
    resume,
    record,
  });
  const { plan, planned, total } = prepared;
  console.log(describeSession(name, { prepared, leftOut }));
  if (dryRun) {
    console.log(listRuns(planned));
    return 0;
  }

  using machine = await MachineClaim.take({
    experiment: experiment.name,
    beside,
    simulated: systems.every(({ mode }) => mode === "simulated"),
  });
  const toLabel = ({ order, case_id, repetition }: PlannedRun) =>
    `${plan.openEnded ? order : `${order}/${total}`} ${case_id} #${repetition}`;
  const runs = await runSession(plan, {
    ...prepared,
    done: await reevaluateDone(prepared, { chosen, data }),
    record,
    experiment,
    procedure,
    judge: (record, run) =>
      judgeRun(record, run, { objectives: experiment.objectives, measure }),
    preset,
    toolVersion: await readToolVersion(config.version, paths.tool),
    environment: await readEnvironment(),
    signal: interruption(),
    machine,
    containerStats: await openPipe(program.opts().containerStats),
    onProgress: (planned, phase, detail) =>
      progress(`${toLabel(planned)}: ${phase}, ${detail}`),
    onRun(planned, { status, verdict }, summary) {
      progress("");
      const judged = verdict === "fail" ? ", objective not met" : "";
      console.log(
        printable(`${toLabel(planned)} ${status}${judged}: ${summary}`),
      );
    },
  });
  const loaded = await loadRecords(data);
  using store = await Store.open(loaded.path, {
    experiments: [experiment.name],
  });
  if (summary) {
    const rows = await sessionSummary(store, experiment.name, prepared);
    await Deno.writeTextFile(summary, renderCsv(rows));
  }
  const integrity = await describeIntegrity(store, {
    experiment: experiment.name,
    run_ids: new Set(runs.map(({ run_id }) => run_id)),
  });
  console.log(integrity.join("\n"));
  // A search expects missed objectives. Elsewhere an unknown metric fails a run too.
  const missed = plan.openEnded ? [] : runs.filter(isMissed);
  for (const { case_id, repetition, verdict_text } of missed) {
    console.log(
      printable(
        `objective not met: ${verdict_text} (${case_id} #${repetition})`,
      ),
    );
  }
  if (report && runs.length > 0) {
    console.log(printable(await reportSession(runs, { data, out: reports })));
  }
  const expected = plan.openEnded ? runs : planned;
  const { ok, text } = countRuns(runs, { expected, missed });
  const results = {
    title: `${experiment.name}/${preset}`,
    line: text,
    // A search expects missed objectives.
    runs: plan.openEnded
      ? runs.map((run) => ({ ...run, objectives: [] }))
      : runs,
  };
  if (junit) await writeJUnit(results, junit);
  await tellGitHub(results);
  console.log(`${text}; record in ${record}`);
  return ok === expected.length && runs.length >= planned.length ? 0 : 1;
});

/** Evaluates the completed runs of a resumed search again, as its next step depends on them. */
async function reevaluateDone(
  { plan, done }: PreparedSession,
  { chosen, data }: { readonly chosen: Chosen; readonly data: string },
): Promise<readonly Run[]> {
  if (!plan.openEnded || done.length === 0) return done;
  const { experiment, measure } = chosen;
  const loaded = await loadRecords(data);
  using store = await Store.open(loaded.path, {
    experiments: [experiment.name],
  });
  const { objectives } = experiment;
  return await reevaluateRuns(store, done, { objectives, measure });
}

/** Whether a valid run missed an objective. */
function isMissed({ status, verdict }: Run): boolean {
  return status === "ok" && verdict === "fail";
}

/** Prints problems of this machine that affect runs; returns exit code 1 if a check fails. */
async function diagnose(): Promise<number> {
  const findings = [...await examine(), ...examinePrograms()];
  for (const { name, result, text, remedy } of findings) {
    const advice = remedy === "" ? "" : ` -> ${remedy}`;
    console.log(printable(`${result} ${name.padEnd(12)} ${text}${advice}`));
  }
  return findings.some(({ result }) => result === "fail") ? 1 : 0;
}

async function openPipe(path: string | undefined) {
  if (path === undefined) return null;
  return path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
}

function renderCsv(rows: readonly SummaryRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return renderRows({ columns, rows: rows.map((row) => ({ ...row })) }, "csv");
}

function toCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new UsageError(
    `Cannot read ${option} as it must be a whole number: current value is '${text}'`,
  );
}

/** Aborts at Ctrl-C, or when the terminal closes; the record is closed and all processes are ended before the exit. */
function interruption(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    Deno.addSignalListener(signal, () => {
      progress("ending the run");
      abort.abort(new Error("interrupted"));
    });
  }
  return abort.signal;
}
