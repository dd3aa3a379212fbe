/**
 * Imports the JSON of memtier_benchmark: summaries and percentiles by command, counts by the second, and distributions.
 *
 * Of several runs all are imported if the file holds them (`--print-all-runs`), else the best and the worst; the tool's
 * average of runs is left out.
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

/** Importer of memtier_benchmark, format `memtier`. */
export const memtier = {
  format: "memtier",
  title: "memtier_benchmark --json-out-file",
  extensions: [".json"],
  experiment: "memtier",
  settings: {
    system: "system under test; default by the protocol",
    system_version: "version of the system",
    nodes: "nodes of the cluster",
  },
  read: readMemtier,
} satisfies Importer;

function* readMemtier(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { configuration, results, averages } = parseMemtier(file);
  const withRepetition = repetitionCounter();
  let piece = emptyPiece("figures");
  for (const [i, result] of results.entries()) {
    const run = toRun(result, i + 1, { file, options, configuration });
    piece.runs.push(withRepetition(run));
    const context = {
      run_id: run.run_id,
      start: result.start,
      place: baseName(file.name),
    };
    for (const [name, command] of result.commands) {
      for (const part of commandParts(command)) {
        readCommand(name, part, { ...context, piece });
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
    for (const leftover of result.leftovers) {
      leaveOut(leftover, { file, piece, run_id: run.run_id });
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

/** Returns the number of requests of each command. */
function commandCounts({ commands }: MemtierResult): Map<string, number> {
  return new Map(
    [...commands].flatMap(([name, { Count }]) =>
      typeof Count === "number" && Count > 0 ? [[name, Count]] : []
    ),
  );
}

function leaveOut(
  { title, count }: Leftover,
  { file, piece, run_id }: {
    readonly file: SourceFile;
    readonly piece: Piece;
    readonly run_id: string;
  },
): void {
  piece.counts.read += count;
  piece.counts.rejected += count;
  piece.rows.warnings.push({
    ...toWarning({
      run_id,
      code: "rejected-row",
      message:
        `figures of '${title}' are left out: of several runs, or of no command`,
      place: baseName(file.name),
    }),
    n: Math.max(1, count),
  });
}

/** Returns `Set` for `SET`. */
function capital(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}
