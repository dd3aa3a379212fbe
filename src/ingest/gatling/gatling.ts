/**
 * Imports simulation.log of Gatling: text up to 3.11, and written as text by `gatling_binary.ts` from there on.
 *
 * Its layouts are told by the fields, not by the version: files of one version have had several. A request is read from
 * its status backwards: end, start, name, groups.
 */
import { type Run, toEvent } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import { failureOutcome } from "../load_frame/outcomes.ts";
import { addRequest, addSample } from "../load_frame/operation_rows.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  isFull,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime } from "../source/time.ts";
import { type GatlingLine, readGatlingLine } from "./gatling_line.ts";

/** Beginning of a line that has times. */
const RECORD = /^(?:RUN|REQUEST|USER|GROUP)\t.*\d{10}/;

/** Importer of Gatling, format `gatling`. */
export const gatling = defineTool({
  format: "gatling",
  title: "simulation.log of Gatling: text, or binary from 3.12 on",
  extensions: [".log"],
  settings: {},
  shapes: [{
    title: "simulation.log as text",
    marks: "lines that begin with RUN, REQUEST, USER, GROUP and a tab",
    fits: ({ lines }) => lines.some((line) => RECORD.test(line)),
    isStreamed: true,
    read: readGatling,
  }],
});

/** What the lines tell of their run. */
interface GatlingFacts {
  readonly simulation: string;
  readonly version: string;
  readonly description: string;
  /** Unix ms; NaN if there is none. */
  readonly startMs: number;
  readonly endMs: number;
  readonly requests: number;
  /** Highest number of users at once. */
  readonly users: number;
  readonly lastProblem: string;
}

function* readGatling(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const facts = factsOf(file);
  const run = toRun(file, options, facts);
  const place = baseName(file.name);
  let piece = emptyPiece("lines");
  piece.runs.push(run);
  let [line, assertions, users] = [0, 0, 0];
  for (const text of file.lines()) {
    line++;
    if (text.trim() === "") continue;
    piece.counts.read++;
    const read = readGatlingLine(text);
    if (read.kind === "user") users += read.change;
    const problem = addLine(piece, read, { run, line, users });
    if (problem === "") piece.counts.stored++;
    else {
      piece.counts.rejected++;
      if (read.kind === "assertion") assertions++;
      else {
        piece.rows.warnings.push(toWarning({
          run_id: run.run_id,
          code: "rejected-row",
          message: `line is left out as ${problem}`,
          place: `${place}:${line}`,
        }));
      }
    }
    if (!isFull(piece)) continue;
    yield piece;
    piece = emptyPiece("lines");
  }
  const warn = (code: string, message: string, n: number) => {
    if (n <= 0) return;
    const { run_id } = run;
    piece.rows.warnings.push({
      ...toWarning({ run_id, code, message, place }),
      n,
    });
  };
  warn(
    "assertion-left-out",
    "assertions are binary, and are left out",
    assertions,
  );
  warn(
    "users-unfinished",
    "users began and have no end: the run was cut off, or the log is",
    users,
  );
  if (facts.lastProblem !== "") {
    warn("cut-off", "the file ends inside its last line, which is left out", 1);
  }
  yield piece;
}

/** Reads the file once: a run has its id, times and users before its rows. */
function factsOf(file: SourceFile): GatlingFacts {
  const facts = {
    ...{ simulation: "", version: "", description: "", lastProblem: "" },
    ...{ startMs: NaN, endMs: NaN, requests: 0, users: 0 },
  };
  let users = 0;
  for (const text of file.lines()) {
    if (text.trim() === "") continue;
    const read = readGatlingLine(text);
    facts.lastProblem = read.kind === "rejected" ? read.problem : "";
    switch (read.kind) {
      case "run":
        facts.simulation = read.simulation;
        facts.version = read.version;
        facts.description = read.description;
        facts.startMs = read.ms;
        break;
      case "request":
        facts.requests++;
        if (!(read.endMs <= facts.endMs)) facts.endMs = read.endMs;
        break;
      case "user":
        users += read.change;
        facts.users = Math.max(facts.users, users);
        break;
    }
  }
  if (facts.requests > 0) return facts;
  throw new InputError(
    file.name,
    "",
    "holds no request of Gatling",
    "give the simulation.log of a run that made some",
  );
}

function toRun(
  file: SourceFile,
  options: ImportOptions,
  facts: GatlingFacts,
): Run {
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "gatling",
    toolVersion: facts.version,
    startedAt: maybeTime(facts.startMs),
    endedAt: maybeTime(facts.endMs),
    params: {
      workers: facts.users > 0 ? facts.users : null,
    },
    notes: [facts.simulation, facts.description].filter(Boolean).join(": "),
  });
  return { ...run, status: facts.lastProblem === "" ? "ok" : "incomplete" };
}

/** Adds a line; returns why it is left out, else empty. */
function addLine(
  piece: Piece,
  read: GatlingLine,
  { run: { run_id }, line, users }: {
    readonly run: Run;
    readonly line: number;
    /** Users at once behind this line. */
    readonly users: number;
  },
): string {
  switch (read.kind) {
    case "run":
      return "";
    case "assertion":
      return "it is an assertion";
    case "rejected":
      return read.problem;
    case "user":
      addSample(piece, { run_id, metric: "users", unit: "" }, {
        ms: read.ms,
        value: Math.max(0, users),
      });
      return "";
    case "group":
      addSample(
        piece,
        { run_id, metric: `group: ${read.groups}`.slice(0, 1000), unit: "s" },
        { ms: read.startMs, value: (read.endMs - read.startMs) / 1000 },
      );
      return "";
    case "error":
      piece.rows.events.push(toEvent({
        run_id,
        at: maybeTime(read.ms),
        kind: "error_line",
        subject: "gatling",
        detail: read.message.slice(0, 1000),
      }));
      return "";
    case "request":
      addRequest(piece, {
        run_id,
        number: line,
        subject: read.groups === ""
          ? read.name
          : `${read.groups} / ${read.name}`,
        startMs: read.startMs,
        durationS: (read.endMs - read.startMs) / 1000,
        outcome: read.isOk ? "ok" : failureOutcome(read.code, read.message),
        error: read.message,
        code: read.isOk ? "" : read.code,
        bytes: NaN,
        worker: read.user,
      });
      return "";
  }
}
