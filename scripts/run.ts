/** deno task run: runs an experiment, keeps its record, and loads it into the store. */
import { judgeRun } from "../src/analysis/validity/judge_run.ts";
import config from "../deno.json" with { type: "json" };
import {
  MachineClaim,
  type PlannedRun,
  type PreparedSession,
  prepareSession,
  readEnvironment,
  readToolVersion,
  runSession,
} from "../src/lab/mod.ts";
import { makeWritableFolder } from "../src/record/folders/writable_folder.ts";
import { exists, type Run, UsageError } from "../src/record/mod.ts";
import { requireAllowedServers } from "../src/systems/databases/allowed_servers.ts";
import { requireAllowedClusters } from "../src/systems/kubernetes/allowed_clusters.ts";
import { requireNoneAlone, toAgainstOptions } from "./_against_options.ts";
import { toWhole } from "./_amounts.ts";
import {
  choose,
  chooseFrom,
  type Chosen,
  readOwnArgument,
  requireConsent,
} from "./_chosen.ts";
import { diagnose } from "./_doctor.ts";
import { main, paths, printable, progress, say, toSettings } from "./_main.ts";
import { toRunResult } from "./_result.ts";
import { runProgram } from "./_run_program.ts";
import {
  describeSession,
  listed,
  listing,
  listOwn,
  listRuns,
} from "./_session_texts.ts";

/** Repetitions of each case: more could not be planned in a moment, nor made in a year. */
const MAX_REPEAT = 10_000;

main(async () => {
  const own = await readOwnArgument(Deno.args);
  const program = runProgram(own);
  program.parse(["", "", ...Deno.args]);
  const [name = ""] = program.args;
  if (program.opts().doctor) return await diagnose();
  const { list } = program.opts();
  if (name === "" || list) {
    // Behind another option, such as --json, the folder stands by itself.
    const folder = typeof list === "string" ? list : name;
    if (folder !== "") await requireFolder(folder);
    const own = await listOwn(folder || "experiments");
    say(printable(listing(own)));
    return { code: 0, result: { own, ...listed() } };
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
  if (!dryRun) {
    await makeWritableFolder(data, { what: "records", option: "--data" });
  }
  const claim = () =>
    MachineClaim.take({
      ...{ experiment: experiment.name, beside },
      simulated: systems.every(({ mode }) => mode === "simulated"),
    });
  const { against } = program.opts();
  if (against !== undefined) {
    const { runAgainst } = await importLater(
      "./_run_against.ts",
    ) as typeof import("./_run_against.ts");
    const { code, runs, result } = await runAgainst({
      ...{ runnable: { experiment, procedure, measure, preset }, systems },
      known: chosen.systems,
      ...{ set: toSettings(set), against, data, dryRun: dryRun === true },
      allowed,
      seed: seed === undefined ? null : toWhole("--seed", seed),
      ...toAgainstOptions(program.opts()),
    }, {
      claim,
      toolVersion: await readToolVersion(config.version, paths.tool),
      environment: await readEnvironment(),
      signal: interruption(),
    });
    if (report && runs.length > 0) {
      const { reportSession } = await importLater(
        "./_report_run.ts",
      ) as typeof import("./_report_run.ts");
      say(printable(await reportSession(runs, { data, out: reports })));
    }
    return { code, result };
  }
  requireNoneAlone((name) => program.getOptionValueSource(name) === "cli");
  const record = `${data}/${experiment.name}`;
  const prepared = await prepareSession({
    experiment,
    procedure,
    preset,
    systems,
    set: toSettings(set),
    repetitions: toWhole("--repeat", repeat, { most: MAX_REPEAT }),
    seed: seed === undefined ? null : toWhole("--seed", seed),
    resume,
    record,
  });
  const { plan, planned, total } = prepared;
  say(describeSession(name, { prepared, leftOut }));
  if (dryRun) {
    say(listRuns(planned));
    return {
      code: 0,
      result: {
        ...{ record, seconds: prepared.seconds, left_out: leftOut },
        planned: planned.map(({ order, case_id, repetition, system }) => ({
          ...{ order, case_id, repetition, system },
        })),
      },
    };
  }
  requireAllowedClusters(prepared.systems, allowed);
  requireAllowedServers(prepared.systems, allowed);

  using machine = await claim();
  // Analyses and reports are large: they are imported while an own system starts, whose load waits for that.
  const after = importLater("./_after_session.ts") as Promise<
    typeof import("./_after_session.ts")
  >;
  if (own === null) await after;
  const toLabel = ({ order, case_id, repetition }: PlannedRun) =>
    `${plan.openEnded ? order : `${order}/${total}`} ${case_id} #${repetition}`;
  const signal = interruption();
  const runs = await runSession(plan, {
    ...prepared,
    done: await readDone(prepared, { chosen, data }),
    record,
    labels: {},
    experiment,
    procedure,
    judge: (record, run) =>
      judgeRun(record, run, { objectives: experiment.objectives, measure }),
    preset,
    toolVersion: await readToolVersion(config.version, paths.tool),
    environment: await readEnvironment(),
    ...{ signal, machine, besideSetUp: after },
    containerStats: await openPipe(program.opts().containerStats),
    onProgress: (planned, phase, detail) =>
      progress(`${toLabel(planned)}: ${phase}, ${detail}`),
    onNotice(text) {
      progress("");
      say(printable(text));
    },
    onRun(planned, { status, verdict }, summary) {
      progress("");
      const judged = verdict === "fail" ? ", objective not met" : "";
      say(printable(`${toLabel(planned)} ${status}${judged}: ${summary}`));
    },
  });
  if (resume && runs.length === 0 && !signal.aborted) {
    say(`nothing left of session ${prepared.session} in ${record}`);
    return {
      code: 0,
      result: {
        ...{ record, reports: null, expected: 0, ok: 0, integrity: [] },
        runs: [],
      },
    };
  }
  const { closeSession } = await after;
  const { integrity, ok, expected } = await closeSession(prepared, {
    ...{ runs, data, summary, junit, title: `${experiment.name}/${preset}` },
    reports: report ? reports : null,
  });
  return {
    code: ok === expected && runs.length >= planned.length ? 0 : 1,
    result: {
      ...{ record, reports: report ? reports : null },
      ...{ expected, ok, integrity },
      runs: runs.map(toRunResult),
    },
  };
});

/** Throws `UsageError` for a folder that is named, and not there. */
async function requireFolder(path: string): Promise<void> {
  if (await exists(path)) return;
  throw new UsageError(
    `Cannot list the experiments in '${path}' as there is no such folder: name it from here, --list experiments`,
  );
}

/** Imports a module of this folder. Deno reads what a literal `import()` names before it starts, although it is not needed yet. */
function importLater(path: string): Promise<unknown> {
  return import(new URL(path, import.meta.url).href);
}

/** Returns the runs on record of a session; a search judges them again, as its next step depends on them. */
async function readDone(
  { plan, done }: PreparedSession,
  options: { readonly chosen: Chosen; readonly data: string },
): Promise<readonly Run[]> {
  if (!plan.openEnded || done.length === 0) return done;
  const { reevaluateDone } = await importLater(
    "./_reevaluate.ts",
  ) as typeof import("./_reevaluate.ts");
  return await reevaluateDone(done, options);
}

async function openPipe(path: string | undefined) {
  if (path === undefined) return null;
  return path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
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
