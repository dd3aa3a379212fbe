/** Everything that the notebook on the recovery of a platform shows, from one reading of the store. */
import type {
  DurationRow,
  KindShareRow,
  Milestone,
  MilestoneRow,
  PresenceRun,
  SharePanel,
} from "../../../figures/mod.ts";
import type { AnswerParts, Prose, Table } from "../../../report/cells.ts";
import { stageModels } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { pooledStepRows } from "../../charts/stage_rows.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import {
  type MissedObjectives,
  missedObjectives,
} from "../../results/run_outcome.ts";
import { recoveryMetrics } from "../../platform/measure_platform.ts";
import { recoveryObjectives } from "../../platform/objectives/platform_objectives.ts";
import { pushSuccess } from "../../platform/pushes/push_operations.ts";
import { PRESENT_METRIC } from "../../platform/recovery/fault_course.ts";
import { timeToNotice } from "../../platform/recovery/presence.ts";
import { compareFaults } from "../../platform/recovery/fault_name.ts";
import { realFaults } from "../../platform/recovery/real_faults.ts";
import { restartSummaries } from "../../platform/recovery/restart_waits.ts";
import { recoveryCourse } from "../../platform/recovery/recovery_course.ts";
import { recoverySteps } from "../../platform/recovery/recovery_steps.ts";
import {
  faultExperiments,
  type FaultGroup,
  type FaultRun,
  type RecoveryStudy,
  recoveryStudy,
} from "../../platform/recovery/recovery_study.ts";
import { recoveryEnd } from "../../platform/runs/platform_runs.ts";
import {
  metricPoints,
  platformSeriesOf,
} from "../../platform/runs/platform_series.ts";
import { publishedClaims } from "../../platform/published/published_claims.ts";
import { publishedClaimTable } from "../../platform/published/published_tables.ts";
import { platformFaultTable } from "../../platform/tables/platform_fault_table.ts";
import { realRunTable } from "../../platform/tables/real_run_table.ts";
import {
  recoveryTable,
  restartTable,
  runningShareTable,
  storeProbeTable,
} from "../../platform/tables/recovery_tables.ts";
import { pooledStepTable } from "../../platform/tables/stage_tables.ts";
import { plannedScales, recoveryAnswer } from "./recovery_answer.ts";
import {
  caseCurves,
  kindCurves,
  kindShares,
  lostKinds,
  milestoneRows,
  recoveryMilestones,
  restartCurves,
} from "./recovery_charts.ts";
import {
  describeRecovery,
  describeSampledPresence,
} from "./recovery_finding.ts";
import { platformsOf } from "./simulated_limit.ts";

/** Figures and tables on one kind of fault; lists are empty without a run of it. */
export interface FaultSection {
  /** One panel, a series a case. */
  readonly cases: readonly SharePanel[];
  /** A panel a case, a series a kind of application. */
  readonly kinds: readonly SharePanel[];
  readonly milestones: readonly MilestoneRow[];
  /** The steps of the way back, a panel a case. */
  readonly steps: readonly DurationRow[];
  readonly stepTable: Table;
  readonly table: Table;
}

/** One run of a fault over its time. */
export interface FaultExample extends PresenceRun {
  /** `10 of 100 cells die, repetition 1`. */
  readonly title: string;
  readonly run_id: string;
}

/** The report on the faults of one system's platforms. */
export interface RecoveryReport {
  readonly study: RecoveryStudy;
  readonly answer: AnswerParts;
  /** What the figures show: `simulated platforms`. */
  readonly platforms: string;
  readonly finding: Prose;
  /** What the rows of milestones have. */
  readonly milestones: readonly Milestone[];
  readonly cells: FaultSection;
  readonly crowded: FaultSection;
  readonly store: FaultSection;
  /** Kinds of lost instances, in the order of their styles. */
  readonly kinds: readonly string[];
  /** The first run of each case; of cells that die with room left, of the plan's. */
  readonly examples: {
    readonly cells: readonly FaultExample[];
    readonly crowded: readonly FaultExample[];
    readonly store: readonly FaultExample[];
  };
  /** What the metric of present cells saw. */
  readonly sampled: Prose;
  /** What ran of each kind with too little room, before and in the end; of how many runs. */
  readonly shares: readonly KindShareRow[];
  readonly crowdedRuns: number;
  readonly sharesTable: Table;
  readonly probes: Table;
  /**
   * Instances that had crashed by themselves and waited when the fault came; drawn for faults of the store, after which
   * platforms are watched longer than until all that was lost is back.
   */
  readonly restarts: Table;
  readonly restartCurves: readonly SharePanel[];
  readonly runs: Table;
  /** Runs on real control planes, whatever system is shown. */
  readonly real: Table;
  /** What others state of lost cells and of a store that was lost. */
  readonly published: Table;
}

const { "dead-cell": deadCell } = stageModels;

