/** Follows the tables of a run in progress from another process. */
import type { Run } from "../../record/mod.ts";
import type { DashboardState } from "./dashboard_state.ts";
import { CsvTail } from "./csv_tail.ts";
import { LiveMeasures } from "./live_objectives.ts";
import { LiveState } from "./live_state.ts";
import { RunSeries } from "./run_series.ts";
import { RunTimeline } from "./run_timeline.ts";

/** Bytes of the tables that the first poll reads: minutes of a busy run. */
const MAX_INITIAL_BYTES = { operations: 2 ** 26, samples: 2 ** 24 } as const;

/** What is known of one run, from its rows so far. Reads only rows that were added since the last poll. */
export class RunFollower {
  readonly series: RunSeries;
  readonly measures: LiveMeasures;
  readonly timeline: RunTimeline;
  readonly #state: LiveState;
  readonly #events: CsvTail<"events">;
  readonly #samples: CsvTail<"samples">;
  readonly #operations: CsvTail<"operations">;

  /** `record` is the folder of the experiment's record. */
  constructor(run: Run, record: string) {
    const { run_id } = run;
    const folder = `${record}/${run.part}`;
    this.series = new RunSeries(run);
    this.measures = new LiveMeasures(run);
    this.timeline = new RunTimeline();
    this.#state = new LiveState(run);
    this.#events = new CsvTail(folder, "events", { run_id });
    this.#samples = new CsvTail(folder, "samples", {
      run_id,
      maxInitialBytes: MAX_INITIAL_BYTES.samples,
    });
    this.#operations = new CsvTail(folder, "operations", {
      run_id,
      maxInitialBytes: MAX_INITIAL_BYTES.operations,
    });
  }

  /** State as of the newest row. */
  get state(): DashboardState {
    return this.#state.state;
  }

  /** Whether operations before the first poll were left out, as there were too many. */
  get isPartial(): boolean {
    return this.#operations.skipped;
  }

  /** Reads all new rows. */
  async poll(): Promise<void> {
    do {
      // Before the events, which a runner writes first: rows are never known before the phase they belong to.
      const samples = await this.#samples.read();
      const operations = await this.#operations.read();
      await this.#readEvents();
      this.#state.addSamples(samples);
      this.series.addSamples(samples);
      this.#state.addOperations(operations);
      this.measures.addOperations(operations);
      this.series.addOperations(operations);
    } while (this.#samples.isBehind || this.#operations.isBehind);
  }

  async #readEvents(): Promise<void> {
    do {
      const events = await this.#events.read();
      if (events.length === 0) continue;
      this.#state.addEvents(events);
      this.measures.addEvents(events);
      this.timeline.addEvents(events);
    } while (this.#events.isBehind);
  }
}
