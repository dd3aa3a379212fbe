/**
 * Imports logs of Cloud Foundry components as timelines of tasks, instances, requests and loops.
 *
 * 1. `lager_join.ts`   joins the logs of an import by time
 * 2. `glanced_log.ts`  passes over what no model asks for, in a large file by a thread of its own
 * 3. `lager_line.ts`   parses a line
 * 4. `stages/`         pairs lines to timelines
 * 5. `lager_rows.ts`   converts timelines and error lines to rows
 */
import type { Run } from "../../record/mod.ts";
import { toLoadParams, toLoadRun } from "../load_tools/load_run.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  isFull,
  type Piece,
  type SourceFile,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { maybeMicroTime } from "../source/time.ts";
import { type FileLine, toFileLine } from "../stages/held_stages.ts";
import { StagePairing } from "../stages/pair_stages.ts";
import { addTimelines } from "../stages/staged_rows.ts";
import type { GlancedLine } from "./glanced_block.ts";
import { MIN_THREAD_BYTES, openGlancedLog } from "./glanced_log.ts";
import { glancedData } from "./lager_glance.ts";
import { joinLogs, type LogLine, logLinesOf } from "./lager_join.ts";
import { type LagerLine, type LagerText, readLagerText } from "./lager_line.ts";
import { processTracker } from "./lager_process.ts";
import { isError, timelineAdder, toErrorEvent } from "./lager_rows.ts";
import { lagerModels } from "./lager_wanted.ts";
import { type WarningCollector, warningCollector } from "./line_warnings.ts";

/** Importer of component logs, format `lager`. */
export const lager = {
  format: "lager",
  title: "logs of Cloud Foundry components; all of an import are one run",
  extensions: [".log", ".lager", ".jsonl"],
  experiment: "platform-logs",
  settings: {
    system: "platform that wrote the logs; default cloud-foundry",
    system_version: "version of the platform",
  },
  join: joinLogs,
  read: readLager,
} satisfies Importer;

async function* readLager(
  file: SourceFile,
  options: ImportOptions,
  minThreadBytes: number = MIN_THREAD_BYTES,
): AsyncGenerator<Imported> {
  // Before the file is digested, as a thread of its own goes ahead meanwhile.
  using glanced = openGlancedLog(file, minThreadBytes);
  const { run_id } = toRun(file, {
    options,
    first: firstTime(file),
    last: null,
    components: [],
  });
  const warn = warningCollector(run_id);
  const log = openLog(run_id, warn);
  let piece = emptyPiece("lines");
  for await (const lines of glanced.parts()) {
    for (const line of lines) {
      if (isBlank(line)) continue;
      piece.counts.read++;
      if (readLine(piece, line, { log, warn })) piece.counts.stored++;
      else piece.counts.rejected++;
      if (isFull(piece)) {
        piece = yield* addTimelines(
          piece,
          log.pairing.takeClosed(),
          log.addTimeline,
        );
        yield piece;
        piece = emptyPiece("lines");
      }
    }
  }
  piece = yield* addTimelines(piece, log.pairing.takeClosed(), log.addTimeline);
  piece = yield* addTimelines(piece, log.pairing.finish(), log.addTimeline);
  warnOfCounts(piece, log, warn);
  const { first, last, components } = log.seen;
  // The id is that of the first line, even if a later one is earlier.
  piece.runs.push({
    ...toRun(file, {
      options,
      first,
      last,
      components: [...components].sort(),
    }),
    run_id,
    part: run_id,
  });
  piece.rows.warnings.push(...warn.all(baseName(file.name)));
  yield piece;
}

/** Warns of what the lines left open; lines that told nothing after all are rejected. */
function warnOfCounts(
  { counts }: Piece,
  { pairing }: Log,
  warn: WarningCollector,
): void {
  const { repeated, nameless, ownerless, ownerlessLines, early } =
    pairing.counts;
  counts.stored -= ownerlessLines;
  counts.rejected += ownerlessLines;
  warn.count("repeated-stage", "stages that were told again", repeated);
  warn.count("nameless-stage", "stages of nothing that is named", nameless);
  warn.count(
    "ownerless-stage",
    "stages of containers of which no line tells whether they are a task or an instance",
    ownerless,
  );
  warn.count(
    "closed-early",
    "entities of which no line had told for longest are closed, as there were too many; a later line begins them anew",
    early,
  );
}

function isBlank({ glance, text }: GlancedLine): boolean {
  return glance === null && text.trim() === "";
}

/** Maximum number of processes that are named as a setting of the run. */
const MAX_COMPONENTS = 100;
/** Seconds that a line may be earlier than the one before it: threads of a process overtake each other. */
const MAX_BACK_S = 1;

type Log = ReturnType<typeof openLog>;

