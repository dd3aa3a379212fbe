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
  countNumbers,
  type Leftover,
  type MemtierResult,
  parseMemtier,
  readSeries,
} from "./memtier_results.ts";
import {
  readCommand,
  readDistribution,
  readSeconds,
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
  join: null,
  read: readMemtier,
} satisfies Importer;

function* readMemtier(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const { configuration, results, averages } = parseMemtier(file);
  const withRepetition = repetitionCounter();
  let piece = emptyPiece("figures");
  const place = baseName(file.name);
  const runs = results.map((result, i) => ({
    ...result,
    run: withRepetition(
      toRun(result, i + 1, { file, options, configuration }),
    ),
  }));
  for (const { run, start, commands, distributions } of runs) {
    const { run_id } = run;
    piece.runs.push(run);
    for (const [name, command] of commands) {
      readCommand(name, command, { run_id, start, place, piece });
      if (isFull(piece)) {
        yield piece;
        piece = emptyPiece("figures");
      }
    }
    for (const [name, points] of distributions) {
      const count = commands.get(`${capital(name)}s`)?.Count;
      const context = { run_id, start, place, piece, count };
      const problem = readDistribution(name, points, context);
      if (problem === "") continue;
      piece.rows.warnings.push({
        ...toWarning({
          run_id,
          code: "rejected-row",
          message: `distribution of ${name} is left out: ${problem}`,
          place,
        }),
        n: Math.max(1, points.length),
      });
    }
  }
  const byTitle = new Map(runs.map((run) => [run.title, run]));
  /** Numbers in time series that are not of a command of a run, by block and name. */
  const others = new Map<string, number>();
  for (const { title, command, seconds } of readSeries(file)) {
    const { run: { run_id } = { run_id: "" }, start = null, commands } =
      byTitle.get(title) ?? {};
    if (commands?.has(command)) {
      readSeconds(command, seconds, { run_id, start, place, piece });
    } else {
      const key = commands ? `${title}\0${command}` : title;
      others.set(key, (others.get(key) ?? 0) + countNumbers(seconds));
    }
    if (isFull(piece)) {
      yield piece;
      piece = emptyPiece("figures");
    }
  }
  const leaveOut = (run_id: string, key: string, leftover: Leftover) => {
    const count = leftover.count + (others.get(key) ?? 0);
    piece.counts.read += count;
    piece.counts.rejected += count;
    piece.rows.warnings.push({
      ...toWarning({
        run_id,
        code: "rejected-row",
        message:
          `figures of '${leftover.title}' are left out: of several runs, or of no command`,
        place,
      }),
      n: Math.max(1, count),
    });
  };
  for (const { run: { run_id }, title, leftovers } of runs) {
    for (const leftover of leftovers) {
      leaveOut(run_id, `${title}\0${leftover.title}`, leftover);
    }
  }
  for (const average of averages) leaveOut("", average.title, average);
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

/** Returns `Set` for `SET`. */
function capital(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}
