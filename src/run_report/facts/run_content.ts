/** Collects everything that a report says of one run, as plain data. */
import {
  type CheckedRun,
  checkIntegrity,
  judgeRecordedRun,
  type LoadSpan,
  loadSpan,
  type MeasuredRun,
  measuredRuns,
  type MeasureRun,
  type MonitoringRun,
  monitoringRuns,
  recoveries,
  type Recovery,
  runFacts,
  runResources,
  toLoadMeasurement,
  toPlatformMeasurement,
  type Validity,
  validity,
} from "../../analysis/mod.ts";
import type { Runnable } from "../../experiments/mod.ts";
import { paramOf, type Run } from "../../record/mod.ts";
import type { OpenRun, RunLine, Store } from "../../store/mod.ts";
import { declaredFor } from "./declared.ts";
import {
  type ForwardingContent,
  readForwarding,
} from "./forwarding_content.ts";
import { type OtherMachine, otherMachines } from "./other_machines.ts";
import { type Peak, peakMemory } from "./peak_memory.ts";
import { recompute, type RecomputedFigures } from "./recomputed.ts";
import { type PlatformContent, readPlatform } from "./platform_content.ts";
import { type SampleMean, sampleMeans } from "./sample_means.ts";
import { type RunLines, runLines } from "./run_lines.ts";
import { type RunOperations, runOperations } from "./run_operations.ts";
import { type KindStages, runStages } from "./run_stages.ts";
import { type RunWorker, runWorkers } from "./run_workers.ts";

/** One run in full. */
export interface RunContent {
  /** As recorded. */
  readonly run: Run;
  /** With status, verdict and objectives by today's rules; as recorded for an import and a run without its phases. */
  readonly judged: Run;
  readonly validity: Validity;
  /** Experiment that this version can run; null for an import, and for an experiment of a user's own. */
  readonly declared: Runnable | null;
  /** SHA-256 of the part of the record that holds the run. */
  readonly digest: string;
  /** Clock of the figures; null for a run without the time of any operation. */
  readonly clock: LoadSpan | null;
  readonly operations: RunOperations;
  /** By kind of operation; empty for a run without stages. */
  readonly stages: readonly KindStages[];
  /** Of a distributed load generator; empty for a run without. */
  readonly workers: readonly RunWorker[];
  /** Counts, throughput and latency; null for an import, and for a run that is not of a load on a cluster. */
  readonly load: MeasuredRun | null;
  /** Null for a run without a fault that was injected. */
  readonly recovery: Recovery | null;
  /** Null for a run that is not of a monitoring server. */
  readonly monitoring: MonitoringRun | null;
  /** Null for a run that is not of a forwarder. */
  readonly forwarding: ForwardingContent | null;
  /** Null for a run that is not on a container platform. */
  readonly platform: PlatformContent | null;
  /** Means of what an import sampled; empty for a run made here. */
  readonly samples: readonly SampleMean[];
  /** Share of the machine's processors in use while measuring, 1 = all; null where it was not sampled. */
  readonly host: number | null;
  /** Null where no memory was sampled. */
  readonly memory: Peak | null;
  /** Empty for a run on this machine alone. */
  readonly machines: readonly OtherMachine[];
  readonly lines: RunLines;
  /** What Loadline computes of the latencies that another tool reported; empty for a run made here. */
  readonly recomputed: RecomputedFigures;
  /** Empty for a run that does not count. */
  readonly integrity: readonly CheckedRun[];
  /** Other runs of the same case on the same version of the system. */
  readonly siblings: readonly string[];
}

/** Checks that need the other runs of the session; they belong to the report of an experiment. */
const checksOfSessions: ReadonlySet<string> = new Set(["repetitions", "order"]);

