/** Receivers of rows and warnings, as loads and probes take them, that write to the record of a run. */
import type { Event, Sample } from "../../record/mod.ts";
import type { OperationRows } from "./operation_rows.ts";
import type { Recorder } from "./recorder.ts";

export interface RowReceivers {
  readonly onOperations: (rows: OperationRows) => void;
  readonly onSamples: (rows: readonly Sample[]) => void;
  readonly onEvents: (rows: readonly Event[]) => void;
  readonly onWarning: (code: string, message: string) => void;
}

export function toReceivers(
  recorder: Pick<Recorder, "append" | "appendOperations" | "warn">,
): RowReceivers {
  return {
    onOperations: (rows) => recorder.appendOperations(rows),
    onSamples: (rows) => recorder.append("samples", rows),
    onEvents: (rows) => recorder.append("events", rows),
    onWarning: (code, message) => recorder.warn(code, message),
  };
}
