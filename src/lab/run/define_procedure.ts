/**
 * The skeleton of a run, the same for every kind of experiment, which supplies its parts only.
 *
 * 1. Set-up: the kind starts systems, probes and loads in `setUp()`; the phases begin when all loads have started
 * 2. Phases: the kind makes them in `phases()`, with the steps of `phase_steps.ts`
 * 3. Tear-down: all that was started ends in reverse order, also on errors and aborts
 *
 * Afterwards the analysis judges the run by its record (see `judge` of `session.ts`).
 */
import type { Run } from "../../record/mod.ts";
import { waitForStart } from "../load/load_events.ts";
import { type Settings, toValues, type ValuesOf } from "../plan/settings.ts";
import type { NodeProcess } from "../processes/node_process.ts";
import { ProcessGroup } from "../processes/process_group.ts";
import { watchUnexpectedExits } from "../processes/unexpected_exits.ts";
import { type RowReceivers, toReceivers } from "../recording/row_receivers.ts";
import {
  type PhaseLoad,
  type PhaseSteps,
  toPhaseSteps,
} from "./phase_steps.ts";
import type { System } from "../system/system_under_test.ts";
import type { Procedure, RunContext, RunEstimate } from "./procedure.ts";

/** The parts of a kind of experiment. */
export interface ProcedureParts<S extends Settings> {
  /** Settings that it reads; one that an experiment does not declare has its default. */
  readonly settings: S;
  /** Estimates the duration of a run, in seconds of the system's time. Throws `UsageError` if the values contradict each other. */
  estimate(values: ValuesOf<S>): number;
  /** Estimates the seconds in which a system of virtual time does the same; null if there is no such system. */
  readonly estimateSimulation: ((values: ValuesOf<S>) => number) | null;
  /** Starts what a run needs. Throws `UnavailableError` if this machine cannot do it: the run is skipped. */
  setUp(context: SetUpContext<ValuesOf<S>>): Promise<ReadyRun>;
}

/** Input of `setUp()`. */
export interface SetUpContext<V> extends Omit<RunContext, "values"> {
  readonly values: V;
  /** Disposes of what is given to it at the end of the run, in reverse order. */
  readonly owned: AsyncDisposableStack;
  /** Owns the processes and the temporary folder of the run. */
  readonly processes: ProcessGroup;
  /** Write to the record. */
  readonly receivers: RowReceivers;
  /** Records exits of processes that the run does not cause. */
  watchExits(processes: readonly NodeProcess[]): void;
}

/** A run that is set up. */
export interface ReadyRun {
  /** As the system reports it. */
  readonly system_version: string;
  /** All loads; the terminal shows the first. */
  readonly loads: readonly PhaseLoad[];
  /** Makes the phases between set-up and tear-down. */
  phases(steps: PhaseSteps): Promise<void>;
}

/** Makes a procedure of its parts. */
export function defineProcedure<S extends Settings>(
  parts: ProcedureParts<S>,
): Procedure {
  return {
    estimate: (values, system) =>
      estimateRun(parts, toValues(parts.settings, values), system),
    run: (context) => makeRun(parts, context),
  };
}

function estimateRun<S extends Settings>(
  { estimate, estimateSimulation }: ProcedureParts<S>,
  values: ValuesOf<S>,
  { mode }: Pick<System, "mode">,
): RunEstimate {
  const seconds = estimate(values);
  return mode === "simulated" && estimateSimulation !== null
    ? { seconds: estimateSimulation(values), simulated: seconds }
    : { seconds, simulated: null };
}

async function makeRun<S extends Settings>(
  parts: ProcedureParts<S>,
  context: RunContext,
): Promise<Partial<Run>> {
  const { recorder, signal, onProgress } = context;
  recorder.phase("set_up");
  await using owned = new AsyncDisposableStack();
  const { system_version, loads, phases } = await parts.setUp({
    ...context,
    values: toValues(parts.settings, context.values),
    owned,
    processes: owned.use(await ProcessGroup.create()),
    receivers: toReceivers(recorder),
    watchExits: (processes) =>
      void owned.use(watchUnexpectedExits(processes, recorder)),
  });
  if (loads.length > 0) onProgress("set up", "starting the load");
  await Promise.all(loads.map((load) => waitForStart(load, { signal })));
  await context.besideSetUp;
  await phases(toPhaseSteps(loads, context));
  recorder.phase("tear_down");
  return { system_version };
}
