/** A run's line in the record, before anything is known of how it went. */
import { digest, type Param, type Run, toRunId } from "../../record/mod.ts";
import type { Experiment } from "../plan/experiment.ts";
import type { PlannedRun } from "../plan/matrix.ts";
import { toParams } from "../plan/settings.ts";
import type { System } from "../system/system_under_test.ts";
import { withParameters } from "../system/system_parameters.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** What all runs of a session have in common. */
export interface RunOptions {
  readonly experiment: Experiment;
  readonly preset: string;
  readonly system: System;
  /** Settings of the system that are none of its parameters. */
  readonly systemSettings: Readonly<Record<string, string>>;
  /** Begins with the first run; kept when it is resumed. */
  readonly session: string;
  readonly seed: number;
  /** Runs of each case that were asked for. */
  readonly repetitions: number;
  /** What was set when the session began, as text; what it is resumed with. */
  readonly set: Readonly<Record<string, string>>;
  readonly toolVersion: string;
  readonly environment: Run["environment"];
}

/** The run as it begins: who, where, with which settings. Its id sorts by time and order. */
export function toRun(
  { case_id, repetition, order, values }: PlannedRun,
  options: RunOptions,
): Run {
  const { experiment, system, preset, session, seed, repetitions } = options;
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
  };
  const more = Object.entries({
    ...Object.fromEntries(
      Object.entries(options.systemSettings)
        .map(([key, value]) => [`${system.name}_${key}`, value]),
    ),
    ...bookkeeping,
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
    source: "",
    notes: "",
    params: params.concat(more.map(([key, value], i) =>
      toParam(key, value, {
        position: params.length + i,
      })
    )),
  };
}

/** What seeds a run's own choices: of the session and of the run's place in it, so that no two runs are driven alike. */
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
