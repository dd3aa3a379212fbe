/**
 * Imports logs of rystsov/perseus: increments and errors of each client by the second, while one node is isolated and
 * rejoined.
 */
import {
  addRow,
  emptyBatch,
  type Event,
  type OpenBatch,
  type Run,
} from "../../record/mod.ts";
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
import { toLoadParams, toLoadRun, toLoop } from "../load_tools/load_run.ts";
import { baseName } from "../source/machine.ts";
import {
  isOffClock,
  type PerseusLine,
  readPerseusLog,
  startOf,
} from "./perseus_log.ts";
import { maybeTime, wholeMs } from "../source/time.ts";

/** Importer of Perseus logs, format `perseus`. */
export const perseus = {
  format: "perseus",
  title: "per-second log of Perseus, with its isolate and rejoin markers",
  extensions: [".log"],
  experiment: "cluster-isolation",
  settings: {
    system: "system under test; default from the file name",
    system_version: "version of the system",
  },
  join: null,
  read: readPerseus,
} satisfies Importer;

function* readPerseus(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { sources, date, lines } = readPerseusLog(file);
  const name = baseName(file.name);
  let piece = emptyPiece("lines");
  let samples: SampleBatch | null = null;
  const warn = (code: string, message: string, line: number, n = 1) =>
    piece.rows.warnings.push({
      ...toWarning({
        run_id: runClock?.run_id ?? "",
        code,
        message,
        place: `${name}:${line}`,
      }),
      n,
    });
  let runClock: Clock | null = null;
  /** Lines above the first second; their times depend on it. */
  const linesAbove: PerseusLine[] = [];
  const addLine = (read: PerseusLine, clock: Clock) => {
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
    const at = wholeMs(clock.start + read.second * 1000);
    if (Number.isNaN(at)) {
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
      if (samples === null) {
        samples = openSamples(clock, sources);
        piece.batches.push(samples);
      }
      addSamples(samples, read, at);
    }
  };
  for (const read of lines) {
    piece.counts.read++;
    if (runClock === null && read.kind === "second") {
      runClock = toClock(read, { file, options, date });
      for (const before of linesAbove) addLine(before, runClock);
    }
    if (runClock === null) linesAbove.push(read);
    else addLine(read, runClock);
    if (linesAbove.length > MAX_LINES_ABOVE) break;
    if (runClock !== null && isFull(piece)) {
      yield piece;
      piece = emptyPiece("lines");
      samples = null;
    }
  }
  if (runClock === null || runClock.seconds === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no second below its legend",
      "give a whole log",
    );
  }
  piece.runs.push(toRun(runClock, { file, options, sources }));
  warn(
    runClock.dated ? "twelve-hour-clock" : "ambiguous-time",
    runClock.dated
      ? "times are written on a twelve-hour clock; the date above says which half of the day"
      : "times are written on a twelve-hour clock and may be twelve hours later; they are taken as UTC",
    runClock.line,
  );
  if (runClock.offClock > 0) {
    warn(
      "clock-mismatch",
      "seconds whose written time is more than one second off their number, which is what was kept",
      runClock.line,
      runClock.offClock,
    );
  }
  const missing = runClock.last - runClock.first + 1 - runClock.seconds;
  if (missing > 0) {
    warn(
      "missing-seconds",
      "seconds that the log passes over",
      runClock.line,
      missing,
    );
  }
  yield piece;
}

/** Maximum number of lines above the first second. */
const MAX_LINES_ABOVE = 10_000;

/** Time of second 0, and counts of the seconds so far. */
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

type SampleBatch = OpenBatch<"samples", "at" | "value">;

/** Creates a batch with the shapes of each source: its increments, then its errors. */
function openSamples(
  { run_id }: Clock,
  sources: readonly string[],
): SampleBatch {
  const batch = emptyBatch("samples", ["at", "value"]);
  for (const source of sources) {
    for (const metric of ["increments", "errors"]) {
      batch.shapes.push({
        run_id,
        source,
        metric,
        unit: "1/s",
        at: null,
        value: 0,
      });
    }
  }
  return batch;
}

function addSamples(
  batch: SampleBatch,
  { values }: Extract<PerseusLine, { kind: "second" }>,
  at: number,
): void {
  const sources = values.length / 2;
  for (let shape = 0; shape < values.length; shape++) {
    const i = addRow(batch, shape);
    batch.numbers.at[i] = at;
    batch.numbers.value[i] = values[(shape >> 1) + (shape & 1) * sources] ?? 0;
  }
}

/**
 * Converts a mark, which is between two seconds, to an event at the end of the second before it: its earliest
 * possible time.
 */
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
    data: "{}",
  };
}
