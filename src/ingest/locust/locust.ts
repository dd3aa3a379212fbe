/**
 * Imports the CSV files of Locust: statistics, history, failures and exceptions. Those of one prefix are one run.
 *
 * The history does not say whether percentiles are of the last ten seconds, which they are with `--csv-full-history`; rows
 * of single requests, which only that writes, tell it.
 */
import type { Run } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import { headerOf } from "../load_frame/glance.ts";
import { type ToolContext, warnRun } from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  isFull,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime } from "../source/time.ts";
import { digestOf, filesOfRuns, joinFiles, nameOf } from "./locust_files.ts";
import {
  addException,
  addFailure,
  addHistory,
  addStats,
  historyMs,
} from "./locust_rows.ts";
import {
  kindOfLabels,
  type LocustRow,
  type LocustTable,
  openTable,
  requestOf,
} from "./locust_table.ts";

/** Importer of Locust, format `locust`. */
export const locust = {
  ...defineTool({
    format: "locust",
    title: "Locust: _stats, _stats_history, _failures, _exceptions.csv",
    extensions: [
      "_stats.csv",
      "_stats_history.csv",
      "_failures.csv",
      "_exceptions.csv",
    ],
    settings: {},
    shapes: [{
      title: "CSV of --csv",
      marks:
        "the columns of statistics (Request Count), history (Timestamp, User Count), failures (Occurrences) or exceptions (Traceback)",
      fits: (glance) => kindOfLabels(headerOf(glance)) !== null,
      isStreamed: true,
      read: readLocust,
    }],
  }),
  join: joinFiles,
  read: readLocust,
};

/** What the history tells of a run. */
interface HistoryFacts {
  /** Unix ms; NaN if there is none. */
  readonly first: number;
  readonly last: number;
  readonly users: number;
  readonly isWindowed: boolean;
  /** Number of times that the sum of requests fell. */
  readonly resets: number;
}

const noHistory: HistoryFacts = {
  ...{ first: NaN, last: NaN },
  ...{ users: 0, isWindowed: false, resets: 0 },
};

function* readLocust(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  for (const [i, files] of filesOfRuns(file).entries()) {
    yield* readRun(files, options, i + 1);
  }
}

function* readRun(
  files: readonly SourceFile[],
  options: ImportOptions,
  ordinal: number,
): Generator<Imported> {
  const facts = factsOf(files);
  const [first] = files;
  const identity = { ...first!, digest: digestOf(files) };
  const run = toToolRun(identity, options, {
    ...unknownRun,
    tool: "locust",
    startedAt: maybeTime(facts.first),
    endedAt: maybeTime(facts.last),
    params: { workers: facts.users > 0 ? facts.users : null, loop: "closed" },
    notes: nameOf(files),
  }, ordinal);
  let piece = emptyPiece("rows");
  piece.runs.push(run);
  for (const file of files) {
    const table = openTable(file);
    const place = baseName(file.name);
    const totals = { rows: 0, failures: 0 };
    for (const row of table.rows) {
      totals.rows++;
      const problem = addRow({ piece, run_id: run.run_id, place }, row, {
        table,
        facts,
      });
      if (table.kind === "stats" && requestOf(row) === "") {
        totals.failures = Number(row.of("Failure Count")) || 0;
      }
      piece.counts.read++;
      if (problem === "") piece.counts.stored++;
      else {
        piece.counts.rejected++;
        piece.rows.warnings.push(toWarning({
          run_id: run.run_id,
          code: "rejected-row",
          message: `row is left out as ${problem}`,
          place: `${place}:${row.line}`,
        }));
      }
      if (!isFull(piece)) continue;
      yield piece;
      piece = emptyPiece("rows");
    }
    refuseEmpty(file, table, totals.rows);
    warnOfFile(
      { piece, run_id: run.run_id, place },
      { table, facts, run },
      totals.failures,
    );
  }
  yield piece;
}

/** Adds a row; returns why it is left out, else empty. Values are counted as parts of their row. */
function addRow(
  context: ToolContext,
  row: LocustRow,
  { table, facts }: {
    readonly table: LocustTable;
    readonly facts: HistoryFacts;
  },
): string {
  if (row.problem !== "") return row.problem;
  const { labels } = table;
  const { counts } = context.piece;
  const before = { ...counts };
  let problem = "";
  switch (table.kind) {
    case "stats":
      addStats(context, row, labels);
      break;
    case "history":
      problem = addHistory(context, row, {
        labels,
        isWindowed: facts.isWindowed,
      });
      break;
    case "failures":
      problem = addFailure(context, row);
      break;
    case "exceptions":
      problem = addException(context, row);
      break;
  }
  Object.assign(counts, before);
  return problem;
}

/** Failures and exceptions may be none. */
function refuseEmpty(file: SourceFile, { kind }: LocustTable, rows: number) {
  if (rows > 0 || kind === "failures" || kind === "exceptions") return;
  throw new InputError(
    file.name,
    "",
    "holds no row below its header",
    "give the file of a run that has ended",
  );
}

function warnOfFile(
  context: ToolContext,
  { table: { kind }, facts, run }: {
    readonly table: LocustTable;
    readonly facts: HistoryFacts;
    readonly run: Run;
  },
  failures: number,
): void {
  if (kind === "stats") {
    if (failures > 0) {
      warnRun(
        context,
        "latency-includes-failures",
        "requests that failed are among the latencies",
        failures,
      );
    }
    if (run.started_at === null) {
      warnRun(
        context,
        "no-timestamp",
        "the statistics have no times; give the history with them",
      );
    }
  }
  if (kind !== "history") return;
  warnRun(
    context,
    "smoothed-rate",
    "rates of the history are means over about ten seconds",
  );
  warnRun(
    context,
    facts.isWindowed ? "percentiles-windowed" : "percentiles-since-start",
    facts.isWindowed
      ? "the history has rows of single requests, so its percentiles are of about ten seconds"
      : "without rows of single requests the percentiles of the history are taken for those since the start",
  );
  if (facts.resets > 0) {
    warnRun(
      context,
      "counter-reset",
      "the sum of requests fell: the statistics were reset",
      facts.resets,
    );
  }
}

/** Reads the histories once: a run has its id and the meaning of percentiles before its rows. */
function factsOf(files: readonly SourceFile[]): HistoryFacts {
  let facts = noHistory;
  for (const file of files) {
    const { kind, rows } = openTable(file);
    if (kind !== "history") continue;
    let total = 0;
    for (const row of rows) {
      const ms = historyMs(row);
      if (row.problem !== "" || Number.isNaN(ms)) continue;
      const isSum = requestOf(row) === "";
      const requests = Number(row.of("Total Request Count"));
      const isReset = isSum && requests < total;
      if (isSum && !Number.isNaN(requests)) total = requests;
      facts = {
        first: facts.first <= ms ? facts.first : ms,
        last: facts.last >= ms ? facts.last : ms,
        users: Math.max(facts.users, Number(row.of("User Count")) || 0),
        isWindowed: facts.isWindowed || !isSum,
        resets: facts.resets + (isReset ? 1 : 0),
      };
    }
  }
  return facts;
}
