/** Creates the first line of a run in the record. */
import {
  type BookkeepingParam,
  digest,
  type pairParams,
  type Param,
  type Run,
  toRunId,
} from "../../record/mod.ts";
import type { Experiment } from "../plan/experiment.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import { toParams } from "../plan/settings.ts";
import { findSystem, type SessionSystem } from "./session_systems.ts";
import { withParameters } from "../system/system_parameters.ts";
import { timestamp } from "../timing/wall_clock.ts";

type PairParam = (typeof pairParams)[number];

/** Properties shared by all runs of a session. */
export interface NewRunOptions {
  readonly experiment: Experiment;
  readonly preset: string;
  /** All systems of the session. */
  readonly systems: readonly SessionSystem[];
  /** Name of the session; kept when it is resumed. */
  readonly session: string;
  readonly seed: number;
  /** Requested runs of each case. */
  readonly repetitions: number;
  /** `--set` of the session, as text; recorded so that it can be resumed. */
  readonly set: Readonly<Record<string, string>>;
  /** Of runs that are interleaved with those of another variant; empty for others. */
  readonly labels: Readonly<Partial<Record<PairParam, string>>>;
  readonly toolVersion: string;
  readonly environment: Run["environment"];
}

/** Converts a planned run to its first line in the record, with status running. Its id sorts by time and order. */
export function toNewRun(
  planned: PlannedRun,
  options: NewRunOptions,
): Run {
  const { case_id, repetition, order, values } = planned;
  const { experiment, systems, preset, session, seed, repetitions } = options;
  const { system, settings } = findSystem(systems, planned.system);
  const started_at = timestamp();
  const run_id = toRunId(started_at, {
    ordinal: order,
    identity: digest(crypto.randomUUID()),
  });
  const params = toParams(
    withParameters(experiment, system).settings,
    values,
  );
  const load_seed = toLoadSeed({ seed, order });
  const bookkeeping = {
    ...{ preset, session, seed, order, load_seed, repetitions },
    set: JSON.stringify(options.set),
    systems: systems.map(({ system }) => system.name).join(","),
  } satisfies Record<Exclude<BookkeepingParam, PairParam>, string | number>;
  const extraParams = Object.entries({
    ...Object.fromEntries(
      Object.entries(settings)
        .map(([key, value]) => [`${system.name}_${key}`, value]),
    ),
    ...bookkeeping,
    ...options.labels,
  });
  return {
    run_id,
    experiment: experiment.name,
    case_id,
    repetition,
    part: run_id,
    system: system.name,
    system_version: "",
    mode: system.mode,
    tool: "loadline",
    tool_version: options.toolVersion,
    environment: options.environment,
    started_at,
    ended_at: null,
    status: "running",
    verdict: "none",
    verdict_text: "",
    objectives: [],
    source: "",
    notes: "",
    params: params.concat(
      extraParams.map(([key, value], i) =>
        toParam(key, value, {
          position: params.length + i,
        })
      ),
    ),
  };
}

/** Derives the load's seed from the session's seed and the run's order, so that no two runs have the same load. */
export function toLoadSeed(
  { seed, order }: { readonly seed: number; readonly order: number },
): number {
  return (Math.imul(seed, 1009) + order) >>> 0;
}

function toParam(
  key: string,
  value: string | number,
  { position }: { readonly position: number },
): Param {
  return {
    key,
    value: String(value),
    number: typeof value === "number" ? value : null,
    unit: "",
    label: key,
    position,
  };
}
