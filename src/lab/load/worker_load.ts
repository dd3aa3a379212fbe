/** A load that Deno workers drive (`worker_entry.ts`); their operations and gauges return to the thread that records. */
import { joinLifecycles } from "./load_events.ts";
import {
  type LoadHandle,
  type LoadHandleOptions,
  type LoadReporter,
  startLoad,
} from "./load_handle.ts";
import type { LoadReport } from "./load_messages.ts";
import { openOperations } from "./open_operations.ts";
import { startWorkerThread } from "./worker_thread.ts";

export interface WorkerLoadOptions extends Omit<LoadHandleOptions, "run_id"> {
  /** Subject of an error message, before `failed`: `the load generator`. */
  readonly name: string;
  /** Names of the threads, one worker each; subjects of `stand_still`. */
  readonly threads: readonly string[];
}

/**
 * Starts a load, which runs once `started` resolves. The module at `url` calls `serveLoad()`; every thread gets the plan
 * and its own index. `stop()` returns the results of all threads.
 */
export function startWorkerLoad<
  Plan extends { readonly run_id: string },
  Result,
>(
  url: URL,
  plan: Plan,
  { name, threads, ...options }: WorkerLoadOptions,
): LoadHandle<Result[]> {
  const { run_id } = plan;
  return startLoad({ ...options, run_id }, (reporter) => {
    const workers = threads.map((subject, thread) =>
      startWorkerThread<Plan, Result>(url, {
        ...{ plan, thread, name },
        onReport: toReportReceiver(reporter, { run_id, subject }),
      })
    );
    return {
      ...joinLifecycles(workers),
      async stop() {
        const stops = workers.map((worker) => worker.stop());
        // Throws only once all threads have ended.
        await Promise.allSettled(stops);
        return await Promise.all(stops);
      },
    };
  });
}

/** Returns a function that passes the reports of one thread on. */
export function toReportReceiver(
  reporter: LoadReporter,
  { run_id, subject }: { readonly run_id: string; readonly subject: string },
): (report: LoadReport) => void {
  const toOperations = openOperations(run_id);
  return (report) => {
    if (report.type === "gauge") return reporter.gauges(subject, report.gauges);
    const { batch } = report;
    reporter.pacing(batch.pacing);
    reporter.operations(toOperations(batch));
  };
}
