/** deno task run: runs an experiment, keeps its record, and loads it into the store. */
import {
  judgeRun,
  sessionSummary,
  type SummaryRow,
} from "../src/analysis/mod.ts";
import config from "../deno.json" with { type: "json" };
import { reevaluateRuns } from "../src/experiments/mod.ts";
import {
  MachineClaim,
  type PlannedRun,
  type PreparedSession,
  prepareSession,
  readEnvironment,
  readToolVersion,
  requireWritableRecords,
  runSession,
} from "../src/lab/mod.ts";
import type { Run } from "../src/record/mod.ts";
import { renderRows } from "../src/report/mod.ts";
import { Store } from "../src/store/mod.ts";
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
import { tellGitHub, writeJUnit } from "./_ci.ts";
import { diagnose } from "./_doctor.ts";
import { describeIntegrity } from "./_integrity.ts";
import { main, paths, printable, progress, say, toSettings } from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { reportSession } from "./_report_run.ts";
import { toRunResult } from "./_result.ts";
import { runAgainst } from "./_run_against.ts";
import { runProgram } from "./_run_program.ts";
import {
  countRuns,
  describeSession,
  listed,
  listing,
  listRuns,
  ownListing,
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
    const folder = typeof list === "string" ? list : "experiments";
    const own = await ownListing(folder);
    say(printable([...own, listing()].join("\n")));
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
  if (!dryRun) await requireWritableRecords(data);
  const claim = () =>
    MachineClaim.take({
      ...{ experiment: experiment.name, beside },
      simulated: systems.every(({ mode }) => mode === "simulated"),
    });
  const { against } = program.opts();
  if (against !== undefined) {
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
  const toLabel = ({ order, case_id, repetition }: PlannedRun) =>
    `${plan.openEnded ? order : `${order}/${total}`} ${case_id} #${repetition}`;
  const signal = interruption();
  const runs = await runSession(plan, {
    ...prepared,
    done: await reevaluateDone(prepared, { chosen, data }),
    record,
    labels: {},
    experiment,
    procedure,
    judge: (record, run) =>
      judgeRun(record, run, { objectives: experiment.objectives, measure }),
    preset,
    toolVersion: await readToolVersion(config.version, paths.tool),
    environment: await readEnvironment(),
    signal,
    machine,
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
  // Pages are made of the record alone, so that they need not wait until it is loaded.
  const reporting = report && runs.length > 0
    ? reportSession(runs, { data, out: reports })
    : null;
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
  say(integrity.join("\n"));
  // A search expects missed objectives. Elsewhere an unknown metric fails a run too.
  const missed = plan.openEnded ? [] : runs.filter(isMissed);
  for (const { case_id, repetition, verdict_text } of missed) {
    say(
      printable(
        `objective not met: ${verdict_text} (${case_id} #${repetition})`,
      ),
    );
  }
  if (reporting !== null) say(printable(await reporting));
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
  say(`${text}; record in ${record}`);
  return {
    code: ok === expected.length && runs.length >= planned.length ? 0 : 1,
    result: {
      ...{ record, reports: report ? reports : null },
      ...{ expected: expected.length, ok, integrity },
      runs: runs.map(toRunResult),
    },
  };
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

async function openPipe(path: string | undefined) {
  if (path === undefined) return null;
  return path === "-" ? Deno.stdin.readable : (await Deno.open(path)).readable;
}

function renderCsv(rows: readonly SummaryRow[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return renderRows({ columns, rows: rows.map((row) => ({ ...row })) }, "csv");
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
