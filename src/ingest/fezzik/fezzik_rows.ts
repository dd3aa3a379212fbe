/** Converts the times of a record of Fezzik to operations and their stages. */
import type { Operation } from "../../record/mod.ts";
import type { Piece } from "../source/importer.ts";
import { maybeMicroTime } from "../source/time.ts";
import type { LrpReport, TaskReport } from "./fezzik_lines.ts";

/** Names of the stages in the models of instances and tasks (`stage_models.ts`). */
const stages = {
  claimed: "Claimed-ALRP",
  running: "Running-In-BBS",
  created: "Persisted-Task",
  completed: "Persisted-Completed",
} as const;

/** Zero of the times of a record. */
interface Start {
  readonly run_id: string;
  /** Unix time in µs; NaN if unknown. */
  readonly us: number;
}

/** What was odd about the times of a record. */
export interface OddTimes {
  /** Number of operations whose second stage is before their first. */
  readonly early: number;
  /** Number of times that are no durations of Go. */
  readonly unreadable: number;
  /** Number of operations beyond those that were requested. */
  readonly extra: number;
}

/** Nanoseconds below this are a duration of Go, which is a whole number of 64 bits with a sign. */
const DURATION_END_NS = 2 ** 63;

/** Adds an operation for each instance that was requested; those never seen running are unfinished. */
export function addInstances(
  piece: Piece,
  { NumInstances, TimeToClaimed, TimeToRunning }: LrpReport,
  start: Start,
): OddTimes {
  const claimed = readTimes(TimeToClaimed);
  const running = readTimes(TimeToRunning);
  const indices = new Set([
    ...Array.from({ length: NumInstances }, (_, i) => String(i)),
    ...claimed.seconds.keys(),
    ...running.seconds.keys(),
  ]);
  let early = 0;
  for (const index of indices) {
    const operation_id = `lrp/${index}`;
    const first = claimed.seconds.get(index);
    const last = running.seconds.get(index);
    if (Number(last) < Number(first)) early++;
    const entity = { ...start, operation_id };
    addStage(piece, { ...entity, stage: stages.claimed }, first);
    addStage(piece, { ...entity, stage: stages.running }, last);
    addOperation(piece, start, {
      operation_id,
      kind: "lrp",
      duration_s: last ?? null,
      outcome: last === undefined ? "unfinished" : "ok",
      error: last !== undefined
        ? ""
        : first === undefined
        ? "never claimed"
        : "claimed, never running",
    });
  }
  return {
    early,
    unreadable: claimed.unreadable + running.unreadable,
    extra: indices.size - NumInstances,
  };
}

/** Adds an operation for each task that was requested; those never seen have no guid, and a number in its place. */
export function addTasks(
  piece: Piece,
  { NumRequested, TimeToCreate, TimeToComplete, FailedTasks }: TaskReport,
  start: Start,
): OddTimes {
  const created = readTimes(TimeToCreate);
  const completed = readTimes(TimeToComplete);
  const failed = new Map(Object.entries(FailedTasks ?? {}));
  const guids = new Set([
    ...created.seconds.keys(),
    ...completed.seconds.keys(),
    ...failed.keys(),
  ]);
  let early = 0;
  for (const guid of guids) {
    const first = created.seconds.get(guid);
    const last = completed.seconds.get(guid);
    const reason = failed.get(guid);
    if (Number(last) < Number(first)) early++;
    const entity = { ...start, operation_id: guid };
    addStage(piece, { ...entity, stage: stages.created }, first);
    addStage(piece, { ...entity, stage: stages.completed }, last);
    addOperation(piece, start, {
      operation_id: guid,
      kind: "task",
      duration_s: last ?? null,
      outcome: reason !== undefined
        ? "failed"
        : last === undefined
        ? "unfinished"
        : "ok",
      error: reason ?? (last === undefined ? "never complete" : ""),
    });
  }
  for (let i = guids.size; i < NumRequested; i++) {
    addOperation(piece, start, {
      operation_id: `unseen/${i + 1}`,
      kind: "task",
      duration_s: null,
      outcome: "unfinished",
      error: "never created",
    });
  }
  return {
    early,
    unreadable: created.unreadable + completed.unreadable,
    extra: Math.max(0, guids.size - NumRequested),
  };
}

/** Returns seconds by key, and the number of values that are no times. */
function readTimes(
  times: Readonly<Record<string, unknown>> | null | undefined,
): { readonly seconds: Map<string, number>; readonly unreadable: number } {
  const seconds = new Map<string, number>();
  let unreadable = 0;
  for (const [key, ns] of Object.entries(times ?? {})) {
    const isDuration = typeof ns === "number" && Number.isInteger(ns) &&
      ns >= 0 && ns < DURATION_END_NS;
    if (isDuration) seconds.set(key, ns / 1e9);
    else unreadable++;
  }
  return { seconds, unreadable };
}

function addStage(
  { rows }: Piece,
  { run_id, us, operation_id, stage }: Start & {
    readonly operation_id: string;
    readonly stage: string;
  },
  seconds: number | undefined,
): void {
  if (seconds === undefined) return;
  const at = maybeMicroTime(us + Math.round(seconds * 1e6));
  if (at !== null) rows.stages.push({ run_id, operation_id, stage, at });
}

function addOperation(
  { rows }: Piece,
  { run_id, us }: Start,
  operation: Pick<
    Operation,
    "operation_id" | "kind" | "duration_s" | "outcome" | "error"
  >,
): void {
  rows.operations.push({
    run_id,
    subject: "",
    started_at: maybeMicroTime(us),
    code: "",
    bytes: null,
    worker: "",
    ...operation,
  });
}
