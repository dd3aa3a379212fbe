/**
 * Imports `reports.json` of Fezzik: each record is a run of many tasks, or of many instances of one process.
 *
 * 1. `fezzik_lines.ts` pairs the lines of the file, which is neither JSON nor JSON lines
 * 2. `fezzik_rows.ts`  converts a record to operations and stages
 * 3. this file         builds the runs, and says what a record contradicts
 */
import type { Run } from "../../record/mod.ts";
import {
  repetitionCounter,
  toLoadParams,
  toLoadRun,
} from "../load_tools/load_run.ts";
import { goTimeMicros } from "../source/go_time.ts";
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
import { type FezzikRecord, readFezzikLines } from "./fezzik_lines.ts";
import { addInstances, addTasks } from "./fezzik_rows.ts";

/** Importer of Fezzik's reports, format `fezzik`. */
export const fezzik = {
  format: "fezzik",
  title: "reports.json of Fezzik, a run a record",
  extensions: [".json", ".txt"],
  experiment: "platform-fezzik",
  settings: {
    system: "platform under test; default diego",
    system_version: "version of the platform",
  },
  join: null,
  read: readFezzik,
} satisfies Importer;

function* readFezzik(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const name = baseName(file.name);
  const withRepetition = repetitionCounter();
  let piece = emptyPiece("lines");
  let runs = 0;
  const warn = (
    { run_id, code, message, line, n = 1 }: {
      readonly run_id: string;
      readonly code: string;
      readonly message: string;
      readonly line: number;
      readonly n?: number;
    },
  ) =>
    piece.rows.warnings.push({
      ...toWarning({ run_id, code, message, place: `${name}:${line}` }),
      n,
    });
  for (const read of readFezzikLines(file)) {
    piece.counts.read += read.lines;
    if (read.kind === "rejected") {
      piece.counts.rejected += read.lines;
      const message = `line is left out as ${read.problem}`;
      warn({ run_id: "", code: "rejected-row", message, line: read.line });
      continue;
    }
    piece.counts.stored += read.lines;
    const run = withRepetition(
      toRun(file, { options, record: read.record, ordinal: ++runs }),
    );
    piece.runs.push(run);
    const problems = addRecord(piece, read.record, run);
    for (const { code, message, n } of problems) {
      warn({ run_id: run.run_id, code, message, line: read.line, n });
    }
    if (isFull(piece) || piece.rows.stages.length > MAX_STAGES) {
      yield piece;
      piece = emptyPiece("lines");
    }
  }
  if (runs === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no report of Fezzik",
      "give a reports.json, with 'LRP_REPORT' or 'TASK_REPORT' above each record",
    );
  }
  yield piece;
}

/** Stages of a piece, from which on it is yielded: a record may have thousands. */
const MAX_STAGES = 10_000;

function toRun(
  file: SourceFile,
  { options, record, ordinal }: {
    readonly options: ImportOptions;
    readonly record: FezzikRecord;
    readonly ordinal: number;
  },
): Run {
  const { settings } = options;
  const { report } = record;
  const requested: Readonly<Record<string, number>> = record.kind === "lrp"
    ? { instances: record.report.NumInstances }
    : { tasks: record.report.NumRequested };
  return toLoadRun(file, {
    options,
    ordinal,
    system: settings.system ?? "diego",
    systemVersion: settings.system_version ?? "",
    tool: "fezzik",
    startedAt: maybeMicroTime(goTimeMicros(report.ReportTime)),
    params: toLoadParams({ cells: report.NumCells, ...requested }),
    notes: report.ReportName,
  });
}

/** Problem of a record, with the number of its occurrences. */
interface Problem {
  readonly code: string;
  readonly message: string;
  readonly n: number;
}

/** Adds the rows of a record; returns what it contradicts. */
function addRecord(
  piece: Piece,
  record: FezzikRecord,
  { run_id }: Run,
): readonly Problem[] {
  const { report } = record;
  const us = goTimeMicros(report.ReportTime);
  const start = { run_id, us };
  const { early, unreadable, extra } = record.kind === "lrp"
    ? addInstances(piece, record.report, start)
    : addTasks(piece, record.report, start);
  const requested = record.kind === "lrp"
    ? record.report.NumInstances
    : record.report.NumRequested;
  const distribution =
    (record.kind === "lrp"
      ? record.report.LRPDistribution
      : record.report.TaskDistribution) ?? null;
  const placed = addDistribution(piece, distribution ?? {}, run_id);
  const problem = (code: string, message: string, n = 1): Problem[] =>
    n > 0 ? [{ code, message, n }] : [];
  return [
    ...problem(
      "no-timestamp",
      `ReportTime '${report.ReportTime}' is no time`,
      maybeMicroTime(us) === null ? 1 : 0,
    ),
    ...problem(
      "unreadable-cell",
      "times that are no whole numbers of nanoseconds",
      unreadable,
    ),
    ...problem(
      "count-mismatch",
      `${requested} were requested, and there are more`,
      extra,
    ),
    ...problem(
      "negative-stage",
      record.kind === "lrp"
        ? "instances seen running before they were seen claimed"
        : "tasks seen complete before their creation was confirmed",
      early,
    ),
    ...problem(
      "placement-mismatch",
      `${placed} are on cells, ${requested} were requested`,
      placed === requested || distribution === null ? 0 : 1,
    ),
    ...nameProblem(report.ReportName, requested, report.NumCells),
  ];
}

/** Fezzik takes the number of cells in a name from its flag, and the other from the platform. */
function nameProblem(
  name: string,
  requested: number,
  cells: number,
): readonly Problem[] {
  const [, n, named] =
    /^Running (\d+) (?:Instances|Tasks) Across (\d+) Cells$/.exec(name) ?? [];
  if (n === undefined || Number(n) === requested && Number(named) === cells) {
    return [];
  }
  const message =
    `the name says ${n} across ${named} cells, the record ${requested} across ${cells}`;
  return [{ code: "name-mismatch", message, n: 1 }];
}

/** Adds the number of containers of each cell; returns their sum. */
function addDistribution(
  { rows }: Piece,
  distribution: Readonly<Record<string, number>>,
  run_id: string,
): number {
  const cells = Object.entries(distribution);
  for (const [i, [cell, value]] of cells.entries()) {
    rows.reported.push({
      run_id,
      kind: "containers",
      statistic: "value",
      value,
      unit: "",
      n: null,
      label: cell,
      position: i + 1,
      text: String(value),
      annotation: "",
      struck: false,
    });
  }
  return cells.reduce((sum, [, value]) => sum + value, 0);
}
