/** Rows of the record that a timeline becomes. */
import type { Operation, Stage } from "../../record/mod.ts";
import type { StageTimeline } from "./pair_stages.ts";

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
  const { model, name, attempt, subject, cell, times } = timeline;
  const { kind, stages, scope } = model;
  const operation_id = scope === "log"
    ? `${kind}:${name}${attempt > 1 ? `#${attempt}` : ""}`
    : `${kind}:${number}`;
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

/** Formats milliseconds since 1970 to the microsecond, as the store keeps them; null for no time. */
function toTime(ms: number): string | null {
  if (Number.isNaN(ms)) return null;
  const micros = Math.round(ms * 1000);
  const seconds = Math.floor(micros / 1e6);
  const rest = String(micros - seconds * 1e6).padStart(6, "0");
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${rest}Z`;
}
