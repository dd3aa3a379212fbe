/**
 * Result tables of etcd-io/dbtester: the README of a suite, or all of them extracted into one long CSV.
 *
 * A column of a table, which is one database in one test, is a run; its cells are figures as the tool rounded them.
 */
import { maybeUnit, type Run } from "../record/mod.ts";
import { type DbtesterColumn, parseDbtester } from "./dbtester_tables.ts";
import { dbtesterParams } from "./dbtester_title.ts";
import {
  emptyRows,
  type Imported,
  type Importer,
  type ImportOptions,
  type RowLists,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { toLoadFigure } from "./load_figure.ts";
import {
  countRepetitions,
  numberSetting,
  toLoadParams,
  toLoadRun,
} from "./load_run.ts";
import { baseName } from "./machine.ts";

/** Tables of dbtester, format `dbtester`. */
export const dbtester = {
  format: "dbtester",
  title: "tables of etcd-io/dbtester: a suite's README, or the long CSV",
  extensions: [".csv", ".md"],
  experiment: "dbtester",
  settings: { nodes: "nodes of the cluster, where the file does not say" },
  read: readDbtester,
} satisfies Importer;

/** Row to kind and statistic; the rate over the run is one thing, its extremes over seconds another. */
const figures = new Map([
  ["TOTAL-SECONDS", ["test_duration", "value"]],
  ["TOTAL-REQUEST-NUMBER", ["total_requests", "value"]],
  ["CLIENT-ERROR-COUNT", ["failed_requests", "value"]],
  ["AVG-THROUGHPUT", ["throughput", "mean"]],
  ["MAX-THROUGHPUT", ["throughput_of_a_second", "max"]],
  ["MIN-THROUGHPUT", ["throughput_of_a_second", "min"]],
  ["FASTEST-LATENCY", ["latency", "min"]],
  ["AVG-LATENCY", ["latency", "mean"]],
  ["SLOWEST-LATENCY", ["latency", "max"]],
  ["SERVER-MAX-CPU-USAGE", ["server_cpu", "max"]],
  ["SERVER-MAX-MEMORY-USAGE", ["server_memory", "max"]],
  ["CLIENT-MAX-CPU-USAGE", ["client_cpu", "max"]],
  ["CLIENT-MAX-MEMORY-USAGE", ["client_memory", "max"]],
]);
const units = new Map([["sec", "s"], ["req/sec", "1/s"]]);

function readDbtester(file: SourceFile, options: ImportOptions): Imported {
  const { columns, rejected } = parseDbtester(file);
  const rows = emptyRows();
  const name = baseName(file.name);
  const runs = columns.map((column, i) =>
    readColumn(column, i + 1, { file, options, rows })
  );
  for (const { line, problem } of rejected) {
    rows.warnings.push(toWarning({
      run_id: "",
      code: "rejected-row",
      message: `row is left out as ${problem}`,
      place: `${name}:${line}`,
    }));
  }
  const stored = rows.reported.length + rows.events.length;
  const left = rejected.reduce((sum, { cells }) => sum + cells, 0);
  return {
    runs: countRepetitions(runs),
    rows,
    counts: { unit: "cells", read: stored + left, stored, rejected: left },
  };
}

interface Context {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly rows: RowLists;
}

function readColumn(
  { suite, test, database, cells, errors, notes }: DbtesterColumn,
  ordinal: number,
  { file, options, rows }: Context,
): Run {
  const [, system = database, version = ""] = /^([^-]+)-(.+)$/.exec(database) ??
    [];
  const { nodes, ...settings } = dbtesterParams(test, { system, notes });
  const run = toLoadRun(file, {
    options,
    ordinal,
    system,
    systemVersion: version,
    tool: "dbtester",
    caseId: `${system} ${test}`,
    notes: notes.join("\n"),
    params: toLoadParams({
      nodes: nodes ?? numberSetting(options.settings, "nodes"),
      ...settings,
      suite,
      test,
    }),
  });
  const { run_id } = run;
  for (const [i, { metric, text, line }] of cells.entries()) {
    const [, number = text, unit = ""] = /^([\d,.]+)\s*(\D*)$/.exec(text) ?? [];
    const [kind, statistic = "value"] = figures.get(metric) ?? toKind(metric);
    const figure = toLoadFigure(run_id, {
      kind: kind ?? metric,
      statistic,
      symbol: units.get(unit) ?? unit,
      text: number,
      label: metric,
      position: i + 1,
    });
    rows.reported.push({ ...figure, text });
    const odd = maybeUnit(units.get(unit) ?? unit) === undefined;
    if (figure.value !== null && !odd) continue;
    rows.warnings.push(toWarning({
      run_id,
      code: odd ? "unknown-unit" : "unreadable-cell",
      message: `'${text}' of ${database} is ${
        odd ? "in no unit we know" : "no number"
      }`,
      place: `${baseName(file.name)}:${line}`,
    }));
  }
  for (const { message, count } of errors) {
    rows.events.push({
      run_id,
      at: null,
      kind: "errors",
      subject: message,
      detail: count,
    });
  }
  return run;
}

/** `Latency p99.9` is a statistic of latency; any other row is a kind of its own. */
function toKind(metric: string): [string, string] {
  const percentile = /^Latency (p[\d.]+)$/.exec(metric)?.[1];
  return percentile
    ? ["latency", percentile]
    : [metric.toLowerCase().replaceAll("-", "_"), "value"];
}
