/** Rows that go to the record and are kept as well, as a run is judged by all of them when it ends. */
import { type RunRows, toRunRows } from "../../analysis/series/run_rows.ts";
import type { Phase, Recorder } from "../../lab/recording/recorder.ts";
import type { Event, Operation, Param, Sample } from "../../record/mod.ts";
import { now } from "../../lab/timing/wall_clock.ts";

export interface KeptRows {
  operations(rows: readonly Operation[]): void;
  samples(rows: readonly Sample[]): void;
  events(rows: readonly Event[]): void;
  /** Tells something that happens now, or happened at `at`. */
  event(kind: string, subject: string, detail?: string, at?: Date): void;
  phase(phase: Phase): void;
  /** All rows so far, as the analysis reads them from a record. */
  toRunRows(params: readonly Param[]): RunRows;
}

export function keepRows(
  recorder: Pick<Recorder, "run_id" | "append">,
): KeptRows {
  const { run_id } = recorder;
  const operations: Operation[] = [];
  const samples: Sample[] = [];
  const events: Event[] = [];
  const kept: KeptRows = {
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
      kept.events([{ run_id, at: at.toISOString(), kind, subject, detail }]);
    },
    phase: (phase) => kept.event("phase", phase),
    toRunRows: (params) => toRunRows({ params, operations, samples, events }),
  };
  return kept;
}
