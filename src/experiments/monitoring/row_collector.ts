/** Writes rows to the record and keeps them in memory, as a run is evaluated by all its rows when it ends. */
import { type RunRows, toRunRows } from "../../analysis/series/run_rows.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import {
  type Event,
  type EventKind,
  type Operation,
  type Param,
  type Phase,
  type Sample,
  toEvent,
} from "../../record/mod.ts";
import { now } from "../../lab/timing/wall_clock.ts";

export interface RowCollector {
  operations(rows: readonly Operation[]): void;
  samples(rows: readonly Sample[]): void;
  events(rows: readonly Event[]): void;
  /** Records an event, which happens now unless `at` is given. */
  event(kind: EventKind, subject: string, detail?: string, at?: Date): void;
  phase(phase: Phase): void;
  /** Returns all rows so far, in the form that the analysis reads from a record. */
  toRunRows(params: readonly Param[]): RunRows;
}

export function createRowCollector(
  recorder: Pick<Recorder, "run_id" | "append">,
): RowCollector {
  const { run_id } = recorder;
  const operations: Operation[] = [];
  const samples: Sample[] = [];
  const events: Event[] = [];
  const collector: RowCollector = {
    operations(rows) {
      for (const row of rows) operations.push(row);
      recorder.append("operations", rows);
    },
    samples(rows) {
      for (const row of rows) samples.push(row);
      recorder.append("samples", rows);
    },
    events(rows) {
      for (const row of rows) events.push(row);
      recorder.append("events", rows);
    },
    event(kind, subject, detail = "", at = new Date(now())) {
      collector.events([
        toEvent({ run_id, at: at.toISOString(), kind, subject, detail }),
      ]);
    },
    phase: (phase) => collector.event("phase", phase),
    toRunRows: (params) => toRunRows({ params, operations, samples, events }),
  };
  return collector;
}
