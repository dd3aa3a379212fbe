/** Everything that the notebook on pushes shows, from one reading of the store. */
import type {
  DurationRow,
  FillTenthRow,
  PushProgressRow,
  PushScaleRow,
} from "../../../figures/mod.ts";
import type { ObjectiveResult } from "../../../record/mod.ts";
import type { AnswerParts, Prose, Table } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";
import {
  type MissedObjectives,
  missedObjectives,
} from "../../results/run_outcome.ts";
import {
  fillTenthRows,
  pushKindRows,
  pushProgressRows,
  pushScaleRows,
} from "../../charts/push_rows.ts";
import { pooledStepRows } from "../../charts/stage_rows.ts";
import { pushMix } from "../../../systems/platform/push_mix.ts";
import type { PlatformRun } from "../../platform/runs/platform_runs.ts";
import { publishedPushes } from "../../platform/published/published_pushes.ts";
import { publishedPushTable } from "../../platform/published/published_tables.ts";
import { apiMetrics } from "../../platform/measure_platform.ts";
import { apiObjectives } from "../../platform/objectives/api_objectives.ts";
import { pushObjectives } from "../../platform/objectives/platform_objectives.ts";
import { realRuns } from "../../platform/recovery/real_runs.ts";
import { checkMix } from "../../platform/pushes/mix_check.ts";
import {
  type PushStudy,
  pushStudy,
  type PushStudyOptions,
} from "../../platform/pushes/push_study.ts";
import { pooledSteps } from "../../platform/stages/pooled_steps.ts";
import {
  fillEffectTable,
  pushArithmeticTable,
  pushKindTable,
  pushReasonTable,
  pushScaleTable,
} from "../../platform/tables/push_scale_tables.ts";
import { mixTable, pushRunTable } from "../../platform/tables/push_tables.ts";
import { realRunTable } from "../../platform/tables/real_run_table.ts";
import { pooledStepTable } from "../../platform/tables/stage_tables.ts";
import { pushAnswer } from "./push_answer.ts";
import { describePushes } from "./push_finding.ts";
import { platformsOf } from "./simulated_limit.ts";

/** The report on the pushes of one system. */
export interface PushReport {
  readonly study: PushStudy;
  readonly answer: AnswerParts;
  /** What the figures show: `simulated platforms`. */
  readonly platforms: string;
  readonly finding: Prose;
  /** Rows of figures; empty without a run that pushed the whole mix. */
  readonly scales: readonly PushScaleRow[];
  readonly progress: readonly PushProgressRow[];
  readonly tenths: readonly FillTenthRow[];
  readonly kinds: readonly DurationRow[];
  /** What a start goes through, on the largest platform. */
  readonly steps: readonly DurationRow[];
  readonly tables: {
    readonly scales: Table;
    readonly kinds: Table;
    readonly steps: Table;
    readonly reasons: Table;
    readonly fill: Table;
    readonly mix: Table;
    readonly arithmetic: Table;
    /** Others' pushes beside those of the compared runs. */
    readonly published: Table;
    /** Runs on real control planes, whatever system is shown. */
    readonly real: Table;
    readonly runs: Table;
  };
}

/** Reads the pushes of the plan's mix; see `pushStudy()` for what is compared. */
export async function pushReport(
  store: Store,
  options: PushStudyOptions,
): Promise<PushReport> {
  const study = await pushStudy(store, pushMix, options);
  const steps = await pooledSteps(store, {
    kind: "start",
    groups: study.scales.map(({ label, runs }) => ({
      name: label,
      run_ids: runs.map(({ run }) => run.run_id),
    })),
  });
  const largest = study.scales.at(-1)?.label;
  const real = await realRuns(store, ["platform-push"]);
  return {
    study,
    answer: pushAnswer(study, real),
    platforms: platformsOf(study.system),
    finding: describePushes(study),
    scales: pushScaleRows(study),
    progress: pushProgressRows(study),
    tenths: fillTenthRows(study),
    kinds: pushKindRows(study),
    steps: pooledStepRows(steps.filter(({ name }) => name === largest)),
    tables: {
      scales: pushScaleTable(study),
      kinds: pushKindTable(study),
      steps: pooledStepTable(steps, {
        ...{ of: "Cells", counted: "starts" },
        caption: "Stages of a start by number of cells",
      }),
      reasons: pushReasonTable(study),
      fill: fillEffectTable(study),
      mix: mixTable(checkMix(pushMix)),
      arithmetic: pushArithmeticTable(study),
      published: publishedPushTable(
        await publishedPushes(store, {
          published: "platform-published",
          ours: "platform-push",
          runs: study.scales.flatMap(({ runs }) => runs.map(({ run }) => run)),
        }),
      ),
      real: realRunTable(real),
      runs: pushRunTable(
        study.runs.toSorted(byCase),
        study.pushes,
        await missedOf(store, study),
      ),
    },
  };
}

async function missedOf(
  store: Store,
  { runs, pushes }: PushStudy,
): Promise<MissedObjectives> {
  const missed = new Map<string, readonly ObjectiveResult[]>();
  for (const run of runs) {
    const pushed = pushes.find(({ run_id }) => run_id === run.run_id);
    // A simulated platform has no API that its clients call.
    const objectives = run.mode === "simulated"
      ? []
      : await apiObjectives(store, run.run_id);
    const metrics = {
      push_success: pushed ? pushed.ok / pushed.apps : null,
      ...apiMetrics(objectives),
    };
    missed.set(run.run_id, missedObjectives(run, metrics, pushObjectives));
  }
  return missed;
}

function byCase(a: PlatformRun, b: PlatformRun): number {
  return (a.cells ?? 0) - (b.cells ?? 0) || (a.fill ?? 0) - (b.fill ?? 0) ||
    (a.parallel ?? 0) - (b.parallel ?? 0) || a.repetition - b.repetition;
}
