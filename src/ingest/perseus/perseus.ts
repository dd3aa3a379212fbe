/** Logs of rystsov/perseus: increments and errors of each client by the second, while one node is cut off and rejoined. */
import type { Event, Run, Sample } from "../../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  isFull,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { loopOf, toLoadParams, toLoadRun } from "../load_tools/load_run.ts";
import { baseName } from "../source/machine.ts";
import {
  isOffClock,
  type PerseusLine,
  readPerseusLog,
  startOf,
} from "./perseus_log.ts";
import { maybeTime } from "../source/time.ts";

/** A log of Perseus, format `perseus`. */
export const perseus = {
  format: "perseus",
  title: "per-second log of Perseus, with its isolate and rejoin markers",
  extensions: [".log"],
  experiment: "cluster-isolation",
  settings: {
    system: "what was under test; from the file name if not said",
    system_version: "its version",
  },
  read: readPerseus,
} satisfies Importer;

function* readPerseus(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { sources, date, lines } = readPerseusLog(file);
  const name = baseName(file.name);
  let piece = emptyPiece("lines");
  const warn = (code: string, message: string, line: number, n = 1) =>
    piece.rows.warnings.push({
      ...toWarning({
        run_id: log?.run_id ?? "",
        code,
        message,
        place: `${name}:${line}`,
      }),
      n,
    });
  let log: Clock | null = null;
  /** What stands above the first second, which says when that is. */
  const early: PerseusLine[] = [];
  const take = (read: PerseusLine, clock: Clock) => {
    if (read.kind === "rejected") {
      piece.counts.rejected++;
      warn(
        "rejected-row",
        `line is left out as ${read.problem}`,
        read.line,
      );
      return;
    }
    if (read.kind === "mark") {
      piece.counts.stored++;
      clock.isolated ||= read.mark === "isolated";
      piece.rows.events.push(toEvent(clock, read));
      return;
    }
    const at = atSecond(clock, read.second);
    if (at === null) {
      piece.counts.rejected++;
      warn(
        "rejected-row",
        `line is left out as second ${read.second} is beyond the calendar`,
        read.line,
      );
    } else {
      piece.counts.stored++;
      clock.seconds++;
      clock.last = read.second;
      if (isOffClock(read, clock.written)) clock.offClock++;
      pushSamples(piece.rows.samples, read, { clock, sources, at });
    }
  };
  for (const read of lines) {
    piece.counts.read++;
    if (log === null && read.kind === "second") {
      log = toClock(read, { file, options, date });
      for (const before of early) take(before, log);
    }
    if (log === null) early.push(read);
    else take(read, log);
    if (early.length > MOST_LINES_ABOVE) break;
    if (log !== null && isFull(piece)) {
      yield piece;
      piece = emptyPiece("lines");
    }
  }
  if (log === null || log.seconds === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no second below its legend",
      "give a whole log",
    );
  }
  piece.runs.push(toRun(log, { file, options, sources }));
  warn(
    log.dated ? "twelve-hour-clock" : "ambiguous-time",
    log.dated
      ? "times are written on a twelve-hour clock; the date above says which half of the day"
      : "times are written on a twelve-hour clock and may be twelve hours later; they are taken as UTC",
    log.line,
  );
  if (log.offClock > 0) {
    warn(
      "clock-mismatch",
      "seconds whose written time is more than one second off their number, which is what was kept",
      log.line,
      log.offClock,
    );
  }
  const missing = log.last - log.first + 1 - log.seconds;
  if (missing > 0) {
    warn(
      "missing-seconds",
      "seconds that the log passes over",
      log.line,
      missing,
    );
  }
  yield piece;
}

/** Lines that may stand above the first second. */
const MOST_LINES_ABOVE = 10_000;

/** When second 0 was, and what the seconds so far say. */
interface Clock {
  readonly run_id: string;
  /** Unix time in ms of second 0. */
  readonly start: number;
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

interface RunContext {
  readonly file: SourceFile;
  readonly options: ImportOptions;
}

function toClock(
  first: Extract<PerseusLine, { kind: "second" }>,
  { file, options, date }: RunContext & { readonly date: number | null },
): Clock {
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
    line: first.line,
    first: first.second,
    last: 0,
    seconds: 0,
    offClock: 0,
    isolated: false,
  };
}

function toRun(
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
      loop: loopOf(null),
      fault: clock.isolated ? "isolate" : null,
    }),
  });
}

/** `etcd` of `etcd/logs/client1.log`, as the logs are kept, or of a name like `etcd-full.client1.log`. */
function systemOf(path: string): string {
  return /([^/]+)\/logs\/[^/]+$/.exec(path)?.[1] ??
    /^[a-z]+/i.exec(baseName(path))?.[0] ?? "unknown";
}

/** Time at the end of a second of the log; null beyond the calendar. */
function atSecond({ start }: Clock, second: number): string | null {
  return maybeTime(start + second * 1000);
}

function pushSamples(
  samples: Sample[],
  { values }: Extract<PerseusLine, { kind: "second" }>,
  { clock: { run_id }, sources, at }: {
    readonly clock: Clock;
    readonly sources: readonly string[];
    readonly at: string;
  },
): void {
  const unit = "1/s";
  for (const [i, source] of sources.entries()) {
    const increments = values[i] ?? 0;
    const errors = values[sources.length + i] ?? 0;
    samples.push(
      { run_id, source, metric: "increments", unit, at, value: increments },
      { run_id, source, metric: "errors", unit, at, value: errors },
    );
  }
}

/** A mark stands between two lines: it is dated to the end of the second before it, which is when it came at the earliest. */
function toEvent(
  clock: Clock,
  { mark, node }: Extract<PerseusLine, { kind: "mark" }>,
): Event {
  return {
    run_id: clock.run_id,
    at: atSecond(clock, clock.last),
    kind: mark.startsWith("isolat") ? "isolate" : "rejoin",
    subject: node,
    detail: mark.endsWith("ing") ? "begun" : "done",
  };
}
