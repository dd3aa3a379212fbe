/**
 * Imports what `cf logs` printed: the stages of each push, from the start to the first healthy instance.
 *
 * 1. `cf_line.ts`  parses a line
 * 2. `cf_apps.ts`  tells which application a line is about
 * 3. this file     pairs lines to timelines, one for each start of an application
 */
import { type Event, type Run, stageModels } from "../../record/mod.ts";
import { joinLogs, type LogLine, logLinesOf } from "../lager/lager_join.ts";
import {
  type WarningCollector,
  warningCollector,
} from "../lager/line_warnings.ts";
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
import type { StageTimeline } from "../stages/open_timelines.ts";
import { StagePairing } from "../stages/pair_stages.ts";
import { addTimelines, toStagedRows } from "../stages/staged_rows.ts";
import { appKind, appTracker, startTracker } from "./cf_apps.ts";
import { cellGuidOf, type CfLine, cfTime, readCfText } from "./cf_line.ts";

/** Importer of applications' logs, format `cf-logs`. */
export const cfLogs = {
  format: "cf-logs",
  title:
    "what cf logs printed, a file an application: the stages of its push; all of an import are one run",
  extensions: [".log", ".txt"],
  experiment: "platform-logs",
  settings: {
    system: "platform that wrote the logs; default cloud-foundry",
    system_version: "version of the platform",
  },
  join: (files) => joinLogs(files, cfTime),
  read: readCfLogs,
} satisfies Importer;

function* readCfLogs(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { run_id } = toRun(file, {
    options,
    first: firstTime(file),
    last: null,
    applications: null,
  });
  const log = openLog(run_id);
  const { pairing, seen, warn } = log;
  let piece = emptyPiece("lines");
  for (const logLine of logLinesOf(file)) {
    if (logLine.text.trim() === "") continue;
    piece.counts.read++;
    if (readLine(piece, logLine, log)) piece.counts.stored++;
    else piece.counts.rejected++;
    if (isFull(piece)) {
      piece = yield* addTimelines(piece, pairing.takeClosed(), log.add);
      yield piece;
      piece = emptyPiece("lines");
    }
  }
  for (const timelines of [pairing.takeClosed(), pairing.finish()]) {
    piece = yield* addTimelines(piece, timelines, log.add);
  }
  const { repeated } = pairing.counts;
  warn.count("repeated-stage", "stages that were told again", repeated);
  const { first, last, applications } = seen;
  const run = toRun(file, {
    options,
    first,
    last,
    applications: applications.size,
  });
  // The id is that of the first line, even if a later one is earlier.
  piece.runs.push({ ...run, run_id, part: run_id });
  piece.rows.warnings.push(...warn.all(baseName(file.name)));
  yield piece;
}

type Log = ReturnType<typeof openLog>;

/** Creates the state of a log that is read. */
function openLog(run_id: string) {
  const warn: WarningCollector = warningCollector(run_id);
  return {
    run_id,
    warn,
    pairing: new StagePairing([stageModels.start]),
    appOf: appTracker(),
    isStartAgain: startTracker(),
    seen: {
      /** First and last time in Unix µs. */
      first: Infinity,
      last: -Infinity,
      applications: new Set<string>(),
    },
    add({ rows }: Piece, timeline: StageTimeline) {
      const { operation, stages } = toStagedRows(run_id, timeline, 0);
      const subject = appKind(timeline.name);
      rows.operations.push({ ...operation, subject });
      rows.stages.push(...stages);
    },
  };
}

/** Adds what a line of a file tells; returns false, with a warning, if that is nothing. */
function readLine(piece: Piece, logLine: LogLine, log: Log): boolean {
  const { warn, seen, pairing, appOf, isStartAgain } = log;
  const read = readCfText(logLine.text);
  if (read.kind === "rejected") {
    warn("rejected-row", `line is left out as ${read.problem}`, logLine);
    return false;
  }
  const app = appOf(logLine.log, read);
  if (read.kind === "header") return true;
  const { line } = read;
  seen.first = Math.min(seen.first, line.us);
  seen.last = Math.max(seen.last, line.us);
  // An application may print what it likes.
  const isOwn = line.job.startsWith("APP");
  const isFailure = line.isError && !isOwn;
  if (isFailure) piece.rows.events.push(toErrorEvent(line, app, log.run_id));
  const cell = cellGuidOf(line);
  const isStage = !isOwn && !isStartAgain(app, line) && pairing.add({
    at: line.us / 1000,
    source: line.job,
    origin: app,
    message: line.text,
    data: {
      app_guid: app,
      job: line.job,
      ...(cell === undefined ? {} : { "cell-id": cell }),
    },
  });
  if (isStage) seen.applications.add(app);
  if (isStage || isFailure) return true;
  const message = "line tells no stage of a push, or one again";
  warn("unused-line", message, logLine);
  return false;
}

function toErrorEvent(
  { us, job, text }: CfLine,
  app: string,
  run_id: string,
): Event {
  return {
    run_id,
    at: maybeMicroTime(us) ?? "",
    kind: "error_line",
    subject: app,
    detail: text,
    data: JSON.stringify({ level: "error", message: text, session: job }),
  };
}

/** Returns the time of the first line in Unix µs. Throws `InputError` if there is none. */
function firstTime(file: SourceFile): number {
  for (const { text } of logLinesOf(file)) {
    const us = cfTime(text);
    if (!Number.isNaN(us)) return us;
  }
  throw new InputError(
    file.name,
    "",
    "holds no line of an application's log",
    "give what cf logs printed, with the time and the writer of each line",
  );
}

/** Builds the run of a log; times in Unix µs, null if unknown. */
function toRun(
  file: SourceFile,
  { options, first, last, applications }: {
    readonly options: ImportOptions;
    readonly first: number;
    readonly last: number | null;
    readonly applications: number | null;
  },
): Run {
  const { settings } = options;
  const system = settings.system ?? "cloud-foundry";
  return toLoadRun(file, {
    options,
    system,
    caseId: system,
    systemVersion: settings.system_version ?? "",
    tool: "cf logs",
    startedAt: maybeMicroTime(first),
    endedAt: last === null ? null : maybeMicroTime(last),
    params: toLoadParams({ applications }),
  });
}
