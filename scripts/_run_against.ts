/** deno task run EXPERIMENT/PRESET --against BASELINE: runs of both, interleaved. */
import {
  comparableRuns,
  type ComparedRun,
  entersStatistics,
  judgeRun,
  measureRuns,
} from "../src/analysis/mod.ts";
import {
  judgePaired,
  pairedLine,
  planLooks,
  readSide,
  requireMetric,
  runPaired,
  toBaselineCase,
  type Variant,
} from "../src/compare/mod.ts";
import type { Runnable } from "../src/experiments/mod.ts";
import type { Plan } from "../src/lab/plan/run_plan.ts";
import {
  type MachineClaim,
  type PlannedRun,
  type PreparedSession,
  prepareSession,
  runSession,
  type System,
} from "../src/lab/mod.ts";
import { formatDuration, type Run, UsageError } from "../src/record/mod.ts";
import { openPart } from "../src/store/mod.ts";
import { findSystem } from "../src/systems/choose_systems.ts";
import { requireAllowedClusters } from "../src/systems/kubernetes/allowed_clusters.ts";
import type { AgainstOptions } from "./_against_options.ts";
import { type Outcome, printable, progress, say } from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { toRunResult } from "./_result.ts";

/** What is run against a baseline, and until when. */
export interface AgainstRequest extends AgainstOptions {
  readonly runnable: Runnable & { readonly preset: string };
  readonly systems: readonly System[];
  /** All systems that the experiment can run on. */
  readonly known: readonly System[];
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number | null;
  readonly against: string;
  readonly dryRun: boolean;
  readonly data: string;
  /** Hosts named by `--allow-remote`. */
  readonly allowed: readonly string[];
}

/** What runs need of the machine; taken only if runs are made. */
export interface AgainstMachine {
  readonly claim: () => Promise<MachineClaim>;
  readonly toolVersion: string;
  readonly environment: Run["environment"];
  readonly signal: AbortSignal;
}

/** Blocks of a session whose runs take no time at all, as those of a simulated system. */
const MAX_BLOCKS = 1000;

/** Makes the runs; returns them with the outcome. Throws `UsageError` if they cannot be compared. */
export async function runAgainst(
  request: AgainstRequest,
  machine: AgainstMachine,
): Promise<Outcome & { readonly runs: readonly Run[] }> {
  const { runnable, metric, width, data, against } = request;
  const sessions = await prepareVariants(request);
  const differences = differencesOf(sessions);
  const perBlock = 2 * (sessions.a.seconds + sessions.b.seconds);
  const looks = planLooks(
    Math.min(MAX_BLOCKS, Math.floor(request.budget_s / perBlock)),
  );
  say(printable([
    `A, as ${against}: ${caseOf(sessions.a)}`,
    `B: ${caseOf(sessions.b)}`,
    `they differ in ${differences.join(", ")}`,
    `at most ${looks.blocks.at(-1)} blocks of A B B A, about ${
      formatDuration(perBlock)
    } each, until the interval of ${metric} is ${percent(width)} wide`,
  ].join("\n")));
  const planned = {
    a: caseOf(sessions.a),
    b: caseOf(sessions.b),
    ...{ differences, blocks: looks.blocks },
  };
  if (request.dryRun) return { code: 0, runs: [], result: { planned } };
  requireAllowedClusters(
    [...sessions.a.systems, ...sessions.b.systems],
    request.allowed,
  );

  using claim = await machine.claim();
  const made: Run[] = [];
  const began = performance.now();
  const elapsed = () => (performance.now() - began) / 1000;
  const result = await runPaired({
    ...{ metric, width, looks },
    async makeRun({ variant, block }) {
      const blocks = made.length / 4;
      const isOver = Number.isInteger(blocks) && blocks > 0 &&
        elapsed() * (1 + 1 / blocks) > request.budget_s;
      if (isOver || machine.signal.aborted) return null;
      const run = await makeRun(
        { variant, block, number: made.length },
        sessions,
        { request, machine, claim },
      );
      if (run === null) return null;
      made.push(run);
      return await measure(`${data}/${runnable.experiment.name}`, run);
    },
    onLook({ blocks, effect }) {
      if (effect === null) return;
      say(
        `after ${blocks} blocks: ${
          pairedBounds(effect.lower, effect.upper, effect.relative)
        }`,
      );
    },
  });
  await loadRecords(data);
  const smallest = { relative: request.smallest, points: request.smallest };
  const line = pairedLine(result, smallest);
  say(printable(line));
  const { session } = sessions.b;
  say(
    `all metrics: deno task compare session:${session},set:variant=a session:${session},set:variant=b`,
  );
  const verdict = judgePaired(result, smallest);
  const failed = result.end === "runs fail" || machine.signal.aborted ||
    request.failOnRegression && verdict === "worse";
  const { effect, confidence, end, blocks } = result;
  return {
    code: failed ? 1 : 0,
    runs: made,
    result: {
      ...{ planned, session, line, verdict, metric, effect, confidence },
      ...{ end, blocks, runs: made.map(toRunResult) },
    },
  };
}

type Sessions = Readonly<Record<Variant, PreparedSession>>;

