/** deno task run: runs an experiment, keeps its record, and loads it into the store. */
import { Command } from "commander";
import {
  judgeRun,
  sessionSummary,
  type SummaryRow,
} from "../src/analysis/mod.ts";
import config from "../deno.json" with { type: "json" };
import { experiments, judgeAgain, toRunnable } from "../src/experiments/mod.ts";
import {
  examine,
  type Experiment,
  MachineClaim,
  type PlannedRun,
  type Prepared,
  prepareSession,
  readEnvironment,
  readToolVersion,
  runSession,
} from "../src/lab/mod.ts";
import {
  formatDuration,
  nearest,
  type Run,
  UsageError,
} from "../src/record/mod.ts";
import { renderRows } from "../src/report/mod.ts";
import { Store } from "../src/store/mod.ts";
import { examinePrograms, toSystem } from "../src/systems/mod.ts";
import { describeIntegrity } from "./_integrity.ts";
import { main, paths, printable, progress, toSettings } from "./_main.ts";
import { loadRecords } from "./_records.ts";

main(async () => {
  const program = new Command("deno task run")
    .description("Run an experiment, keep its record, and load it.")
    .argument("[experiment/preset]", "what to run; without, all are listed")
    .option("--system <name>", "what to run it on")
    .option("--set <key=value...>", "settings; several values, an axis", [])
    .option("--repeat <n>", "runs of each case", "0")
    .option("--seed <n>", "orders the cases")
    .option(
      "--resume",
      "do what the last session of this preset left undone, as it was begun",
    )
    .option("--dry-run", "print the cases and how long they take, and stop")
    .option("--doctor", "say what could spoil a run on this machine, and stop")
    .option(
      "--beside",
      "run although another run is under way on this machine; both are marked",
    )
    .option(
      "--container-stats <pipe>",
      "also record what docker stats --format json prints there; - is stdin",
    )
    .option("--summary <file>", "also write the session's runs as CSV")
    .option("--data <folder>", "folder of records", paths.data)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const [name = ""] = program.args;
  if (program.opts().doctor) return await diagnose();
  if (name === "") {
    console.log(
      experiments.map(({ experiment }) => describe(experiment)).join("\n"),
    );
    return 0;
  }
  const {
    resume = false,
    beside = false,
    dryRun,
    data,
    set,
    repeat,
    seed,
    summary,
  } = program
    .opts();
  const { experiment, procedure, preset } = toRunnable(name);
  const system = toSystem(
    requireSystem(experiment, program.opts().system ?? experiment.systems[0]),
  );
  const record = `${data}/${experiment.name}`;
  const prepared = await prepareSession({
    experiment,
    procedure,
    preset,
    system,
    set: toSettings(set),
    repetitions: toCount("--repeat", repeat),
    seed: seed === undefined ? null : toCount("--seed", seed),
    resume,
    record,
  });
  const { plan, planned, total } = prepared;
  console.log(
    `${experiment.name}/${preset} on ${system.title}: ${
      describePlan(prepared)
    }`,
  );
  if (dryRun) {
    for (const { order, case_id, repetition } of planned) {
      console.log(`${String(order).padStart(3)} ${case_id} #${repetition}`);
    }
    return 0;
  }

  using machine = await MachineClaim.take({
    experiment: experiment.name,
    beside,
  });
  const place = ({ order, case_id, repetition }: PlannedRun) =>
    `${plan.open ? order : `${order}/${total}`} ${case_id} #${repetition}`;
  const runs = await runSession(plan, {
    ...prepared,
    done: await judgeDone(prepared, { experiment, data }),
    record,
    experiment,
    procedure,
    judge: judgeRun,
    preset,
    system,
    toolVersion: await readToolVersion(config.version, paths.root),
    environment: await readEnvironment(),
    signal: interruption(),
    machine,
    containerStats: await openPipe(program.opts().containerStats),
    onProgress: (planned, phase, detail) =>
      progress(`${place(planned)}: ${phase}, ${detail}`),
    onRun(planned, { status, verdict }, summary) {
      progress("");
      const judged = verdict === "fail" ? ", objective not met" : "";
      console.log(
        printable(`${place(planned)} ${status}${judged}: ${summary}`),
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
  const found = await describeIntegrity(store, {
    experiment: experiment.name,
    run_ids: new Set(runs.map(({ run_id }) => run_id)),
  });
  console.log(found.join("\n"));
  // A search looks for the load at which objectives are not met. Elsewhere a figure that a run could not tell is no pass either.
  const missed = plan.open ? [] : runs.filter(isMissed);
  for (const { case_id, repetition, verdict_text } of missed) {
    console.log(
      printable(
        `objective not met: ${verdict_text} (${case_id} #${repetition})`,
      ),
    );
  }
  const ok = runs.filter(({ status }) => status === "ok").length -
    missed.length;
  const wanted = plan.open ? runs.length : planned.length;
  const also = missed.length === 0
    ? ""
    : `, ${missed.length} did not meet an objective`;
  console.log(`${ok} of ${wanted} runs ok${also}; record in ${record}`);
  return ok === wanted && runs.length >= planned.length ? 0 : 1;
});

/** The runs that are done already, as their rows say now: the next step of a search goes by them. */
async function judgeDone(
  { plan, done }: Prepared,
  { experiment, data }: {
    readonly experiment: Experiment;
    readonly data: string;
  },
): Promise<readonly Run[]> {
  if (!plan.open || done.length === 0) return done;
  const loaded = await loadRecords(data);
  using store = await Store.open(loaded.path, {
    experiments: [experiment.name],
  });
  return await judgeAgain(store, experiment.name, done);
}

/** Whether a run went well, and did not show that the system does what it must. */
function isMissed({ status, verdict }: Run): boolean {
  return status === "ok" && verdict === "fail";
}

/** Prints what could spoil a run: 1 when something surely will. */
async function diagnose(): Promise<number> {
  const found = [...await examine(), ...examinePrograms()];
  for (const { name, result, text, remedy } of found) {
    const advice = remedy === "" ? "" : ` -> ${remedy}`;
    console.log(printable(`${result} ${name.padEnd(12)} ${text}${advice}`));
  }
  return found.some(({ result }) => result === "fail") ? 1 : 0;
}

function describePlan(
  { plan, planned, total, seconds, seed }: Prepared,
): string {
  const time = formatDuration(seconds);
  return plan.open
    ? `a search, ${total} ${total === 1 ? "case" : "cases"}, as many runs as ` +
      `it takes, about ${
        formatDuration(seconds / Math.max(1, planned.length))
      } each, seed ${seed}`
    : `${planned.length} of ${total} runs, about ${time}, seed ${seed}`;
}

async function openPipe(path: string | undefined) {
  if (path === undefined) return null;
  return path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
}

function describe({ name, question, presets, systems }: Experiment): string {
  const lines = Object.entries(presets).map(([preset, { title }]) =>
    `  ${`${name}/${preset}`.padEnd(36)} ${title}`
  );
  return [`${question} (systems: ${systems.join(", ")})`, ...lines].join("\n");
}

function requireSystem({ name, systems }: Experiment, asked: string): string {
  if (systems.includes(asked)) return asked;
  throw new UsageError(
    `Cannot run ${name} on '${asked}' as ${nearest(asked, systems)}`,
  );
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

/** Aborts at Ctrl-C, or when the terminal goes away; the record is closed and every process ended before we leave. */
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
