/**
 * Adds experiments of gmeasure to a run: a duration is an operation without a time, a value a sample, and a note an event.
 */
import { addRow } from "../../record/mod.ts";
import { listAt, textAt, toNumber } from "../load_frame/document.ts";
import { openSeries } from "../load_frame/series.ts";
import { type ToolContext, warnRun } from "../load_frame/tool_fields.ts";
import { batchIn } from "../source/importer.ts";

/** Longest text kept. */
const MAX_TEXT_CHARS = 1000;

/** Adds the measurements of an experiment. */
export function addExperiment(context: ToolContext, experiment: unknown): void {
  const { piece } = context;
  const series = openSeries();
  for (const measurement of listAt(experiment, "Measurements")) {
    const name = textAt(measurement, "Name").slice(0, MAX_TEXT_CHARS) ||
      "measurement";
    const note = textAt(measurement, "Note");
    if (note !== "") {
      piece.rows.events.push({
        run_id: context.run_id,
        at: null,
        kind: "note",
        subject: textAt(experiment, "Name"),
        detail: note.slice(0, MAX_TEXT_CHARS),
        data: "{}",
      });
    }
    const annotations = listAt(measurement, "Annotations");
    for (const [i, ns] of listAt(measurement, "Durations").entries()) {
      addDuration(context, {
        name,
        annotation: String(annotations[i] ?? ""),
        ns: toNumber(ns) ?? NaN,
      });
    }
    for (const value of listAt(measurement, "Values")) {
      series.add(context, {
        source: "generator",
        metric: name,
        symbol: textAt(measurement, "Units"),
        ms: null,
        value,
      });
    }
  }
  series.close(context);
}

function addDuration(
  { piece, run_id, place }: ToolContext,
  { name, annotation, ns }: {
    readonly name: string;
    readonly annotation: string;
    readonly ns: number;
  },
): void {
  piece.counts.read++;
  if (!(ns >= 0)) {
    piece.counts.rejected++;
    warnRun(
      { piece, run_id, place },
      "rejected-row",
      `a duration of ${name.slice(0, 80)} is none`,
    );
    return;
  }
  piece.counts.stored++;
  const batch = batchIn(piece, "operations", ["operation_id", "duration_s"], [
    "kind",
    "subject",
  ]);
  const known = batch.shapes.findIndex((shape) => shape.run_id === run_id);
  const shape = known >= 0 ? known : batch.shapes.push({
    run_id,
    operation_id: "measured-",
    kind: "",
    subject: "",
    started_at: null,
    duration_s: null,
    outcome: "ok",
    error: "",
    code: "",
    bytes: null,
    worker: "",
  }) - 1;
  const i = addRow(batch, shape);
  batch.numbers.operation_id[i] = i + 1;
  batch.numbers.duration_s[i] = ns / 1e9;
  batch.texts.kind[i] = name;
  batch.texts.subject[i] = annotation.slice(0, MAX_TEXT_CHARS);
}
