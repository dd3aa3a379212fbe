/** What instances go through, as rows of the record: many are held back, and recorded at once. */
import type { Operation, Stage } from "../../../record/mod.ts";
import { toTime } from "../../../lab/timing/wall_clock.ts";
import type {
  AppKind,
  InstanceStatus,
} from "../../../systems/platform/platform.ts";

/** Rows that are held back before they are recorded. */
const MAX_HELD_ROWS = 5000;

/** Where the rows of a run go. */
export interface InstanceRowsOptions {
  readonly run_id: string;
  readonly onOperations: (rows: readonly Operation[]) => void;
  readonly onStages: (rows: readonly Stage[]) => void;
}

/** A span in the life of an instance. Times are milliseconds since 1970. */
export interface InstanceSpan {
  /** From desire to first running; from a fault to running again; the same of one that waited for its restart. */
  readonly kind: "lrp" | "recover" | "restart";
  readonly app: string;
  readonly index: number;
  readonly appKind: AppKind;
  /** From 1: an instance may be lost again and again. */
  readonly times: number;
  /** Null if it was not seen. */
  readonly since: number | null;
  /** Null for one that does not run. */
  readonly until: number | null;
  readonly cell: string;
  /** The state that it is in. */
  readonly state: InstanceStatus;
  /** Moments with the names of their stages; null for those that were not seen. */
  readonly stages: readonly (readonly [string, number | null])[];
}

export interface InstanceRows {
  /** Adds a span; returns the id of its operation. */
  add(span: InstanceSpan): string;
  addStage(operation_id: string, stage: string, at: number): void;
  /** Records all rows that are held back. */
  flush(): void;
}

export function toInstanceRows(
  { run_id, onOperations, onStages }: InstanceRowsOptions,
): InstanceRows {
  let operations: Operation[] = [];
  let stages: Stage[] = [];

  const flush = () => {
    if (operations.length > 0) onOperations(operations);
    if (stages.length > 0) onStages(stages);
    operations = [];
    stages = [];
  };

  const addStage = (operation_id: string, stage: string, at: number) =>
    void stages.push({ run_id, operation_id, stage, at: toTime(at) });

  return {
    add(span) {
      const { since, until } = span;
      const operation_id = idOf(span);
      operations.push({
        ...{ run_id, operation_id, kind: span.kind, subject: span.appKind },
        started_at: since === null ? null : toTime(since),
        duration_s: until === null || since === null
          ? null
          : Math.max(0, until - since) / 1000,
        outcome: until === null ? "unfinished" : "ok",
        ...{ error: "", code: until === null ? span.state : "", bytes: null },
        worker: span.cell,
      });
      for (const [stage, at] of span.stages) {
        if (at !== null) addStage(operation_id, stage, at);
      }
      if (operations.length + stages.length > MAX_HELD_ROWS) flush();
      return operation_id;
    },
    addStage,
    flush,
  };
}

function idOf({ kind, app, index, times }: InstanceSpan): string {
  return `${kind}:${app}/${index}${times > 1 ? `#${times}` : ""}`;
}
