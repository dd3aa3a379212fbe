/** Converts timelines and error lines of a log to rows. */
import {
  addRow,
  type Event,
  type OpenBatch,
  type StageModel,
} from "../../record/mod.ts";
import type { StageTimeline } from "../stages/open_timelines.ts";
import { spanOf, toStagedRows } from "../stages/staged_rows.ts";
import { batchIn, type Piece } from "../source/importer.ts";
import { maybeMicroTime } from "../source/time.ts";
import type { LagerLine } from "./lager_line.ts";

/** Returns a function that adds the operation of a timeline, and its stages. */
export function timelineAdder(
  run_id: string,
): (piece: Piece, timeline: StageTimeline) => void {
  let number = 0;
  let batches: Batches | null = null;
  return (piece, timeline) => {
    number++;
    if (timeline.model.scope === "process") {
      if (batches?.piece !== piece) batches = openBatches(piece, run_id);
      addNumbered(batches, timeline, number);
    } else {
      const { operation, stages } = toStagedRows(run_id, timeline, number);
      piece.rows.operations.push(operation);
      piece.rows.stages.push(...stages);
    }
  };
}

/** Batches of a piece, for timelines without a name of their own: a log has millions of requests. */
interface Batches {
  readonly piece: Piece;
  readonly run_id: string;
  readonly operations: OpenBatch<
    "operations",
    "operation_id" | "started_at" | "duration_s"
  >;
  readonly stages: OpenBatch<"stages", "operation_id" | "at">;
  /** Shapes of operations, by what their rows have in common. */
  readonly operationShapes: Map<string, number>;
  /** Shapes of the stages of each model, in its order. */
  readonly stageShapes: Map<StageModel, readonly number[]>;
}

function openBatches(piece: Piece, run_id: string): Batches {
  return {
    piece,
    run_id,
    operations: batchIn(piece, "operations", [
      "operation_id",
      "started_at",
      "duration_s",
    ]),
    stages: batchIn(piece, "stages", ["operation_id", "at"]),
    operationShapes: new Map(),
    stageShapes: new Map(),
  };
}

/** Adds what `toStagedRows()` gives for a timeline with a number in place of its name. */
function addNumbered(
  batches: Batches,
  timeline: StageTimeline,
  number: number,
): void {
  const { operations, stages } = batches;
  const { model, subject, cell, times } = timeline;
  const { start, seconds, outcome } = spanOf(timeline);
  const i = addRow(
    operations,
    operationShape(batches, {
      kind: model.kind,
      subject,
      worker: cell,
      outcome,
    }),
  );
  operations.numbers.operation_id[i] = number;
  operations.numbers.started_at[i] = start;
  operations.numbers.duration_s[i] = seconds ?? NaN;
  const shapes = stageShapesOf(batches, model);
  for (let position = 0; position < times.length; position++) {
    const at = times[position] ?? NaN;
    if (Number.isNaN(at)) continue;
    const row = addRow(stages, shapes[position] ?? 0);
    stages.numbers.operation_id[row] = number;
    stages.numbers.at[row] = at;
  }
}

function operationShape(
  { operations, operationShapes, run_id }: Batches,
  common: {
    readonly kind: string;
    readonly subject: string;
    readonly worker: string;
    readonly outcome: "ok" | "unfinished";
  },
): number {
  const { kind, subject, worker, outcome } = common;
  const key = `${outcome}\n${kind}\n${worker}\n${subject}`;
  const known = operationShapes.get(key);
  if (known !== undefined) return known;
  const shape = operations.shapes.push({
    run_id,
    operation_id: `${kind}:`,
    kind,
    subject,
    started_at: null,
    duration_s: null,
    outcome,
    error: "",
    code: "",
    bytes: null,
    worker,
  }) - 1;
  operationShapes.set(key, shape);
  return shape;
}

function stageShapesOf(
  { stages, stageShapes, run_id }: Batches,
  model: StageModel,
): readonly number[] {
  const known = stageShapes.get(model);
  if (known !== undefined) return known;
  const operation_id = `${model.kind}:`;
  const shapes = model.stages.map(({ stage }) =>
    stages.shapes.push({ run_id, operation_id, stage, at: "" }) - 1
  );
  stageShapes.set(model, shapes);
  return shapes;
}

/** Returns true for a line that says what failed. */
export function isError({ level }: Pick<LagerLine, "level">): boolean {
  return level === "error" || level === "fatal";
}

/** Returns the event of an error line. */
export function toErrorEvent(
  { us, level, message, data }: LagerLine,
  { run_id, process }: {
    readonly run_id: string;
    /** Name of the process that wrote it. */
    readonly process: string;
  },
): Event {
  const { error, session } = data;
  const reason = typeof error === "string" ? error : "";
  return {
    run_id,
    at: maybeMicroTime(us),
    kind: "error_line",
    subject: process,
    detail: reason === "" ? message : `${message}: ${reason}`,
    data: JSON.stringify({
      level,
      message,
      ...(typeof session === "string" ? { session } : {}),
    }),
  };
}