/** Creates the state of a log that is read. */
function openLog(run_id: string, warn: WarningCollector) {
  const pairing = new StagePairing(lagerModels);
  const processOf = processTracker();
  const addTimeline = timelineAdder(run_id);
  const seen = {
    /** First and last time in Unix µs. */
    first: Infinity,
    last: -Infinity,
    components: new Set<string>(),
  };
  return {
    run_id,
    pairing,
    seen,
    addTimeline,
    /** Notes a line of a process; returns the name of the process. */
    note(
      line: Pick<LagerLine, "us" | "source" | "message">,
      logLine: LogLine,
    ): string {
      const { name, isAgain, back } = processOf(logLine.log, line);
      if (isAgain) warn("process-restart", `${name} starts again`, logLine);
      if (back > MAX_BACK_S) {
        const message =
          `lines of ${name} are more than ${MAX_BACK_S} s earlier than one before them`;
        warn("clock-back", message, logLine);
      }
      if (seen.components.size < MAX_COMPONENTS) seen.components.add(name);
      seen.first = Math.min(seen.first, line.us);
      seen.last = Math.max(seen.last, line.us);
      return name;
    },
  };
}

/** Adds what a line of a file tells; returns false, with a warning, if that is nothing. */
function readLine(
  piece: Piece,
  logLine: GlancedLine,
  { log, warn }: { readonly log: Log; readonly warn: WarningCollector },
): boolean {
  const { glance } = logLine;
  if (glance !== null && !glance.head.isWanted) {
    const { us, head: { source, message } } = glance;
    log.note({ us, source, message }, logLine);
    warn("unused-line", UNUSED, logLine);
    return false;
  }
  const { lines, fragments, problem } = linesIn(logLine, log);
  if (lines.length === 0) {
    warn("rejected-row", `line is left out as ${problem}`, logLine);
    return false;
  }
  if (fragments > 0) {
    const message = "a line is torn, and another one follows it";
    warn("torn-line", message, logLine, fragments);
  }
  if (lines.length > 1) {
    warn("joined-lines", "several lines stand in one", logLine);
  }
  const fileLine = toFileLine();
  for (const line of lines) addLine(piece, line, { logLine, log, fileLine });
  const isKept = fileLine.isUsed || fileLine.waiting > 0;
  if (!isKept) warn("unused-line", UNUSED, logLine);
  return isKept;
}

const UNUSED = "line tells no stage that is imported, or one again";

/** Parses the lines that stand in one; where a glance told what it begins with, only its data. */
function linesIn({ text, glance }: GlancedLine, { pairing }: Log): LagerText {
  if (glance === null) return readLagerText(text);
  const { us, head: { level, source, message } } = glance;
  const data = glancedData(
    text,
    glance,
    // An error is told with its reason, which may be in any field.
    isError({ level }) ? null : pairing.fieldsOf(message),
  );
  if (data === null) return readLagerText(text);
  const line = { us, level, source, message, data };
  return { lines: [line], fragments: 0, problem: "" };
}

/** Adds what a line tells. */
function addLine(
  { rows }: Piece,
  line: LagerLine,
  { logLine, log, fileLine }: {
    readonly logLine: LogLine;
    readonly log: Log;
    readonly fileLine: FileLine;
  },
): void {
  const process = log.note(line, logLine);
  const { source, message, data } = line;
  if (isError(line)) {
    rows.events.push(toErrorEvent(line, { run_id: log.run_id, process }));
    fileLine.isUsed = true;
  }
  const { folder: origin } = logLine.log;
  const stageLine = { at: line.us / 1000, source, origin, message, data };
  log.pairing.add(stageLine, fileLine);
}

/** Returns the time of the first line in Unix µs. Throws `InputError` if there is none. */
function firstTime(file: SourceFile): number {
  for (const { text } of logLinesOf(file)) {
    const [line] = readLagerText(text).lines;
    if (line !== undefined) return line.us;
  }
  throw new InputError(
    file.name,
    "",
    "holds no line of a component's log",
    "give a log with a JSON object a line, as the components write it",
  );
}

/** Builds the run of a log; times in Unix µs, null if unknown. */
function toRun(
  file: SourceFile,
  { options, first, last, components }: {
    readonly options: ImportOptions;
    readonly first: number;
    readonly last: number | null;
    readonly components: readonly string[];
  },
): Run {
  const { settings } = options;
  const system = settings.system ?? "cloud-foundry";
  return toLoadRun(file, {
    options,
    system,
    // Which components wrote a log makes no other case.
    caseId: system,
    systemVersion: settings.system_version ?? "",
    tool: "lager",
    startedAt: maybeMicroTime(first),
    endedAt: last === null ? null : maybeMicroTime(last),
    params: toLoadParams({ components: components.join(", ") || null }),
  });
}
