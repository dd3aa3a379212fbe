/** Loads of imported runs by verdict, for each machine and amount of logs. */
import type { RunByName } from "./runs_by_name.ts";

/** Log lines a minute from which a run counts as one with many. */
export const MANY_LOG_LINES = 1000;

/** The loads of one machine, in datapoints a minute. */
export interface VerdictLoads {
  /** `8 cpus, 16 GB, many log lines` */
  readonly name: string;
  /** Highest load that passed, lowest that failed; null where none did. */
  readonly passed: number | null;
  readonly failed: number | null;
  readonly passes: number;
  readonly failures: number;
}

/** Returns a row for each machine and amount of logs, over runs with a verdict. */
export function verdictLoads(runs: readonly RunByName[]): VerdictLoads[] {
  const judged = runs.filter(({ verdict }) =>
    verdict === "pass" || verdict === "fail"
  );
  return [...Map.groupBy(judged, nameOf)].map(([name, group]) => {
    const loadsOf = (verdict: string) =>
      group.filter((run) => run.verdict === verdict)
        .flatMap((run) => run.number("datapoints_rate", "1/min") ?? []);
    const [passed, failed] = [loadsOf("pass"), loadsOf("fail")];
    return {
      name,
      passed: passed.length === 0 ? null : Math.max(...passed),
      failed: failed.length === 0 ? null : Math.min(...failed),
      passes: passed.length,
      failures: failed.length,
    };
  });
}

/** Returns the machine of a run: `8 cpus, 16 GB`. */
export function machineOf(run: RunByName): string {
  return `${run.number("cpus")} cpus, ${run.number("memory", "GB")} GB`;
}

function nameOf(run: RunByName): string {
  const logLines = run.number("log_lines_rate", "1/min") ?? 0;
  return `${machineOf(run)}, ${
    logLines < MANY_LOG_LINES ? "hardly any" : "many"
  } log lines`;
}
