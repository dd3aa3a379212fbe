/** Everything that the notebook on platforms that are left alone shows, from one reading of the store. */
import type { FillPanel, LoopRow, SharePanel } from "../../../figures/mod.ts";
import type { AnswerParts, Prose, Table } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";
import {
  type MissedObjectives,
  missedObjectives,
} from "../../results/run_outcome.ts";
import { soakCounts } from "../../platform/measure_platform.ts";
import { soakObjectives } from "../../platform/objectives/platform_objectives.ts";
import { pushSuccess } from "../../platform/pushes/push_operations.ts";
import { type SoakStudy, soakStudy } from "../../platform/soak/soak_study.ts";
import { publishedBenchmarks } from "../../platform/published/published_benchmarks.ts";
import { publishedBenchmarkTable } from "../../platform/published/published_tables.ts";
import { batchTable, smokeTable } from "../../platform/tables/batch_tables.ts";
import { soakRunTable, soakTable } from "../../platform/tables/soak_tables.ts";
import { soakAnswer } from "./soak_answer.ts";
import {
  batchPanels,
  fillPanels,
  loopRows,
  type SoakFigure,
  soakFigures,
} from "./soak_charts.ts";
import { describeFill, describeSoaks } from "./soak_finding.ts";
import type { PlatformRun } from "../../platform/runs/platform_runs.ts";

/** The report on the soaks of one system's platforms. */
export interface SoakReport {
  readonly study: SoakStudy;
  readonly answer: AnswerParts;
  readonly finding: Prose;
  /** Loops against their budgets; empty without a soak. */
  readonly loops: readonly LoopRow[];
  /** Metrics over time, a figure for each length of soaks. */
  readonly figures: readonly SoakFigure[];
  /** Loops by how many instances ran, also while the platform was filled. */
  readonly fill: readonly FillPanel[];
  readonly fillFinding: Prose;
  readonly batches: readonly SharePanel[];
  readonly tables: {
    /** Metrics of the first soak of each name, with its name. */
    readonly soaks: readonly { readonly name: string; readonly table: Table }[];
    readonly batches: Table;
    readonly smoke: Table;
    /** Others' loops beside those of all soaks of this project. */
    readonly published: Table;
    readonly runs: Table;
  };
}

/** Reads the soaks of a system's platforms. */
export async function soakReport(
  store: Store,
  { system }: { readonly system: string },
): Promise<SoakReport> {
  const study = await soakStudy(store, system);
  const { soaks, others, batches, smoke } = study;
  const fill = fillPanels(soaks);
  return {
    study,
    answer: soakAnswer(study),
    finding: describeSoaks(study),
    loops: loopRows(soaks),
    figures: soakFigures(soaks),
    fill,
    fillFinding: describeFill(fill),
    batches: batchPanels(batches),
    tables: {
      soaks: [...Map.groupBy(soaks, ({ name }) => name)].flatMap((
        [name, own],
      ) =>
        own.slice(0, 1).map(({ rows, run: { repetition } }) => ({
          name,
          table: soakTable(
            rows,
            own.length === 1
              ? `${name}, the only run`
              : `${name}, repetition ${repetition} of ${own.length}`,
          ),
        }))
      ),
      batches: batchTable(batches),
      smoke: smokeTable(smoke),
      published: publishedBenchmarkTable(
        await publishedBenchmarks(store, {
          published: "platform-published",
          ours: "platform-soak",
        }),
      ),
      runs: soakRunTable(
        study.runs.toSorted(byCase),
        [...soaks, ...others],
        await missedOf(store, study),
      ),
    },
  };
}

async function missedOf(
  store: Store,
  { runs, soaks, others }: SoakStudy,
): Promise<MissedObjectives> {
  const pushed = await pushSuccess(store, "platform-soak");
  const rows = new Map(
    [...soaks, ...others].map(({ run, rows }) => [run.run_id, rows]),
  );
  return new Map(runs.map((run) => {
    const { run_id } = run;
    const metrics = {
      push_success: pushed.get(run_id) ?? null,
      ...soakCounts(rows.get(run_id) ?? []),
    };
    return [run_id, missedObjectives(run, metrics, soakObjectives)];
  }));
}

function byCase(a: PlatformRun, b: PlatformRun): number {
  return (a.cells ?? 0) - (b.cells ?? 0) || (a.fill ?? 0) - (b.fill ?? 0) ||
    (a.soak ?? 0) - (b.soak ?? 0) || a.repetition - b.repetition;
}
