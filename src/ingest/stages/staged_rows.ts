/** Rows of the record that a timeline becomes. */
import type { Operation, Stage } from "../../record/mod.ts";
import { emptyPiece, type Piece } from "../source/importer.ts";
import type { StageTimeline } from "./open_timelines.ts";

/** An operation with its stages. */
export interface StagedRows {
  readonly operation: Operation;
  readonly stages: readonly Stage[];
}

/** When the operation of a timeline began, and how it ended. */
export interface TimelineSpan {
  /** Milliseconds since 1970 of the first of its stages that was reached; NaN without one. */
  readonly start: number;
  /** Seconds from the first stage of the model to the completing one; null without both, and if they are in wrong order. */
  readonly seconds: number | null;
  readonly outcome: "ok" | "unfinished";
}

/** Returns the span of a timeline: `unfinished` without the stage that completes one. */
export function spanOf(
  { model: { stages, until }, times }: StageTimeline,
): TimelineSpan {
  const end = times[stages.findIndex(({ stage }) => stage === until)] ?? NaN;
  const seconds = (end - (times[0] ?? NaN)) / 1000;
  return {
    start: times.find((time) => !Number.isNaN(time)) ?? NaN,
    seconds: seconds >= 0 ? seconds : null,
    outcome: Number.isNaN(end) ? "unfinished" : "ok",
  };
}

/**
 * Makes the rows of a timeline. The cell is the worker of its operation. `number` tells timelines apart that have no name
 * of their own.
 */
export function toStagedRows(
  run_id: string,
  timeline: StageTimeline,
  number: number,
): StagedRows {
  const { model, subject, cell, times } = timeline;
  const { kind, stages, scope } = model;
  const operation_id = `${kind}:${
    scope === "log" ? ownName(timeline) : number
  }`;
  const { start, seconds, outcome } = spanOf(timeline);
  return {
    operation: {
      ...{ run_id, operation_id, kind, subject, outcome, worker: cell },
      started_at: toTime(start),
      duration_s: seconds,
      ...{ error: "", code: "", bytes: null },
    },
    stages: stages.flatMap(({ stage }, i) => {
      const at = toTime(times[i] ?? NaN);
      return at === null ? [] : [{ run_id, operation_id, stage, at }];
    }),
  };
}

/** Stages of a piece, from which on it is yielded. */
const MAX_STAGES = 10_000;

/** Adds timelines to a piece, and yields it when it is full; returns the last one, which is not. */
export function* addTimelines(
  first: Piece,
  timelines: readonly StageTimeline[],
  add: (piece: Piece, timeline: StageTimeline) => void,
): Generator<Piece, Piece> {
  let piece = first;
  for (const timeline of timelines) {
    add(piece, timeline);
    if (piece.rows.stages.length < MAX_STAGES) continue;
    yield piece;
    piece = emptyPiece(piece.counts.unit);
  }
  return piece;
}

/** Returns a name that no other timeline of the log has: those of later parts do not know the earlier ones. */
function ownName({ name, attempt, part }: StageTimeline): string {
  return `${name}${part > 0 ? `~${part + 1}` : ""}${
    attempt > 1 ? `#${attempt}` : ""
  }`;
}

/** Formats milliseconds since 1970 to the microsecond, as the store keeps them; null for no time. */
function toTime(ms: number): string | null {
  if (Number.isNaN(ms)) return null;
  const micros = Math.round(ms * 1000);
  const seconds = Math.floor(micros / 1e6);
  const rest = String(micros - seconds * 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${rest}Z`;
}
