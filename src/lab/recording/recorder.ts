/** Writes the record of one run in progress. */
import {
  appendRuns,
  type EventKind,
  PartWriter,
  type Phase,
  type Row,
  type Run,
  type TableName,
  toEvent,
} from "../../record/mod.ts";
import type { Redact } from "./redact.ts";
import { BatchedOperations, type OperationRows } from "./operation_rows.ts";
import { lockRun, unlockRun } from "./run_lock.ts";
import { now as wallNow } from "../timing/wall_clock.ts";

/** Writes the rows, events, warnings and final status of one run. Close it with `finish()`. */
export class Recorder {
  readonly #record: string;
  readonly #writer: PartWriter;
  readonly #lock: Deno.FsFile;
  readonly #warned = new Map<string, { message: string; n: number }>();
  readonly #broken = new AbortController();
  #run: Run;
  #finished = false;
  #now: () => number = wallNow;
  #redact: Redact | null = null;

  private constructor(record: string, run: Run, lock: Deno.FsFile) {
    this.#record = record;
    this.#run = run;
    this.#lock = lock;
    this.#writer = new PartWriter(`${record}/${run.part}`);
  }

  /** Locks the part of `run` in the folder `record`, and appends it as running. */
  static async open(record: string, run: Run): Promise<Recorder> {
    const lock = await lockRun(`${record}/${run.part}`);
    await appendRuns(record, [run]);
    return new Recorder(record, run, lock);
  }

  get run_id(): string {
    return this.#run.run_id;
  }

  /**
   * Takes all further times from another clock, in milliseconds since 1970: that of a system whose time is virtual. It must
   * outlive the recorder, and not be behind what was recorded before.
   */
  useClock(clock: () => number): void {
    this.#now = clock;
  }

  /** Removes secrets from all further texts: details of events, errors of operations, warnings and notes. */
  redactWith(redact: Redact): void {
    this.#redact = redact;
  }

  /** True once `finish()` was called. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Aborts if rows cannot be written, with the error as reason; the run must then end. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Never throws, as probes and threads call it: a write error aborts `broken`, and `finish()` throws it. */
  append<T extends TableName>(table: T, rows: readonly Row<T>[]): void {
    this.#write((writer) =>
      writer.append(
        table,
        this.#redact === null ? rows : redactRows(rows, this.#redact),
      )
    );
  }

  /** Appends operations; as `append()`, it never throws. */
  appendOperations(rows: OperationRows): void {
    if (rows instanceof BatchedOperations && this.#redact === null) {
      this.#write((writer) => writer.appendColumns(rows.batch));
    } else this.append("operations", [...rows]);
  }

  #write(append: (writer: PartWriter) => void): void {
    try {
      append(this.#writer);
    } catch (error) {
      this.#broken.abort(this.#explain(error as Error));
    }
  }

  /** Adds the place and the remedy to a system error; errors with a cause are explained by the writer already. */
  #explain(error: Error): Error {
    return error.cause === undefined
      ? new Error(
        `Cannot write the record in ${this.#record}/${this.#run.part} as ${error.message}:` +
          " make room there, and use --resume",
        { cause: error },
      )
      : error;
  }

  /** Begins a phase. Returns its recorded start in whole milliseconds since 1970. */
  phase(phase: Phase): number {
    const at = new Date(this.#now());
    this.event("phase", phase, "", at);
    return at.getTime();
  }

  event(
    kind: EventKind,
    subject: string,
    detail = "",
    at = new Date(this.#now()),
  ): void {
    this.append("events", [
      toEvent({
        run_id: this.run_id,
        at: at.toISOString(),
        kind,
        subject,
        detail,
      }),
    ]);
  }

  /** Counts a warning; `finish()` writes one row per code and message. */
  warn(code: string, message: string, n = 1): void {
    const key = `${code}\0${message}`;
    const known = this.#warned.get(key);
    this.#warned.set(key, { message, n: (known?.n ?? 0) + n });
  }

  /**
   * Writes remaining rows, compacts the tables, and appends the ended run, evaluated by its closed tables. Returns the
   * recorded run. Throws the first write error.
   */
  async finish(
    ended: Partial<Run>,
    evaluate: (run: Run) => Promise<Run> = (run) => Promise.resolve(run),
  ): Promise<Run> {
    this.#finished = true;
    for (const [key, { message, n }] of this.#warned) {
      this.append("warnings", [{
        run_id: this.run_id,
        stage: "lab",
        code: key.split("\0")[0] ?? "",
        message,
        place: "",
        n,
      }]);
    }
    await this.#writer.close().catch((error: Error) => {
      this.#broken.abort(this.#explain(error));
    });
    this.#broken.signal.throwIfAborted();
    const notes = ended.notes ?? this.#run.notes;
    this.#run = await evaluate({
      ...this.#run,
      ...ended,
      notes: this.#redact?.(notes) ?? notes,
      ended_at: new Date(this.#now()).toISOString(),
    });
    await appendRuns(this.#record, [this.#run]);
    await unlockRun(`${this.#record}/${this.#run.part}`);
    this.#lock.close();
    return this.#run;
  }
}

/** Texts of rows that come from a system under test, its files, or its answers. */
const redacted = ["detail", "error", "message"] as const;

function redactRows<R extends object>(rows: readonly R[], redact: Redact): R[] {
  return rows.map((row) => {
    let clean = row;
    for (const key of redacted) {
      const text = (row as Readonly<Record<string, unknown>>)[key];
      if (typeof text !== "string" || text === "") continue;
      const without = redact(text);
      if (without !== text) clean = { ...clean, [key]: without };
    }
    return clean;
  });
}
