/** Everything that a notebook shows of a system whose documents print figures, from one reading of the store. */
import type { CaseRow, PublishedCases } from "../../../figures/mod.ts";
import type { AnswerParts, Table } from "../../../report/cells.ts";
import type { Store } from "../../../store/mod.ts";
import { publishedRates, workerCaseRows } from "../../charts/claimed_rows.ts";
import { claimedCases } from "../../claimed/claimed_cases.ts";
import {
  claimedFaultTable,
  claimedMatrixTable,
  claimedTable,
} from "../../claimed/claimed_tables.ts";
import { fallenRates, fallenRateTable } from "../../claimed/fallen_rates.ts";
import {
  splitClusters,
  splitClusterTable,
} from "../../claimed/split_clusters.ts";
import { runFacts } from "../../integrity/run_facts.ts";
import { faultRunTable } from "../../recovery/fault_run_table.ts";
import { type FaultStudy, faultStudy } from "../../recovery/fault_study.ts";
import { casesTable, runsTable } from "../../scaling/case_tables.ts";
import { type MeasuredRun, measuredRuns } from "../../scaling/measured_runs.ts";
import { reportedClaims } from "../../scaling/reported_claims.ts";
import { type ScaleStudy, scaleStudy } from "../../scaling/scale_study.ts";
import { speedUpTable } from "../../scaling/speed_up_table.ts";
import { claimedAnswer } from "./claimed_answer.ts";

/** Options of `claimedReport`. */
export interface ClaimedReportOptions {
  /** Experiment of the runs made here, with the presets `full`, `stress` and `faults`. */
  readonly measured: string;
  /** Experiment of the imported results. */
  readonly claims: string;
  readonly system: string;
  /** Setting of the experiment that is the size of a value, in bytes. */
  readonly size: string;
  /** Metric of a node that counts the other nodes that it knows. */
  readonly peers: string;
}

/** The report. */
export interface ClaimedReport {
  /** Every run made here, of all presets and of every status. */
  readonly runs: readonly MeasuredRun[];
  /** Runs of the matrix, without a fault. */
  readonly scale: ScaleStudy;
  readonly faults: FaultStudy;
  readonly answer: AnswerParts;
  /** Rates by workers; empty without a run. */
  readonly rates: readonly CaseRow[];
  readonly published: PublishedCases | null;
  readonly tables: {
    readonly matrix: Table;
    readonly claims: Table;
    readonly speedUps: Table;
    /** Cases of the stress test. */
    readonly stress: Table;
    readonly faults: Table;
    /** Runs whose nodes were no single cluster. */
    readonly splits: Table;
    /** Runs whose rate fell while the load ran. */
    readonly falls: Table;
    readonly runs: Table;
    readonly faultRuns: Table;
  };
}

/** Reads the runs of an experiment on a system, and what documents print of it. */
export async function claimedReport(
  store: Store,
  { measured, claims, system, size, peers }: ClaimedReportOptions,
): Promise<ClaimedReport> {
  const study = (preset: string) =>
    scaleStudy(store, measured, { system, size, preset });
  const [scale, stress] = [await study("full"), await study("stress")];
  const faults = await faultStudy(store, measured, { system });
  const cases = claimedCases(
    (await reportedClaims(store, claims)).claims,
    scale.pooled,
    await runFacts(store, measured),
  );
  const splits = await splitClusters(store, measured, peers);
  const split = new Set(splits.map(({ run_id }) => run_id));
  const falls = await fallenRates(store, measured);
  const fallen = new Set(falls.map(({ run_id }) => run_id));
  return {
    runs: await measuredRuns(store, measured, { size }),
    scale,
    faults,
    answer: claimedAnswer({ scale, faults, cases, split, fallen }),
    rates: workerCaseRows(scale, split),
    published: publishedRates(cases),
    tables: {
      matrix: claimedMatrixTable(scale.pooled, cases, { split, fallen }),
      claims: claimedTable(cases, { split, fallen }),
      speedUps: speedUpTable(scale),
      stress: casesTable(stress),
      faults: claimedFaultTable(faults),
      splits: splitClusterTable(splits),
      falls: fallenRateTable(falls),
      runs: runsTable(scale),
      faultRuns: faultRunTable(faults),
    },
  };
}
