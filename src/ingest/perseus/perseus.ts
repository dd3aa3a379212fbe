/**
 * Imports logs of rystsov/perseus: increments and errors of each client by the second, while one node is isolated and
 * rejoined.
 *
 * 1. `perseus_log.ts`     parses the lines into items, the seconds in columns (`perseus_seconds.ts`)
 * 2. `perseus_run.ts`     builds the run, and places the seconds in time (`perseus_clock.ts`)
 * 3. `perseus_samples.ts` converts seconds to samples
 */
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  isFull,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { wholeMs } from "../source/time.ts";
import { isOffClock } from "./perseus_clock.ts";
import { type PerseusItem, readPerseusLog } from "./perseus_log.ts";
import { type Clock, toClock, toEvent, toRun } from "./perseus_run.ts";
import {
  addSeconds,
  openSamples,
  type SampleBatch,
} from "./perseus_samples.ts";
import type { PerseusSeconds } from "./perseus_seconds.ts";

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

/** Maximum number of lines above the first second. */
const MAX_LINES_ABOVE = 10_000;

function* readPerseus(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { sources, date, items } = readPerseusLog(file);
  const place = baseName(file.name);
  let open = openPiece(place);
  let clock: Clock | null = null;
  /** Items above the first second; their times depend on it. */
  const itemsAbove: PerseusItem[] = [];
  for (const item of items) {
    if (clock === null && item.kind === "seconds") {
      clock = toClock(item, { file, options, date });
      for (const before of itemsAbove) {
        addItem(open, before, { clock, sources });
      }
    }
    if (clock === null) itemsAbove.push(item);
    else addItem(open, item, { clock, sources });
    if (itemsAbove.length > MAX_LINES_ABOVE) break;
    if (isFull(open.piece)) {
      yield open.piece;
      open = openPiece(place);
    }
  }
  if (clock === null || clock.seconds === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no second below its legend",
      "give a whole log",
    );
  }
  open.piece.runs.push(toRun(clock, { file, options, sources }));
  warnOfClock(open, clock);
  yield open.piece;
}

/** Piece while it is filled. */
interface OpenPiece {
  readonly piece: Piece;
  /** Null if there are no samples yet. */
  samples: SampleBatch | null;
  /** Name of the file in warnings. */
  readonly place: string;
}

function openPiece(place: string): OpenPiece {
  return { piece: emptyPiece("lines"), samples: null, place };
}

/** Adds a warning about `n` lines. */
function warn(
  { piece, place }: OpenPiece,
  { run_id }: Clock,
  { code, message, line, n = 1 }: {
    readonly code: string;
    readonly message: string;
    readonly line: number;
    readonly n?: number;
  },
): void {
  const at = `${place}:${line}`;
  const warning = toWarning({ run_id, code, message, place: at });
  piece.rows.warnings.push({ ...warning, n });
}

interface LogContext {
  readonly clock: Clock;
  readonly sources: readonly string[];
}

function addItem(
  open: OpenPiece,
  item: PerseusItem,
  { clock, sources }: LogContext,
): void {
  const { counts, rows } = open.piece;
  if (item.kind === "seconds") {
    addItemOfSeconds(open, item, { clock, sources });
    return;
  }
  counts.read++;
  if (item.kind === "rejected") {
    const { line, problem } = item;
    reject(open, clock, { line, problem });
    return;
  }
  counts.stored++;
  clock.isolated ||= item.mark === "isolated";
  rows.events.push(toEvent(clock, item));
}

function reject(
  open: OpenPiece,
  clock: Clock,
  { line, problem }: { readonly line: number; readonly problem: string },
): void {
  open.piece.counts.rejected++;
  const message = `line is left out as ${problem}`;
  warn(open, clock, { code: "rejected-row", message, line });
}

function addItemOfSeconds(
  open: OpenPiece,
  item: PerseusSeconds,
  { clock, sources }: LogContext,
): void {
  const { counts, batches } = open.piece;
  const { line, seconds, times: written } = item;
  const times = new Float64Array(seconds.length);
  counts.read += seconds.length;
  for (let i = 0; i < seconds.length; i++) {
    const second = seconds[i]!;
    times[i] = wholeMs(clock.start + second * 1000);
    if (Number.isNaN(times[i])) {
      const problem = `second ${second} is beyond the calendar`;
      reject(open, clock, { line: line + i, problem });
      continue;
    }
    counts.stored++;
    clock.seconds++;
    clock.last = second;
    if (isOffClock(second, written[i]!, clock.written)) clock.offClock++;
  }
  if (open.samples === null) {
    open.samples = openSamples(clock.run_id, sources);
    batches.push(open.samples);
  }
  addSeconds(open.samples, item, times);
}

function warnOfClock(open: OpenPiece, clock: Clock): void {
  const { line, dated, offClock, first, last, seconds } = clock;
  warn(open, clock, {
    code: dated ? "twelve-hour-clock" : "ambiguous-time",
    message: dated
      ? "times are written on a twelve-hour clock; the date above says which half of the day"
      : "times are written on a twelve-hour clock and may be twelve hours later; they are taken as UTC",
    line,
  });
  if (offClock > 0) {
    warn(open, clock, {
      code: "clock-mismatch",
      message:
        "seconds whose written time is more than one second off their number, which is what was kept",
      line,
      n: offClock,
    });
  }
  const missing = last - first + 1 - seconds;
  if (missing > 0) {
    warn(open, clock, {
      code: "missing-seconds",
      message: "seconds that the log passes over",
      line,
      n: missing,
    });
  }
}
