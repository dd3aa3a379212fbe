/** Writes runs as Fezzik writes them: a line with the type, then a line of JSON; times in ns since the report's time. */
import type { TaskResult } from "../platform/platform.ts";

/** A run of instances of one application. */
export interface InstanceReport {
  /** Milliseconds since 1970: Fezzik takes it after the desire was accepted. */
  readonly at: number;
  readonly cells: number;
  readonly requested: number;
  readonly instances: readonly {
    readonly index: number;
    /** Milliseconds since 1970; null if it was not seen. */
    readonly claimed: number | null;
    readonly running: number | null;
    readonly cell: string;
  }[];
}

/** Fezzik looks at all instances every 200 ms. */
const POLL_MS = 200;

/** Returns the two lines of a run of instances, each ended by a line feed. */
export function toInstanceReport(report: InstanceReport): string {
  const { at, cells, requested, instances } = report;
  const seen = (key: "claimed" | "running") =>
    Object.fromEntries(instances.flatMap((instance) => {
      const time = instance[key];
      if (time === null) return [];
      const polls = Math.max(1, Math.ceil((time - at) / POLL_MS));
      return [[String(instance.index), polls * POLL_MS * 1e6]];
    }));
  return toLines("LRP_REPORT", {
    ReportTime: new Date(at).toISOString(),
    ReportName: `Running ${requested} Instances Across ${cells} Cells`,
    NumCells: cells,
    NumInstances: requested,
    TimeToClaimed: seen("claimed"),
    TimeToRunning: seen("running"),
    LRPDistribution: countCells(instances.map(({ cell }) => cell)),
  });
}

/** Returns the two lines of a run of tasks, each ended by a line feed. */
export function toTaskReport(
  tasks: readonly TaskResult[],
  { cells, requested, at }: { cells: number; requested: number; at: number },
): string {
  const times = (key: "created" | "completed") =>
    Object.fromEntries(tasks.flatMap((task) => {
      const seconds = task[key];
      const isShown = seconds !== null &&
        (key === "created" || task.outcome === "ok");
      return isShown ? [[task.task, Math.round(seconds * 1e9)]] : [];
    }));
  return toLines("TASK_REPORT", {
    ReportTime: new Date(at).toISOString(),
    ReportName: `Running ${requested} Tasks Across ${cells} Cells`,
    NumCells: cells,
    NumRequested: requested,
    TimeToCreate: times("created"),
    TimeToComplete: times("completed"),
    FailedTasks: Object.fromEntries(
      tasks.filter(({ outcome }) => outcome === "failed")
        .map(({ task, code }) => [task, code]),
    ),
    TaskDistribution: countCells(tasks.map(({ cell }) => cell)),
  });
}

function toLines(type: string, report: Readonly<Record<string, unknown>>) {
  return `${type}\n${JSON.stringify(report)}\n`;
}

function countCells(cells: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const cell of [...cells].sort()) {
    if (cell !== "") counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}
