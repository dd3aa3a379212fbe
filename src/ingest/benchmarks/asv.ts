/**
 * Imports results of asv (airspeed velocity), of a commit on a machine: each benchmark, with each combination of its
 * parameters, is a run.
 *
 * A null is a benchmark that failed, and NaN one that was skipped. The name of a benchmark tells its unit.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import {
  entriesAt,
  listAt,
  numberAt,
  textAt,
  valueAt,
} from "../load_frame/document.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  type Imported,
  type ImportOptions,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime } from "../source/time.ts";
import { type BenchmarkValue, openBenchmarks } from "./benchmark_run.ts";

/** Importer of asv, format `asv`. */
export const asv = defineTool({
  format: "asv",
  title: "asv: results of a commit, version 1 or 2, a run a benchmark",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "results of asv",
    marks: "the keys commit_hash, results, params, version",
    fits: (glance) =>
      hasKeys(glance, "commit_hash", "results", "params") &&
      /"(?:python|env_name)"/.test(glance.text),
    isStreamed: false,
    read: readAsv,
  }],
});

/** Kind and unit of benchmarks by the beginning of their name. */
const kinds: readonly (readonly [RegExp, string, string])[] = [
  [/^time(?:raw)?_|^Time/, "time", "s"],
  [/^peakmem_|^PeakMem/, "peak_memory", "B"],
  [/^mem_|^Mem/, "memory", "B"],
];

/** One value of a benchmark, with its parameters and statistics. */
interface AsvValue {
  readonly params: Readonly<Record<string, string>>;
  readonly value: unknown;
  /** Quartiles, by their statistic. */
  readonly quartiles: readonly (readonly [statistic: string, value: unknown])[];
  readonly n: number | null;
}

function readAsv(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const open = openBenchmarks(file, options, "asv");
  const columns = listAt(json, "result_columns").map(String);
  const environment = Object.fromEntries([
    ...entriesAt(json, "params"),
    ["python", valueAt(json, "python")] as const,
  ].flatMap(([key, value]) =>
    (typeof value === "string" && value !== "" || typeof value === "number") &&
      key !== "__proto__"
      ? [[key, value]]
      : []
  ));
  let failed = 0;
  for (const [name, result] of entriesAt(json, "results")) {
    const last = name.split(".").at(-1) ?? "";
    const [, kind = "value", symbol = ""] = kinds.find(([pattern]) =>
      pattern.test(last)
    ) ?? [];
    for (const value of valuesOf(result, columns)) {
      if (value.value === null || value.value === "NaN") {
        failed++;
        open.piece.counts.read++;
        open.piece.counts.rejected++;
        continue;
      }
      open.add({
        system: "unknown",
        systemVersion: textAt(json, "commit_hash"),
        benchmark: name,
        params: value.params,
        environment,
        startedAt: maybeTime(numberAt(json, "date") ?? NaN),
        place: `, ${name}`,
        values: toValues(value, { name, kind, symbol }),
      });
    }
  }
  if (failed > 0) {
    open.piece.rows.warnings.push({
      ...toWarning({
        run_id: "",
        code: "rejected-row",
        message: "benchmarks that failed or were skipped have no result",
        place: baseName(file.name),
      }),
      n: failed,
    });
  }
  return open.close();
}

function toValues(
  { value, quartiles, n }: AsvValue,
  { name, kind, symbol }: {
    readonly name: string;
    readonly kind: string;
    readonly symbol: string;
  },
): BenchmarkValue[] {
  const common = { kind, symbol, n };
  return [
    {
      ...common,
      label: name,
      value,
      statistic: kind === "time" ? "median" : "value",
      estimator: kind === "time" ? "median of samples" : "",
    },
    ...quartiles.map(([statistic, value]) => ({
      ...common,
      label: `${name} ${statistic}`,
      value,
      statistic,
      estimator: "quartile of samples",
    })),
  ];
}

/** Returns the values of a benchmark: a number, or lists in the order of the columns. */
function valuesOf(result: unknown, columns: readonly string[]): AsvValue[] {
  const isList = Array.isArray(result);
  const of = (column: string): unknown =>
    isList ? result[columns.indexOf(column)] : valueAt(result, column);
  const given = isList || typeof result === "object" && result !== null;
  const values = given ? of("result") : result;
  const combinations = combine(of("params"));
  return (Array.isArray(values) ? values : [values]).map((value, i) => {
    const at = (column: string) => {
      const list = given ? of(column) : undefined;
      return Array.isArray(list) ? list[i] : undefined;
    };
    const number: unknown = at("stats_number");
    return {
      params: Object.fromEntries(
        (combinations[i] ?? []).map((param, j) => [`param${j + 1}`, param]),
      ),
      value,
      quartiles: (["q_25", "q_75"] as const).flatMap((quartile) => {
        const found: unknown = at(`stats_${quartile}`);
        return found === undefined || found === null
          ? []
          : [[quartile.replace("q_", "p"), found] as const];
      }),
      n: typeof number === "number" && Number.isSafeInteger(number)
        ? number
        : null,
    };
  });
}

/** Combinations of parameters of one benchmark, beyond which a file is none. */
const MAX_COMBINATIONS = 10_000;

/** Returns the combinations of parameters, the last of which varies first. */
function combine(params: unknown): string[][] {
  let all: string[][] = [[]];
  for (const values of Array.isArray(params) ? params : []) {
    if (!Array.isArray(values)) continue;
    if (all.length * values.length > MAX_COMBINATIONS) return [];
    all = all.flatMap((before) =>
      values.map((value) => [...before, String(value)])
    );
  }
  return all;
}