/** Reads all of an open run; `lines` are those of all runs. */
export async function readRunContent(
  { run, store, digest }: OpenRun,
  lines: readonly RunLine[],
): Promise<RunContent> {
  const { run_id, experiment } = run;
  const own = (await validity(store, experiment)).get(run_id);
  if (!own) throw new TypeError(`Cannot judge run ${run_id}`);
  const declared = declaredFor(run);
  const monitoring = declared?.experiment.requires.includes("promql")
    ? ofRun(run, await monitoringRuns(store, experiment))
    : null;
  const forwarding = declared?.experiment.requires.includes("forward-lines")
    ? await readForwarding(store, run)
    : null;
  const platform = declared?.experiment.requires.includes("push-apps")
    ? await readPlatform(store, run)
    : null;
  const isClusterLoad = declared === null
    ? isOwnLoad(run)
    : monitoring === null && forwarding === null && platform === null &&
      !declared.experiment.requires.includes("control-plane");
  const load = !isClusterLoad
    ? null
    : ofRun(run, await measuredRuns(store, experiment));
  const written = await runLines(store, run_id);
  const hasFault = !["", "none"].includes(paramOf(run, "fault"));
  return {
    ...{ run, declared, validity: own, digest },
    ...{ monitoring, load, forwarding, platform },
    judged: await judge(store, run, {
      ...{ validity: own, declared, monitoring, load, forwarding, platform },
    }),
    clock: await loadSpan(store, run_id),
    operations: await runOperations(store, run_id, {
      // A platform is filled before it is measured, and what it is asked for thereafter is part of the answer.
      ofMeasure: platform === null,
    }),
    stages: await runStages(store, run_id),
    workers: await runWorkers(store, run_id),
    recovery: isClusterLoad && hasFault
      ? ofRun(run, await recoveries(store, experiment))
      : null,
    samples: run.mode === "imported" ? await sampleMeans(store, run_id) : [],
    host: await hostUse(store, run),
    memory: await peakMemory(store, run_id),
    machines: await otherMachines(store, run_id),
    lines: written,
    recomputed: run.mode === "imported"
      ? await recompute(store, run_id, written.reported)
      : new Map(),
    integrity: checkIntegrity(await runFacts(store, experiment))
      .filter((one) =>
        one.run_id === run_id && !checksOfSessions.has(one.check)
      ),
    siblings: lines.filter((line) =>
      line.experiment === experiment && line.run_id !== run_id &&
      line.case_id === run.case_id && line.system_version === run.system_version
    ).map(({ run_id }) => run_id),
  };
}

/** Whether a run that nobody declares is one of load: that of a user's own experiment. */
function isOwnLoad(run: Run): boolean {
  return run.mode !== "imported" && paramOf(run, "loop") !== "";
}

/** Returns the mean use of the machine in the phase `measure`; null where it was not sampled. */
async function hostUse(store: Store, run: Run): Promise<number | null> {
  const rows = await runResources(store, run.experiment, { metrics: ["cpu"] });
  return rows.find(({ run_id, source }) =>
    run_id === run.run_id && source === "host"
  )?.mean ?? null;
}

/** Judges a run as its experiment's reports do, by what was measured. Imports keep the verdict of their author. */
async function judge(
  store: Store,
  run: Run,
  { validity, declared, monitoring, load, forwarding, platform }: Pick<
    RunContent,
    | "validity"
    | "declared"
    | "monitoring"
    | "load"
    | "forwarding"
    | "platform"
  >,
): Promise<Run> {
  if (monitoring !== null) {
    const { status, verdict, verdict_text, objectives, notes } = monitoring;
    return { ...run, status, verdict, verdict_text, objectives, notes };
  }
  if (declared === null) return { ...run, status: validity.status };
  // Measured once: each measurement reads all operations.
  const measure: MeasureRun = forwarding !== null
    ? () => Promise.resolve(forwarding.measurement)
    : load !== null
    ? () => Promise.resolve(toLoadMeasurement(load))
    : platform !== null
    ? () => Promise.resolve(toPlatformMeasurement(platform))
    : declared.measure;
  return (await judgeRecordedRun(store, run, {
    objectives: declared.experiment.objectives,
    measure,
  })).run;
}

function ofRun<Row extends { readonly run_id: string }>(
  { run_id }: Run,
  rows: readonly Row[],
): Row | null {
  return rows.find((row) => row.run_id === run_id) ?? null;
}