/** Prepares a session of one case for each variant: A as its baseline was, with the durations of B. */
async function prepareVariants(
  { runnable, systems, known, set, seed, against, data, metric }:
    AgainstRequest,
): Promise<Sessions> {
  const { experiment, procedure, preset } = runnable;
  const refuse = (reason: string) =>
    new UsageError(`Cannot run against '${against}' as ${reason}`);
  const [system, ...others] = systems;
  if (!system || others.length > 0) {
    throw refuse("it takes one system: name it with --system");
  }
  const loaded = await loadRecords(data);
  const runs = (await readSide(loaded.path, against, `${data}/baselines`))
    .filter(entersStatistics);
  const baseline = toBaselineCase(runs, {
    ...{ text: against, experiment },
    systemOf: (name) => findSystem(name, known),
  });
  // Before any run is made.
  requireMetric(metric, runs, `the runs of '${against}' have`);
  const prepare = (
    system: System,
    set: Readonly<Record<string, string>>,
  ) =>
    prepareSession({
      ...{ experiment, procedure, preset, seed, systems: [system], set },
      ...{ repetitions: 1, resume: false },
      record: `${data}/${experiment.name}`,
    });
  const b = await prepare(system, set);
  if (b.plan.openEnded) throw refuse("a search chooses its own runs");
  if (b.planned.length !== 1) {
    throw refuse(
      `${preset} with these settings has ${b.planned.length} cases: leave one by --set`,
    );
  }
  const durations = Object.entries(set).filter(([key]) =>
    experiment.settings[key]?.identifies === false
  );
  const a = await prepare(findSystem(baseline.system, known), {
    ...Object.fromEntries(durations),
    ...baseline.set,
  });
  if (a.planned.length !== 1) {
    throw refuse("its runs do not record all settings of a case");
  }
  if (differencesOf({ a, b }).length === 0) {
    throw refuse(
      "nothing differs from it: set what is compared with --set or --system; another version of a program, or of this code, cannot be made again: compare its runs by deno task compare",
    );
  }
  // The record of both is one session.
  return { a: { ...a, session: b.session, seed: b.seed }, b };
}

/** Lists what the two variants differ in: `workers 10 and 50`. */
function differencesOf({ a, b }: Sessions): string[] {
  const valuesOf = ({ planned, systems }: PreparedSession) => ({
    system: planned[0]?.system ?? "",
    ...planned[0]?.values,
    ...systems[0]?.settings,
  });
  const [first, second]: Readonly<Record<string, unknown>>[] = [
    valuesOf(a),
    valuesOf(b),
  ];
  const keys = [
    ...new Set([first, second].flatMap((one) => Object.keys(one ?? {}))),
  ];
  return keys.filter((key) => first?.[key] !== second?.[key]).map((key) =>
    `${key} ${first?.[key] ?? "unset"} and ${second?.[key] ?? "unset"}`
  );
}

function caseOf({ planned }: PreparedSession): string {
  return planned[0]?.case_id ?? "";
}

/** Makes one run of a variant; null if the session was interrupted. */
async function makeRun(
  { variant, block, number }: {
    readonly variant: Variant;
    readonly block: number;
    /** Runs made before it. */
    readonly number: number;
  },
  sessions: Sessions,
  { request: { runnable, data }, machine, claim }: {
    readonly request: AgainstRequest;
    readonly machine: AgainstMachine;
    readonly claim: MachineClaim;
  },
): Promise<Run | null> {
  const { experiment, procedure, measure, preset } = runnable;
  const session = sessions[variant];
  const [first] = session.planned;
  if (!first) return null;
  const planned: PlannedRun = {
    ...first,
    order: number + 1,
    repetition: 2 * (block - 1) + (number % 4 < 2 ? 1 : 2),
  };
  const toLabel = () =>
    `block ${block}, ${variant.toUpperCase()}: ${planned.case_id}`;
  const [run] = await runSession(toPlanOf(planned, session.plan), {
    ...session,
    ...{ experiment, procedure, preset, done: [], containerStats: null },
    record: `${data}/${experiment.name}`,
    labels: { variant, block: String(block) },
    toolVersion: machine.toolVersion,
    environment: machine.environment,
    signal: machine.signal,
    machine: claim,
    judge: (record, run) =>
      judgeRun(record, run, { objectives: experiment.objectives, measure }),
    onProgress: (_, phase, detail) =>
      progress(`${toLabel()}: ${phase}, ${detail}`),
    onRun(_, { status }, summary) {
      progress("");
      say(printable(`${toLabel()} ${status}: ${summary}`));
    },
  });
  return run ?? null;
}

/** Returns the plan of a single run. */
function toPlanOf(planned: PlannedRun, { refused }: Plan): Plan {
  const remaining = (done: readonly Run[]) =>
    done.length === 0 ? [planned] : [];
  return {
    ...{ planned: [planned], refused, openEnded: false, remaining },
    next: (done) => remaining(done)[0] ?? null,
  };
}

/** Measures a run that has just ended, by its closed tables. */
async function measure(record: string, run: Run): Promise<ComparedRun> {
  using store = await openPart(record, run);
  const runs = (await comparableRuns(store))
    .filter(({ run_id }) => run_id === run.run_id);
  const [measured] = (await measureRuns(store, runs, {
    by: "",
    apdex: null,
    objective: null,
    cutWarmUp: false,
  })).runs;
  if (measured) return measured;
  throw new TypeError(`Cannot measure run ${run.run_id} as it has no line`);
}

function pairedBounds(
  lower: number | null,
  upper: number | null,
  relative: boolean,
): string {
  if (lower === null || upper === null) return "too few runs for an interval";
  const unit = relative ? " %" : " points";
  const form = (value: number) => (100 * value).toPrecision(2);
  return `${form(lower)} to ${form(upper)}${unit}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
