/** Collects everything that a report says of one run, as plain data. */
import { z } from "zod";
import {
  type CheckedRun,
  checkIntegrity,
  judgeRecordedRun,
  type MeasuredRun,
  measuredRuns,
  type MonitoringRun,
  monitoringRuns,
  recoveries,
  type Recovery,
  runFacts,
  type Validity,
  validity,
} from "../../analysis/mod.ts";
import type { Runnable } from "../../experiments/mod.ts";
import type { Run } from "../../record/mod.ts";
import { Store } from "../../store/mod.ts";
import { declaredFor, paramOf } from "./declared.ts";
import { type Peak, peakMemory } from "./peak_memory.ts";
import { readRun } from "./read_run.ts";
import { type RunLines, runLines } from "./run_lines.ts";
import { type RunOperations, runOperations } from "./run_operations.ts";

/** One run in full. */
export interface RunContent {
  /** As recorded. */
  readonly run: Run;
  /** With status, verdict and objectives by today's rules; as recorded for an import and a run without its phases. */
  readonly judged: Run;
  readonly validity: Validity;
  /** Experiment that this version can run; null for an import. */
  readonly declared: Runnable | null;
  /** SHA-256 of the part of the record that holds the run. */
  readonly digest: string;
  readonly operations: RunOperations;
  /** Counts, throughput and latency; null for an import, and for a run that is not of a load on a cluster. */
  readonly load: MeasuredRun | null;
  /** Null for a run without a fault that was injected. */
  readonly recovery: Recovery | null;
  /** Null for a run that is not of a monitoring server. */
  readonly monitoring: MonitoringRun | null;
  /** Null where no memory was sampled. */
  readonly memory: Peak | null;
  readonly lines: RunLines;
  /** Empty for a run that does not count. */
  readonly integrity: readonly CheckedRun[];
  /** Other runs of the same case, by their recorded status. */
  readonly siblings: readonly Sibling[];
}

const Sibling = z.strictObject({ run_id: z.string(), status: z.string() });

/** Another run of the same case, version and machine. */
export type Sibling = z.infer<typeof Sibling>;

/** Checks that need the other runs of the session; they belong to the report of an experiment. */
const checksOfSessions: ReadonlySet<string> = new Set(["repetitions", "order"]);

/** Reads a run of the store at `path`. Throws `TypeError` if it is not there. */
export async function readRunContent(
  path: string,
  run_id: string,
): Promise<RunContent> {
  using store = await Store.open(path, { runs: [run_id] });
  const run = await readRun(store, run_id);
  const { experiment } = run;
  const declared = declaredFor(run);
  const judged = declared === null ? run : (await judgeRecordedRun(store, run, {
    objectives: declared.experiment.objectives,
    measure: declared.measure,
  })).run;
  const own = (await validity(store, experiment)).get(run_id);
  if (!own) throw new TypeError(`Cannot judge run ${run_id}`);
  const monitors = declared?.experiment.requires.includes("promql") ??
    false;
  const [monitoring = null] = monitors
    ? await monitoringRuns(store, experiment)
    : [];
  const [load = null] = declared === null || monitors
    ? []
    : await measuredRuns(store, experiment);
  const [recovery = null] = declared === null || paramOf(run, "fault") === ""
    ? []
    : await recoveries(store, experiment);
  return {
    run,
    judged,
    validity: own,
    declared,
    digest: await digestOf(store, run),
    operations: await runOperations(store, run_id),
    load,
    recovery,
    monitoring,
    memory: await peakMemory(store, run_id),
    lines: await runLines(store, run_id),
    integrity: checkIntegrity(await runFacts(store, experiment))
      .filter(({ check }) => !checksOfSessions.has(check)),
    siblings: await siblingsOf(path, run),
  };
}

async function digestOf(
  store: Store,
  { experiment, part }: Run,
): Promise<string> {
  const [row] = await store.query(
    z.strictObject({ digest: z.string() }),
    "SELECT digest FROM store.main.loaded WHERE experiment = $1 AND part = $2",
    [experiment, part],
  );
  return row?.digest ?? "";
}

/** Returns the other runs of the same case on the same version, which are not visible in the store of one run. */
async function siblingsOf(path: string, run: Run): Promise<Sibling[]> {
  using store = await Store.open(path, { experiments: [run.experiment] });
  return await store.query(
    Sibling,
    `SELECT run_id, status FROM runs
     WHERE case_id = $1 AND system_version = $2 AND run_id <> $3 ORDER BY run_id`,
    [run.case_id, run.system_version, run.run_id],
  );
}
