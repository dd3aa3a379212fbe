/**
 * Results of memtier_benchmark as JSON: summaries and percentiles by command, counts by the second, and distributions.
 *
 * With several runs each is one of ours where the file holds it (`--print-all-runs`), else the best and the worst are; the
 * tool's average of runs is left out.
 */
import type { Run } from "../../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  isFull,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import {
  numberSetting,
  repetitionCounter,
  toLoadParams,
  toLoadRun,
} from "../load_tools/load_run.ts";
import { baseName } from "../source/machine.ts";
import { memtierParams } from "./memtier_params.ts";
import {
  type Leftover,
  type MemtierResult,
  parseMemtier,
} from "./memtier_results.ts";
import {
  commandParts,
  readCommand,
  readDistribution,
} from "./memtier_command.ts";
import { maybeTime } from "../source/time.ts";

/** Results of memtier_benchmark, format `memtier`. */
export const memtier = {
  format: "memtier",
  title: "memtier_benchmark --json-out-file",
  extensions: [".json"],
  experiment: "memtier",
  settings: {
    system: "what was under test; by the protocol if not said",
    system_version: "its version",
    nodes: "nodes of the cluster",
  },
  read: readMemtier,
} satisfies Importer;

function* readMemtier(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { configuration, results, averages } = parseMemtier(file);
  const counted = repetitionCounter();
  let piece = emptyPiece("figures");
  for (const [i, result] of results.entries()) {
    const run = toRun(result, i + 1, { file, options, configuration });
    piece.runs.push(counted(run));
    const context = {
      run_id: run.run_id,
      start: result.start,
      place: baseName(file.name),
    };
    for (const [name, command] of result.commands) {
      for (const figures of commandParts(command)) {
        readCommand(name, figures, { ...context, piece });
        if (isFull(piece)) {
          yield piece;
          piece = emptyPiece("figures");
        }
      }
    }
    for (const [name, points] of result.distributions) {
      const count = result.commands.get(`${capital(name)}s`)?.Count;
      const problem = readDistribution(name, points, {
        ...context,
        piece,
        count,
      });
      if (problem === "") continue;
      piece.rows.warnings.push({
        ...toWarning({
          run_id: run.run_id,
          code: "rejected-row",
          message: `distribution of ${name} is left out: ${problem}`,
          place: context.place,
        }),
        n: Math.max(1, points.length),
      });
    }
    for (const other of result.others) {
      leaveOut(other, { file, piece, run_id: run.run_id });
    }
  }
  for (const average of averages) {
    leaveOut(average, { file, piece, run_id: "" });
  }
  yield piece;
}

function toRun(
  result: MemtierResult,
  ordinal: number,
  { file, options, configuration }: {
    readonly file: SourceFile;
    readonly options: ImportOptions;
    readonly configuration: Readonly<Record<string, unknown>>;
  },
): Run {
  const { settings } = options;
  const run = toLoadRun(file, {
    options,
    ordinal,
    system: settings.system ??
      (/^memcache/.test(String(configuration.protocol))
        ? "memcached"
        : "redis"),
    systemVersion: settings.system_version ?? "",
    tool: "memtier_benchmark",
    startedAt: result.start === null ? null : maybeTime(result.start),
    endedAt: result.finish === null ? null : maybeTime(result.finish),
    notes: result.title === "ALL STATS" ? "" : result.title,
    params: toLoadParams({
      nodes: numberSetting(settings, "nodes"),
      ...memtierParams(configuration, commandCounts(result)),
    }),
  });
  return { ...run, status: result.interrupted ? "incomplete" : "ok" };
}

/** How often each command was run. */
function commandCounts({ commands }: MemtierResult): Map<string, number> {
  return new Map(
    [...commands].flatMap(([name, { Count }]) =>
      typeof Count === "number" && Count > 0 ? [[name, Count]] : []
    ),
  );
}

function leaveOut(
  { title, figures }: Leftover,
  { file, piece, run_id }: {
    readonly file: SourceFile;
    readonly piece: Piece;
    readonly run_id: string;
  },
): void {
  piece.counts.read += figures;
  piece.counts.rejected += figures;
  piece.rows.warnings.push({
    ...toWarning({
      run_id,
      code: "rejected-row",
      message:
        `figures of '${title}' are left out: of several runs, or of no command`,
      place: baseName(file.name),
    }),
    n: Math.max(1, figures),
  });
}

/** `Set` of `SET`. */
function capital(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}
