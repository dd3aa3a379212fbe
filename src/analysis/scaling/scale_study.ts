/** Everything that a report on scaling asks of one system: its runs, cases, sessions and resources. */
import type { Store } from "../../store/mod.ts";
import { caseLatencies } from "./case_latency.ts";
import {
  type MeasuredRun,
  measuredRuns,
  type MeasuredRunsOptions,
} from "./measured_runs.ts";
import {
  type RunResource,
  runResources,
  type RunUsage,
  runUsage,
} from "./run_resources.ts";
import {
  type ScaleCell,
  scaleCells,
  type ScaleSession,
  scaleSessions,
} from "./scale_cells.ts";

/** Runs of one version of a system. */
export interface ScaleStudy {
  readonly system: string;
  readonly version: string;
  /** Every run, in order of time, and those of them that are ok. */
  readonly runs: readonly MeasuredRun[];
  readonly valid: readonly MeasuredRun[];
  /** Cases by session; `pooled` has what every repetition held, in whichever session it was made. */
  readonly cells: readonly ScaleCell[];
  readonly pooled: readonly ScaleCell[];
  /** The session that ran most cases first. */
  readonly sessions: readonly ScaleSession[];
  readonly resources: readonly RunResource[];
  /** Usage of each run, by run id. */
  readonly usage: ReadonlyMap<string, RunUsage>;
}

/** Options of `scaleStudy`. */
export interface ScaleStudyOptions extends MeasuredRunsOptions {
  readonly system: string;
  /** Version of the system; empty for the one measured last. @default {""} */
  readonly version?: string;
}

/** Returns the runs of one version of a system. A run that ended before the system told its version counts as of it. */
export async function scaleStudy(
  store: Store,
  experiment: string,
  { system, version = "", ...options }: ScaleStudyOptions,
): Promise<ScaleStudy> {
  const all = (await measuredRuns(store, experiment, options))
    .filter((run) => run.system === system);
  const shown = version ||
    (all.findLast((run) => run.system_version !== "")?.system_version ?? "");
  const runs = all
    .map((run) => ({ ...run, system_version: run.system_version || shown }))
    .filter(({ system_version }) => system_version === shown);
  const cells = scaleCells(runs, await caseLatencies(store, experiment));
  const sessions = "pooled";
  const resources = await runResources(store, experiment, {
    metrics: ["cpu", "memory", "cores"],
  });
  return {
    system,
    version: shown,
    runs,
    valid: runs.filter(({ throughput }) => throughput !== null),
    cells,
    pooled: scaleCells(
      runs,
      await caseLatencies(store, experiment, { sessions }),
      { sessions },
    ),
    sessions: scaleSessions(cells),
    resources,
    usage: new Map(
      runUsage(runs, resources).map((row) => [row.run_id, row]),
    ),
  };
}

/** Returns the number of a session: 1 for the one that ran most cases. */
export function sessionNumber(
  { sessions }: Pick<ScaleStudy, "sessions">,
  session: string,
): number {
  return sessions.findIndex((one) => one.session === session) + 1;
}

/** One session and what it ran. */
export interface SessionRow {
  readonly session: string;
  readonly number: number;
  readonly versions: string;
  readonly cases: number;
  readonly runs: number;
  readonly ok: number;
  /** Distinct lengths of the measured phase, in whole seconds, joined by commas. */
  readonly seconds: string;
}

/** Returns a row for each session, in order of time. */
export function sessionRows(study: ScaleStudy): SessionRow[] {
  return [...Map.groupBy(study.runs, ({ session }) => session ?? "")].map(
    ([session, runs]) => ({
      session,
      number: sessionNumber(study, session),
      versions: joinDistinct(runs.map((run) => run.system_version)),
      cases: new Set(runs.map(({ case_id }) => case_id)).size,
      runs: runs.length,
      ok: runs.filter(({ status }) => status === "ok").length,
      seconds: joinDistinct(
        runs.flatMap(({ seconds }) => seconds?.toFixed(0) ?? []),
      ),
    }),
  );
}

function joinDistinct(values: readonly string[]): string {
  return [...new Set(values)].join(", ");
}
