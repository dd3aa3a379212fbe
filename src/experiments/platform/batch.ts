/** Tasks of one batch, as rows of the record. */
import { toTaskRows } from "./operation_rows.ts";
import { type PlatformRun, readSamples } from "./platform_run.ts";

/** Runs `n` tasks at once, and records each; returns how many succeeded. `prefix` makes their ids unique in the run. */
export async function runBatch(
  run: PlatformRun,
  { n, timeout, prefix }: {
    readonly n: number;
    /** Seconds until all must have ended. */
    readonly timeout: number;
    readonly prefix: string;
  },
): Promise<number> {
  const { platform: { runTasks }, names, readsLog, context } = run;
  const { recorder, receivers, signal } = context;
  if (!runTasks) return 0;
  const results = await runTasks(n, { timeout, signal });
  const rows = results.map((result) =>
    toTaskRows({ run_id: recorder.run_id, prefix }, result)
  );
  receivers.onOperations(rows.map(({ operation }) => operation));
  for (const [i, { operation, stages }] of rows.entries()) {
    names.tasks.set(results[i]!.task, operation.operation_id);
    // A log tells these as well, and more.
    if (!readsLog) recorder.append("stages", stages);
  }
  readSamples(run);
  return results.filter(({ outcome }) => outcome === "ok").length;
}
