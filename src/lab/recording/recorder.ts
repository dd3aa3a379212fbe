/** The record of one run while it goes on. */
import {
  appendRuns,
  PartWriter,
  type Row,
  type Run,
  type TableName,
} from "../../record/mod.ts";
import { lockRun, unlockRun } from "./run_lock.ts";
import { now } from "../timing/wall_clock.ts";

/** The parts of a run, in the order they come; each lasts until the next begins. */
export type Phase =
  | "set_up"
  | "warm_up"
  | "measure"
  | "fault"
  | "heal"
  | "cool_down"
  | "tear_down";

/** Writes rows, events and warnings of one run, and how it ended. Close it with `finish()`. */
export class Recorder {
  readonly #record: string;
  readonly #writer: PartWriter;
  readonly #lock: Deno.FsFile;
  readonly #warned = new Map<string, { message: string; n: number }>();
  readonly #broken = new AbortController();
  #run: Run;
  #finished = false;

  private constructor(record: string, run: Run, lock: Deno.FsFile) {
    this.#record = record;
    this.#run = run;
    this.#lock = lock;
    this.#writer = new PartWriter(`${record}/${run.part}`);
  }

  /** Says in the folder `record` that `run` is under way. */
  static async open(record: string, run: Run): Promise<Recorder> {
    const lock = await lockRun(`${record}/${run.part}`);
    await appendRuns(record, [run]);
    return new Recorder(record, run, lock);
  }

  get run_id(): string {
    return this.#run.run_id;
  }

  /** Whether its record is closed. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Aborts when rows cannot be written, with the reason; the run is to be ended then. */
  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  /** Never throws, as probes and threads call it at any time: what cannot be written aborts `broken`, and `finish()` throws it. */
  append<T extends TableName>(table: T, rows: readonly Row<T>[]): void {
    try {
      this.#writer.append(table, rows);
    } catch (error) {
      this.#broken.abort(this.#explain(error as Error));
    }
  }

  /** What the writer says of a failed flush it explains itself; what the system says is not enough for people. */
  #explain(error: Error): Error {
    return error.cause === undefined
      ? new Error(
        `Cannot write the record in ${this.#record}/${this.#run.part} as ${error.message}: make room there, and use --resume`,
        { cause: error },
      )
      : error;
  }

  /** Begins a phase. Returns the moment, in whole milliseconds since 1970, as it is recorded. */
  phase(phase: Phase): number {
    const at = new Date(now());
    this.event("phase", phase, "", at);
    return at.getTime();
  }

  event(
    kind: string,
    subject: string,
    detail = "",
    at = new Date(now()),
  ): void {
    this.append("events", [{
      run_id: this.run_id,
      at: at.toISOString(),
      kind,
      subject,
      detail,
    }]);
  }

  /** Counts a warning; one row a code and message is written at the end. */
  warn(code: string, message: string, n = 1): void {
    const key = `${code}\0${message}`;
    const known = this.#warned.get(key);
    this.#warned.set(key, { message, n: (known?.n ?? 0) + n });
  }

  /**
   * Writes what is left, compacts the tables, and appends how the run ended, as `judge` says by its closed tables. Returns the
   * run as it is now on record.
   */
  async finish(
    ended: Partial<Run>,
    judge: (run: Run) => Promise<Run> = (run) => Promise.resolve(run),
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
    this.#run = await judge({
      ...this.#run,
      ...ended,
      ended_at: new Date(now()).toISOString(),
    });
    await appendRuns(this.#record, [this.#run]);
    await unlockRun(`${this.#record}/${this.#run.part}`);
    this.#lock.close();
    return this.#run;
  }
}
