/**
 * Results of memtier_benchmark as JSON: summaries and percentiles by command, counts by the second, and distributions.
 *
 * With several runs each is one of ours where the file holds it (`--print-all-runs`), else the best and the worst are; the
 * tool's average of runs is left out.
 */
import type { Run } from "../record/mod.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  type RowLists,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { numberSetting, toLoadParams, toLoadRun } from "./load_run.ts";
import { baseName } from "./machine.ts";
import { memtierParams } from "./memtier_params.ts";
import {
  type Leftover,
  type MemtierResult,
  parseMemtier,
} from "./memtier_results.ts";
import {
  readCommand,
  readDistribution,
  type Tally,
} from "./memtier_command.ts";

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

function readMemtier(file: SourceFile, options: ImportOptions): Imported {
  const { configuration, results, averages } = parseMemtier(file);
  const rows = emptyRows();
  const tally = { read: 0, stored: 0 };
  const context = { file, options, configuration, rows, tally };
  const runs = results.map((result, i) => readResult(result, i + 1, context));
  for (const average of averages) leaveOut(average, { ...context, run_id: "" });
  return {
    runs,
    rows,
    counts: {
      unit: "figures",
      ...tally,
      rejected: tally.read - tally.stored,
    },
  };
}

interface Context {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly rows: RowLists;
  readonly tally: Tally;
}

function readResult(
  result: MemtierResult,
  ordinal: number,
  { file, options, configuration, rows, tally }: Context,
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
    startedAt: isoTime(result.start),
    endedAt: isoTime(result.finish),
    notes: result.title === "ALL STATS" ? "" : result.title,
    params: toLoadParams({
      nodes: numberSetting(settings, "nodes"),
      ...memtierParams(configuration),
    }),
  });
  const context = { run_id: run.run_id, start: result.start, rows, tally };
  for (const [name, command] of result.commands) {
    readCommand(name, command, context);
  }
  for (const [name, points] of result.distributions) {
    const count = result.commands.get(`${capital(name)}s`)?.Count;
    const problem = readDistribution(name, points, { ...context, count });
    if (problem !== "") {
      rows.warnings.push({
        ...toWarning({
          run_id: run.run_id,
          code: "rejected-row",
          message: `distribution of ${name} is left out: ${problem}`,
          place: baseName(file.name),
        }),
        n: Math.max(1, points.length),
      });
    }
  }
  for (const other of result.others) {
    leaveOut(other, { file, rows, tally, run_id: run.run_id });
  }
  return {
    ...run,
    repetition: ordinal,
    status: result.interrupted ? "incomplete" : "ok",
  };
}

function leaveOut(
  { title, figures }: Leftover,
  { file, rows, tally, run_id }:
    & Pick<Context, "file" | "rows" | "tally">
    & { readonly run_id: string },
): void {
  tally.read += figures;
  rows.warnings.push({
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

function isoTime(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
