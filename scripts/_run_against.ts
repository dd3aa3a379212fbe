/** deno task run EXPERIMENT/PRESET --against BASELINE: runs of both, interleaved. */
import {
  comparableRuns,
  type ComparedRun,
  judgeRun,
  measureRuns,
} from "../src/analysis/mod.ts";
import {
  judgePaired,
  pairedLine,
  planLooks,
  runPaired,
  type Variant,
} from "../src/compare/mod.ts";
import type { Plan } from "../src/lab/plan/run_plan.ts";
import {
  type MachineClaim,
  type PlannedRun,
  type PreparedSession,
  runSession,
} from "../src/lab/mod.ts";
import { formatDuration, type Run } from "../src/record/mod.ts";
import { openPart } from "../src/store/mod.ts";
import { requireAllowedServers } from "../src/systems/databases/allowed_servers.ts";
import { requireAllowedClusters } from "../src/systems/kubernetes/allowed_clusters.ts";
import { type Outcome, printable, progress, say } from "./_main.ts";
import { loadRecords } from "./_records.ts";
import { toRunResult } from "./_result.ts";
import {
  type AgainstRequest,
  differencesOf,
  prepareVariants,
  type Sessions,
} from "./_variants.ts";

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
  const systems = [...sessions.a.systems, ...sessions.b.systems];
  requireAllowedClusters(systems, request.allowed);
  requireAllowedServers(systems, request.allowed);

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
    ...{ signal: machine.signal, besideSetUp: Promise.resolve() },
    machine: claim,
    judge: (record, run) =>
      judgeRun(record, run, { objectives: experiment.objectives, measure }),
    onProgress: (_, phase, detail) =>
      progress(`${toLabel()}: ${phase}, ${detail}`),
    onNotice(text) {
      progress("");
      say(printable(text));
    },
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
