/** Everything that the notebook on stages shows, from one reading of the store. */
import { compareText } from "../../../record/mod.ts";
import type {
  DurationRow,
  StageBar,
  StagePairPanel,
  StageShareRow,
  TimelineCountRow,
} from "../../../figures/mod.ts";
import type { AnswerParts, Prose, Table } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";
import {
  stageDurationRows,
  stagePairPanels,
  stageShareRows,
  timelineBars,
  timelineCountRows,
} from "../../charts/stage_rows.ts";
import type { BatchKind } from "../../platform/pushes/batch_times.ts";
import { OTHER_STAGES } from "../../platform/stages/main_stages.ts";
import { publishedClaims } from "../../platform/published/published_claims.ts";
import { publishedClaimTable } from "../../platform/published/published_tables.ts";
import { stagePairs } from "../../platform/stages/stage_pairs.ts";
import {
  largestCase,
  type StageStudy,
  stageStudy,
} from "../../platform/stages/stage_study.ts";
import {
  stageDurationTable,
  stagePairTable,
} from "../../platform/tables/stage_tables.ts";
import {
  stageCaseTable,
  stageRunTable,
} from "../../platform/tables/stage_study_tables.ts";
import { stageAnswer } from "./stage_answer.ts";
import { describeStages } from "./stage_finding.ts";

/** The first run of the largest case of a kind of work, with the rows of its figures. */
export interface StageExample {
  readonly kind: BatchKind;
  /** `4,000 tasks, 100 cells`. */
  readonly label: string;
  /** `tasks`, and `task`. */
  readonly noun: string;
  readonly one: string;
  readonly run_id: string;
  readonly bars: readonly StageBar[];
  /** The same in order of the names of their cells. */
  readonly byCell: readonly StageBar[];
  readonly durations: readonly DurationRow[];
  /** Shares of all cases of the kind. */
  readonly shares: readonly StageShareRow[];
  readonly pairs: readonly StagePairPanel[];
  readonly durationTable: Table;
  readonly pairTable: Table;
}

/** The report on the stages of one experiment. */
export interface StageReport {
  readonly study: StageStudy;
  readonly answer: AnswerParts;
  readonly finding: Prose;
  /** Tasks, then instances; without those that no run has. */
  readonly examples: readonly StageExample[];
  readonly counts: readonly TimelineCountRow[];
  /** Name of the stages that figures put together. */
  readonly otherStages: string;
  readonly cases: Table;
  readonly runs: Table;
  /** What others state of as much work at once. */
  readonly published: Table;
}

/** Pairs in the table. */
const MOST_PAIRS = 10;

/** Reads the stages of an experiment in which work was asked for at once. */
export async function stageReport(
  store: Store,
  options: { readonly experiment: string; readonly system: string },
): Promise<StageReport> {
  const study = await stageStudy(store, options);
  return {
    study,
    answer: stageAnswer(study),
    finding: describeStages(study),
    examples: (["task", "lrp"] as const)
      .flatMap((kind) => toExample(study, kind) ?? []),
    counts: timelineCountRows(study),
    otherStages: OTHER_STAGES,
    cases: stageCaseTable(study),
    runs: stageRunTable(study),
    published: publishedClaimTable(
      await publishedClaims(store, "platform-published", ["start_all"]),
    ),
  };
}

function toExample(study: StageStudy, kind: BatchKind): StageExample | null {
  const largest = largestCase(study, kind);
  const [set] = largest?.sets ?? [];
  if (!largest || !set) return null;
  const cases = study.cases.filter((one) => one.kind === kind);
  const { noun, label } = largest;
  const bars = timelineBars(set, cases);
  return {
    ...{ kind, label, noun, one: set.timelines.counted },
    run_id: set.run.run_id,
    ...{ bars, byCell: bars.toSorted(byGroup) },
    durations: stageDurationRows(set),
    shares: stageShareRows(cases),
    pairs: stagePairPanels(set),
    durationTable: stageDurationTable(set.durations, {
      ...{ counted: noun, label: `${label}, one run` },
    }),
    pairTable: stagePairTable(stagePairs(set.timelines), {
      ...{ most: MOST_PAIRS, label: `${label}, one run` },
    }),
  };
}

/** Names of cells have numbers at their ends: 9 comes before 10. */
function byGroup(a: StageBar, b: StageBar): number {
  return a.group.length - b.group.length || compareText(a.group, b.group);
}
