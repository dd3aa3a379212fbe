/** Everything that the notebook on control planes shows, from one reading of the store. */
import type { CaseRow, SharePanel } from "../../../figures/mod.ts";
import type { AnswerParts, Prose, Table } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";
import {
  describeDeaths,
  loopCases,
  lossPanels,
  sizeCases,
} from "../../control_plane/control_plane_charts.ts";
import { describeReality } from "../../control_plane/control_plane_reality.ts";
import { cellLineTable } from "../../control_plane/cell_line_table.ts";
import { cellLines } from "../../control_plane/cell_lines.ts";
import {
  type ControlPlaneStudy,
  controlPlaneStudy,
} from "../../control_plane/control_plane_study.ts";
import {
  controlPlaneRunTable,
  faultTable,
  growthTable,
  invalidRunTable,
  requestTable,
} from "../../control_plane/control_plane_tables.ts";
import { ownBenchmarks } from "../../control_plane/own_benchmarks.ts";
import { publishedBenchmarks } from "../../platform/published/published_benchmarks.ts";
import { publishedClaims } from "../../platform/published/published_claims.ts";
import {
  publishedBenchmarkTable,
  publishedClaimTable,
} from "../../platform/published/published_tables.ts";
import { controlPlaneAnswer, largestRuns } from "./control_plane_answer.ts";

/** The report on control planes. */
export interface ControlPlaneReport {
  readonly study: ControlPlaneStudy;
  readonly answer: AnswerParts;
  /** Longest fetches by instances, and what stores take of disk and memory; empty without a run. */
  readonly loops: readonly CaseRow[];
  readonly sizes: readonly CaseRow[];
  /** What faults took away, there again. */
  readonly losses: readonly SharePanel[];
  /** The settings that decide when the death of a cell is noticed, a sentence; empty without any. */
  readonly deaths: string;
  /** Names of all stores, so that each has one colour in all figures. */
  readonly stores: readonly string[];
  /** What is real, what is simulated, and what is ours. */
  readonly reality: Prose;
  readonly tables: {
    readonly growth: Table;
    /** What invalid runs measured; without a row unless there are some. */
    readonly invalid: Table;
    /** Load lines in cells; without a row unless a search is on record. */
    readonly lines: Table;
    readonly requests: Table;
    readonly faults: Table;
    /** Others' loops beside ours, and what documents say. */
    readonly published: Table;
    readonly claims: Table;
    readonly runs: Table;
  };
}

/** Reads the runs of `control-plane`, and what others published. */
export async function controlPlaneReport(
  store: Store,
): Promise<ControlPlaneReport> {
  const study = await controlPlaneStudy(store, "control-plane");
  const { growth, disturbed, runs, missed } = study;
  const largest = largestRuns(growth).map((one) => one.growth);
  const published = await publishedBenchmarks(store, {
    ...{ published: "platform-published", ours: "control-plane" },
  });
  return {
    study,
    answer: controlPlaneAnswer(study),
    loops: loopCases(growth),
    sizes: sizeCases(growth),
    losses: lossPanels(disturbed),
    deaths: describeDeaths(disturbed),
    stores: [...new Set([...growth, ...disturbed].map(({ name }) => name))],
    reality: describeReality(runs),
    tables: {
      growth: growthTable(growth),
      invalid: invalidRunTable(study.invalid),
      lines: cellLineTable(cellLines(study.searched)),
      requests: requestTable(largest),
      faults: faultTable(disturbed),
      published: publishedBenchmarkTable(
        inLoops([...published, ...await ownBenchmarks(store, largest)]),
      ),
      claims: publishedClaimTable(
        await publishedClaims(store, "platform-published", [
          ...["request_latency", "store_repair", "cell_loss_noticed"],
          ...["bulk_fetch", "bulk_loop", "stored_instances"],
        ]),
      ),
      runs: controlPlaneRunTable(runs, missed),
    },
  };
}

/** Returns rows with those of one loop together, in the order of the first of each. */
function inLoops<Row extends { readonly loop: string }>(
  rows: readonly Row[],
): Row[] {
  return [...Map.groupBy(rows, ({ loop }) => loop).values()].flat();
}
