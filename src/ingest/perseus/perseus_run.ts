/** Builds the run of a Perseus log, and places its seconds in time. */
import type { Event, Run } from "../../record/mod.ts";
import { toLoadParams, toLoadRun, toLoop } from "../load_tools/load_run.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime } from "../source/time.ts";
import { startOf } from "./perseus_clock.ts";
import type { PerseusItem } from "./perseus_log.ts";
import type { PerseusSeconds } from "./perseus_seconds.ts";

/** Time of second 0, and counts of the seconds so far. */
export interface Clock {
  readonly run_id: string;
  /** Unix time in ms of second 0. */
  readonly start: number;
  /** The same as the log's clock has it, which may be half a day off. */
  readonly written: number;
  readonly dated: boolean;
  /** Line and number of the first second. */
  readonly line: number;
  readonly first: number;
  last: number;
  seconds: number;
  offClock: number;
  isolated: boolean;
}

/** File of a run, and how it is imported. */
export interface RunContext {
  readonly file: SourceFile;
  readonly options: ImportOptions;
}

/** Begins the clock of a run with its first second. */
export function toClock(
  { line, seconds, times }: PerseusSeconds,
  { file, options, date }: RunContext & {
    /** Unix time in ms of the date above, or null. */
    readonly date: number | null;
  },
): Clock {
  const first = { second: seconds[0]!, time: times[0]! };
  const { written, dated } = startOf(first, date);
  const start = dated ?? written;
  const { run_id } = toLoadRun(file, {
    options,
    system: "",
    tool: "perseus",
    startedAt: maybeTime(start),
    params: [],
  });
  return {
    run_id,
    start,
    written,
    dated: dated !== null,
    line,
    first: first.second,
    last: 0,
    seconds: 0,
    offClock: 0,
    isolated: false,
  };
}

/** Returns the run of a whole log. */
export function toRun(
  clock: Clock,
  { file, options, sources }: RunContext & {
    readonly sources: readonly string[];
  },
): Run {
  const { settings } = options;
  return toLoadRun(file, {
    options,
    system: settings.system ?? systemOf(file.name),
    systemVersion: settings.system_version ?? "",
    tool: "perseus",
    startedAt: atSecond(clock, 0),
    endedAt: atSecond(clock, clock.last),
    params: toLoadParams({
      nodes: sources.length,
      workers: sources.length,
      loop: toLoop(null),
      fault: clock.isolated ? "isolate" : null,
    }),
  });
}

/**
 * Returns `etcd` for `etcd/logs/client1.log`, the path in the repository, or for a name like `etcd-full.client1.log`.
 */
function systemOf(path: string): string {
  return /([^/]+)\/logs\/[^/]+$/.exec(path)?.[1] ??
    /^[a-z]+/i.exec(baseName(path))?.[0] ?? "unknown";
}

/** Returns the time at the end of a second of the log; null outside the years 0 to 9999. */
function atSecond({ start }: Clock, second: number): string | null {
  return maybeTime(start + second * 1000);
}

/**
 * Converts a mark, which is between two seconds, to an event at the end of the second before it: its earliest
 * possible time.
 */
export function toEvent(
  clock: Clock,
  { mark, node }: Extract<PerseusItem, { kind: "mark" }>,
): Event {
  return {
    run_id: clock.run_id,
    at: atSecond(clock, clock.last),
    kind: mark.startsWith("isolat") ? "isolate" : "rejoin",
    subject: node,
    detail: mark.endsWith("ing") ? "begun" : "done",
    data: "{}",
  };
}
