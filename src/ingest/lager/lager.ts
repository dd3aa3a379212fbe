/**
 * Imports logs of Cloud Foundry components as timelines of tasks, instances, requests and loops.
 *
 * 1. `lager_join.ts`   joins the logs of an import by time
 * 2. `lager_glance.ts` passes over what no model asks for
 * 3. `lager_line.ts`   parses a line
 * 4. `stages/`         pairs lines to timelines
 * 5. `lager_rows.ts`   converts timelines and error lines to rows
 */
import {
  type Run,
  type StageModel,
  stageModels,
  type Warning,
} from "../../record/mod.ts";
import { toLoadParams, toLoadRun } from "../load_tools/load_run.ts";
import { cached } from "../source/cached.ts";
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
import { maybeMicroTime } from "../source/time.ts";
import { StagePairing } from "../stages/pair_stages.ts";
import { glanceAt, type LagerGlance } from "./lager_glance.ts";
import { joinLogs, type LogLine, logLinesOf } from "./lager_join.ts";
import { type LagerLine, readLagerText } from "./lager_line.ts";
import { processTracker, startOf } from "./lager_process.ts";
import { isError, timelineAdder, toErrorEvent } from "./lager_rows.ts";

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

/** Models whose stages component logs tell. */
const models: readonly StageModel[] = Object.values(stageModels)
  .filter(({ lines }) => lines === "lager");

function* readLager(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { run_id } = toRun(file, {
    options,
    first: firstTime(file),
    last: null,
    components: [],
  });
  const warn = warningCollector(run_id);
  const log = openLog(run_id, warn);
  let piece = emptyPiece("lines");
  for (const logLine of logLinesOf(file)) {
    if (logLine.text.trim() === "") continue;
    piece.counts.read++;
    if (readLine(piece, logLine, { log, warn })) piece.counts.stored++;
    else piece.counts.rejected++;
    if (isFull(piece)) {
      log.addClosed(piece);
      yield piece;
      piece = emptyPiece("lines");
    }
  }
  log.addClosed(piece);
  for (const timeline of log.pairing.finish()) {
    log.addTimeline(piece, timeline);
    if (piece.rows.stages.length < MAX_STAGES) continue;
    yield piece;
    piece = emptyPiece("lines");
  }
  const { repeated, nameless, ownerless } = log.pairing.counts;
  warn.count("repeated-stage", "stages that were told again", repeated);
  warn.count("nameless-stage", "stages of nothing that is named", nameless);
  warn.count(
    "ownerless-stage",
    "stages of containers of which no line tells whether they are a task or an instance",
    ownerless,
  );
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

/** Stages of a piece, from which on it is yielded. */
const MAX_STAGES = 10_000;
/** Maximum number of processes that are named as a setting of the run. */
const MAX_COMPONENTS = 100;
/** Seconds that a line may be earlier than the one before it: threads of a process overtake each other. */
const MAX_BACK_S = 1;

type Log = ReturnType<typeof openLog>;
type Warn = ReturnType<typeof warningCollector>;

/** Creates the state of a log that is read. */
function openLog(run_id: string, warn: Warn) {
  const pairing = new StagePairing(models);
  const processOf = processTracker();
  const addTimeline = timelineAdder(run_id);
  // Components have few messages, and write them millions of times.
  const tellsStage = cached((message) =>
    pairing.finder.candidates(message).length > 0
  );
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
    addClosed(piece: Piece) {
      for (const timeline of pairing.takeClosed()) addTimeline(piece, timeline);
    },
    /** Notes a line of a process; returns the name of the process. */
    note(line: LagerGlance, logLine: LogLine): string {
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
    /** Returns true if a line must be parsed: it may tell a stage, an error or a start. */
    isWanted(line: LagerGlance): boolean {
      return isError(line) || startOf(line) !== undefined ||
        tellsStage(line.message);
    },
  };
}

/** Adds what a line of a file tells; returns false, with a warning, if that is nothing. */
function readLine(
  piece: Piece,
  logLine: LogLine,
  { log, warn }: { readonly log: Log; readonly warn: Warn },
): boolean {
  const glance = glanceAt(logLine.text);
  if (glance !== null && !log.isWanted(glance)) {
    log.note(glance, logLine);
    warn(...UNUSED, logLine);
    return false;
  }
  const { lines, fragments, problem } = readLagerText(logLine.text);
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
  const used = lines.filter((line) => addLine(piece, line, { logLine, log }));
  if (used.length === 0) warn(...UNUSED, logLine);
  return used.length > 0;
}

const UNUSED = [
  "unused-line",
  "line tells no stage that is imported, or one again",
] as const;

/** Adds what a line tells; returns false if that is nothing. */
function addLine(
  { rows }: Piece,
  line: LagerLine,
  { logLine, log }: { readonly logLine: LogLine; readonly log: Log },
): boolean {
  const at = maybeMicroTime(line.us);
  if (at === null) return false;
  const process = log.note(line, logLine);
  const { source, message, data } = line;
  const isStage = log.pairing.add({
    at: line.us / 1000,
    source,
    origin: logLine.log.folder,
    message,
    data,
  });
  if (isError(line)) {
    rows.events.push(toErrorEvent(line, { run_id: log.run_id, at, process }));
  }
  return isStage || isError(line);
}

/** Returns the time of the first line in Unix µs. Throws `InputError` if there is none. */
function firstTime(file: SourceFile): number {
  for (const { text } of logLinesOf(file)) {
    const line = readLagerText(text).lines.find(({ us }) =>
      maybeMicroTime(us) !== null
    );
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

/** Collects warnings, one for each message, with the place of the first. */
function warningCollector(run_id: string) {
  const known = new Map<
    string,
    { -readonly [K in keyof Warning]: Warning[K] }
  >();
  const counted: { code: string; message: string; n: number }[] = [];
  const collect = (
    code: string,
    message: string,
    { log, line }: LogLine,
    n = 1,
  ) => {
    const before = known.get(message);
    if (before !== undefined) {
      before.n += n;
      return;
    }
    const folder = log.folder === "" ? "" : `${log.folder}/`;
    const place = `${folder}${log.name}:${line}`;
    known.set(message, {
      ...toWarning({ run_id, code, message, place }),
      n,
    });
  };
  return Object.assign(collect, {
    /** Adds a warning about the whole log, unless its number is 0. */
    count(code: string, message: string, n: number) {
      if (n > 0) counted.push({ code, message, n });
    },
    all: (place: string): Warning[] => [
      ...known.values(),
      ...counted.map(({ n, ...warning }) => ({
        ...toWarning({ run_id, place, ...warning }),
        n,
      })),
    ],
  });
}
