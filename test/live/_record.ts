/** A record that a test writes step by step, as a run in progress does. */
import {
  appendRuns,
  type Event,
  type Operation,
  PartWriter,
  type Run,
} from "../../src/record/mod.ts";
import { toTestOperation, toTestParam, toTestRun } from "../testing/records.ts";

/** A run in progress; its rows are visible at once. */
export class GrowingRun implements AsyncDisposable {
  readonly run: Run;
  readonly #record: string;
  readonly #writer: PartWriter;
  /** A runner writes every second; one that is silent for long counts as interrupted. */
  readonly #beat = setInterval(() => {
    const now = new Date();
    Deno.utimeSync(`${this.#record}/${this.run.part}/events.csv`, now, now);
  }, 1000);

  private constructor(run: Run, record: string) {
    this.run = run;
    this.#record = record;
    this.#writer = new PartWriter(`${record}/${run.part}`);
  }

  /** Begins a run under `data`. */
  static async begin(
    data: string,
    run_id: string,
    options: Partial<Run> = {},
  ): Promise<GrowingRun> {
    const run = toTestRun(run_id, {
      ...{ mode: "embedded", status: "running", case_id: `case of ${run_id}` },
      started_at: new Date(Date.now() - 10_000).toISOString(),
      params: [toTestParam("session", "s"), toTestParam("duration", 60)],
      ...options,
    });
    const growing = new GrowingRun(run, `${data}/${run.experiment}`);
    growing.event("phase", "set_up");
    await appendRuns(growing.#record, [run]);
    return growing;
  }

  /** Adds an event of some seconds ago. */
  event(kind: string, subject: string, detail = "", ago = 0): void {
    const { run_id } = this.run;
    const at = new Date(Date.now() - ago * 1000).toISOString();
    const event: Event = { run_id, at, kind, subject, detail, data: "{}" };
    this.#writer.append("events", [event]);
    this.#writer.flush();
  }

  /** Adds operations that ended some seconds ago. */
  load(count: number, options: Partial<Operation> = {}, ago = 3): void {
    const started_at = new Date(Date.now() - ago * 1000).toISOString();
    const operation = toTestOperation(this.run.run_id, {
      ...{ kind: "put", subject: "node-0", started_at, duration_s: 0.01 },
      ...options,
    });
    this.#writer.append(
      "operations",
      Array.from({ length: count }, () => operation),
    );
    this.sample("cpu", 0.5);
    this.#writer.flush();
  }

  sample(metric: string, value: number, source = "node-0"): void {
    this.#writer.append("samples", [{
      ...{ run_id: this.run.run_id, source, metric, unit: "1" },
      ...{ at: new Date().toISOString(), value },
    }]);
  }

  /** Ends the run with its last line. */
  async end(options: Partial<Run> = {}): Promise<void> {
    clearInterval(this.#beat);
    await this.#writer.close();
    await appendRuns(this.#record, [{
      ...{ ...this.run, status: "ok", ended_at: new Date().toISOString() },
      ...options,
    }]);
  }

  /** Leaves what a killed runner leaves: a lock file that nobody holds. */
  async kill(): Promise<void> {
    clearInterval(this.#beat);
    await Deno.writeTextFile(`${this.#record}/${this.run.part}/.running`, "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beat);
    await this.#writer.close();
  }
}
