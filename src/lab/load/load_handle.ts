/**
 * The handle of a running load, the same for every workload and whatever drives it: our own threads (`worker_load.ts`),
 * or the processes of another program.
 */
import type { Event, Sample } from "../../record/mod.ts";
import { countOk, type OperationRows } from "../recording/operation_rows.ts";
import {
  type GeneratorGauges,
  type Pacing,
  toGeneratorSamples,
} from "./generator_health.ts";
import {
  emitLoadEvents,
  GaugeCollector,
  type LoadLifecycle,
  toStandStills,
} from "./load_events.ts";

/** Receivers of the rows of a load. */
export interface LoadReceivers {
  /** Gets operations that have ended, about four times a second. */
  readonly onOperations: (operations: OperationRows) => void;
  /** Gets samples of the generator itself, once a second. */
  readonly onSamples: (samples: readonly Sample[]) => void;
  /** Gets `load_started` and `load_ended` of the driver, and `stand_still` of its threads. */
  readonly onEvents: (events: readonly Event[]) => void;
}

export interface LoadHandleOptions extends LoadReceivers {
  readonly run_id: string;
  /** Subject of `load_started` and `load_ended`: `generator`. */
  readonly driver: string;
}

/** A running load; it must be stopped or disposed of. */
export interface LoadHandle<Result> extends AsyncDisposable, LoadLifecycle {
  /** Returns counts of the operations that ended in the last whole second. */
  live(): { readonly ok: number; readonly failed: number };
  /** Returns how an open loop has kept its schedule so far; it is updated about four times a second. */
  pacing(): Pacing;
  /**
   * Starts nothing more, and waits for operations in flight, at most for their timeout. Operations that were due and
   * not sent are `unfinished`. Throws errors of the driver and of receivers; a second call returns the same promise.
   */
  stop(): Promise<Result>;
}

/** What sends the requests of a load. */
export interface LoadDriver<Result> extends LoadLifecycle {
  /** Stops as `LoadHandle.stop()` says; called once. */
  stop(): Promise<Result>;
}

/** What a driver reports to the handle. */
export interface LoadReporter {
  operations(operations: OperationRows): void;
  /** Arrivals since the last call. */
  pacing(pacing: Pacing): void;
  /** Gauges of one thread or process. */
  gauges(thread: string, gauges: GeneratorGauges): void;
}

/** Starts a driver and returns the handle of its load, which runs once `started` resolves. */
export function startLoad<Result>(
  { run_id, driver, onOperations, onSamples, onEvents }: LoadHandleOptions,
  start: (reporter: LoadReporter) => LoadDriver<Result>,
): LoadHandle<Result> {
  const gauges = new GaugeCollector();
  let pacing: Pacing = { arrivals: 0, late: 0 };
  let counts = { ok: 0, failed: 0 };
  let live = counts;
  const load = start({
    operations(rows) {
      const ok = countOk(rows);
      counts.ok += ok;
      counts.failed += rows.length - ok;
      if (rows.length > 0) onOperations(rows);
    },
    pacing({ arrivals, late }) {
      pacing = {
        arrivals: pacing.arrivals + arrivals,
        late: pacing.late + late,
      };
    },
    gauges(thread, latest) {
      gauges.add(thread, latest);
      const events = toStandStills(run_id, {
        subject: thread,
        seconds: latest.lag,
      });
      if (events.length > 0) onEvents(events);
    },
  });
  const eachSecond = setInterval(() => {
    live = counts;
    counts = { ok: 0, failed: 0 };
    onSamples(toGeneratorSamples(run_id, gauges.collect()));
  }, 1000);
  emitLoadEvents(load, { run_id, driver, onEvents });
  let stopping: Promise<Result> | null = null;
  const stop = () =>
    stopping ??= load.stop().finally(() => clearInterval(eachSecond));
  return {
    started: load.started,
    ended: load.ended,
    live: () => live,
    pacing: () => pacing,
    stop,
    async [Symbol.asyncDispose]() {
      // stop() already reported the rejection, or another error is being thrown, which must not be hidden.
      await stop().catch(() => {});
    },
  };
}
