/**
 * Imports the files of Locust: statistics, history, failures and exceptions as CSV, those of one prefix as one run, and
 * JSON.
 *
 * The history does not say whether percentiles are of the last ten seconds, which they are with `--csv-full-history`; rows
 * of single requests, which only that writes, tell it.
 */
import type { Run } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import {
  type Glance,
  glanceAt,
  hasKeys,
  headerOf,
} from "../load_frame/glance.ts";
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
import { factsOf, type LocustFacts, LOOP } from "./locust_facts.ts";
import { digestOf, filesOfRuns, joinFiles, nameOf } from "./locust_files.ts";
import { isLocustHtml, readLocustHtml } from "./locust_html.ts";
import { readLocustJson } from "./locust_json.ts";
import {
  addException,
  addFailure,
  addHistory,
  addStats,
} from "./locust_rows.ts";
import {
  kindOfLabels,
  type LocustRow,
  type LocustTable,
  openTable,
  requestOf,
} from "./locust_table.ts";

const tool = defineTool({
  format: "locust",
  title:
    "Locust: _stats, _stats_history, _failures, _exceptions.csv, JSON or HTML",
  // JSON and HTML tell of the run of the CSV beside them, and are read where they are named.
  extensions: [
    "_stats.csv",
    "_stats_history.csv",
    "_failures.csv",
    "_exceptions.csv",
  ],
  settings: {},
  shapes: [
    {
      title: "JSON of --json",
      marks: "entries with num_requests, response_times, num_reqs_per_sec",
      fits: isJson,
      isStreamed: false,
      read: readLocustJson,
    },
    {
      title: "HTML of --html",
      marks: "an HTML page with the title Locust",
      fits: isLocustHtml,
      isStreamed: false,
      read: readLocustHtml,
    },
    {
      title: "CSV of --csv",
      marks:
        "the columns of statistics (Request Count), history (Timestamp, User Count), failures (Occurrences) or exceptions (Traceback)",
      fits: (glance) => kindOfLabels(headerOf(glance)) !== null,
      isStreamed: true,
      read: readLocust,
    },
  ],
});

function isJson(glance: Glance): boolean {
  return hasKeys(glance, "num_requests", "response_times", "num_reqs_per_sec");
}

/** Importer of Locust, format `locust`. */
export const locust = {
  ...tool,
  join: joinFiles,
  read: (file: SourceFile, options: ImportOptions) =>
    "files" in file ? readLocust(file, options) : tool.read(file, options),
};

function* readLocust(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const seen = new Set<string>();
  const runs = filesOfRuns(file);
  // Of which there are rows, else they are refused.
  const isBesideOthers = runs.flat()
    .some(({ name }) => /_stats(?:_history)?\.csv$/.test(name));
  for (const files of runs) {
    const digest = digestOf(files);
    if (seen.has(digest)) {
      const piece = emptyPiece("rows");
      piece.rows.warnings.push(toWarning({
        run_id: "",
        code: "duplicate-file",
        message: "files with the content of others were left out",
        place: nameOf(files),
      }));
      yield piece;
    } else if (isJson(glanceAt(files[0]!))) {
      yield readLocustJson(files[0]!, options);
    } else if (isLocustHtml(glanceAt(files[0]!))) {
      yield readLocustHtml(files[0]!, options);
    } else yield* readRun(files, options, { digest, isBesideOthers });
    seen.add(digest);
  }
}

function* readRun(
  files: readonly SourceFile[],
  options: ImportOptions,
  { digest, isBesideOthers }: {
    readonly digest: string;
    /** True if the import has a run with figures. */
    readonly isBesideOthers: boolean;
  },
): Generator<Imported> {
  const facts = factsOf(files);
  const name = files[0]?.name ?? "";
  const told = toToolRun({ name, digest }, options, {
    ...unknownRun,
    tool: "locust",
    startedAt: maybeTime(facts.first),
    endedAt: maybeTime(facts.last),
    params: { workers: facts.users > 0 ? facts.users : null, loop: LOOP },
    notes: nameOf(files),
  });
  const run: Run = { ...told, status: facts.isCut ? "incomplete" : "ok" };
  let piece = emptyPiece("rows");
  piece.runs.push(run);
  let rows = 0;
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
    rows += totals.rows;
    refuseEmpty(file, table, totals.rows);
    warnOfFile(
      { piece, run_id: run.run_id, place },
      { table, facts, run },
      totals.failures,
    );
  }
  if (rows === 0 && isBesideOthers) {
    // Locust writes those files of every run, most of them with their header alone; one by itself is refused.
    piece.runs.length = 0;
    piece.rows.warnings.push(toWarning({
      run_id: "",
      code: "left-out",
      message: "failures and exceptions without a row are no run",
      place: nameOf(files),
    }));
  }
  yield piece;
}

/** Adds a row; returns why it is left out, else empty. Values are counted as parts of their row. */
function addRow(
  context: ToolContext,
  row: LocustRow,
  { table, facts }: {
    readonly table: LocustTable;
    readonly facts: LocustFacts;
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
    readonly facts: LocustFacts;
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