/** Reads the faults of a system's platforms. */
export async function recoveryReport(
  store: Store,
  { system }: { readonly system: string },
): Promise<RecoveryReport> {
  const study = await recoveryStudy(store, system);
  const { cells, crowded, store: hit } = study;
  const real = await realFaults(store);
  const planned = new Set(plannedScales(study).map(({ name }) => name));
  const examples = {
    cells: await readExamples(
      store,
      cells.runs.filter(({ name }) => planned.has(name)),
    ),
    crowded: await readExamples(store, crowded.runs),
    store: await readExamples(store, hit.runs),
  };
  return {
    study,
    answer: recoveryAnswer(study, real),
    platforms: platformsOf(system),
    finding: describeRecovery(study),
    milestones: recoveryMilestones,
    cells: await toSection(store, cells, "Recovery from dead cells"),
    crowded: await toSection(store, crowded, "Recovery with too little room"),
    store: await toSection(
      store,
      hit,
      "Recovery from a fault of the store: records of instances",
    ),
    kinds: lostKinds([cells, crowded, hit]),
    examples,
    sampled: describeSampledPresence(
      await readSamples(store, [...cells.runs, ...crowded.runs]),
    ),
    shares: kindShares(study),
    crowdedRuns: crowded.runs.length,
    sharesTable: runningShareTable(
      crowded.runs.map(({ run }) => run),
      study.shares,
    ),
    probes: storeProbeTable(
      study.runs.toSorted(compareFaults),
      study.probes,
    ),
    restarts: restartTable(restartSummaries(
      [cells, crowded, hit].flatMap(({ runs }) => runs.map(({ run }) => run)),
      study.restarts,
    )),
    restartCurves: restartCurves(hit, study.restarts),
    runs: platformFaultTable(study, await missedOf(store, study)),
    real: realRunTable(real),
    published: publishedClaimTable(
      await publishedClaims(store, "platform-published", [
        "store_repair",
        "cell_loss_noticed",
      ]),
    ),
  };
}

async function missedOf(
  store: Store,
  { runs, cells, crowded, store: hit, shares }: RecoveryStudy,
): Promise<MissedObjectives> {
  const pushed = new Map<string, number>();
  for (const experiment of faultExperiments) {
    for (const [run_id, share] of await pushSuccess(store, experiment)) {
      pushed.set(run_id, share);
    }
  }
  const curves = new Map(
    [cells, crowded, hit].flatMap((group) => group.runs)
      .map((fault) => [fault.run.run_id, fault.curves]),
  );
  return new Map(runs.map((run) => {
    const { run_id } = run;
    const metrics = {
      push_success: pushed.get(run_id) ?? null,
      ...recoveryMetrics(
        curves.get(run_id) ?? [],
        shares.find((own) => own.run_id === run_id) ?? null,
      ),
    };
    return [run_id, missedObjectives(run, metrics, recoveryObjectives)];
  }));
}

async function toSection(
  store: Store,
  group: FaultGroup,
  caption: string,
): Promise<FaultSection> {
  const steps = await recoverySteps(
    store,
    [...Map.groupBy(group.runs, ({ name }) => name)].map(([name, runs]) => ({
      name,
      run_ids: runs.map(({ run }) => run.run_id),
    })),
  );
  const hasCells = steps.some(({ entity }) => entity === deadCell.entity);
  return {
    cases: caseCurves(group),
    kinds: kindCurves(group),
    milestones: milestoneRows(group),
    steps: pooledStepRows(steps),
    stepTable: pooledStepTable(steps, {
      of: "Fault",
      counted: hasCells
        ? "dead cells until they are noticed, then of all lost instances,"
        : "lost instances",
      caption: `${caption}, step by step`,
    }),
    table: recoveryTable(group.summaries, caption),
  };
}

async function readExamples(
  store: Store,
  runs: readonly FaultRun[],
): Promise<FaultExample[]> {
  const examples: FaultExample[] = [];
  for (const [name, [first]] of Map.groupBy(runs, ({ name }) => name)) {
    const course = first ? await recoveryCourse(store, first.run) : null;
    if (!first || course === null) continue;
    const { run_id, repetition } = first.run;
    const title = `${name}, repetition ${repetition}`;
    examples.push({ ...course, run_id, title });
  }
  return examples;
}

/** Reads when the samples of present cells first showed that some were gone. */
async function readSamples(
  store: Store,
  faults: readonly FaultRun[],
): Promise<CensoredTime[]> {
  const times: CensoredTime[] = [];
  const series = await platformSeriesOf(
    store,
    faults.map(({ run }) => run.run_id),
    [PRESENT_METRIC],
  );
  for (const { run } of faults) {
    const { run_id, fault_at } = run;
    const time = fault_at === null ? null : timeToNotice(
      metricPoints(series.get(run_id) ?? [], PRESENT_METRIC),
      fault_at,
      recoveryEnd(run),
    );
    if (time !== null) times.push(time);
  }
  return times;
}
