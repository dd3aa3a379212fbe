/**
 * Imports the metric format of Bencher: measures of benchmarks, each with a value and, if it has one, its interval. Each
 * benchmark is a run.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { entriesAt, valueAt } from "../load_frame/document.ts";
import type {
  Imported,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { type BenchmarkValue, openBenchmarks } from "./benchmark_run.ts";

/** Text that begins with a benchmark and a measure of it. */
const BEGIN =
  /^\{\s*"((?:[^"\\]|\\.)*)"\s*:\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*\{\s*"(?:lower_value|upper_value|value)"\s*:\s*[-\d.eE+]+\s*[,}]/;

/** Importer of Bencher, format `bencher`. */
export const bencher = defineTool({
  format: "bencher",
  title: "Bencher: its metric format as JSON, a run a benchmark",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "Bencher Metric Format",
    marks: "benchmarks with measures that have a value",
    // A summary of k6 has the same form below its first key.
    fits: ({ text }) => ![undefined, "metrics"].includes(BEGIN.exec(text)?.[1]),
    isStreamed: false,
    read: readBencher,
  }],
});

/** Units of the measures that Bencher has itself. */
const symbols: Readonly<Record<string, string>> = {
  latency: "ns",
  throughput: "1/s",
  "build-time": "s",
  "file-size": "B",
};

/** Values of a measure, and their statistics. */
const statistics = [
  ["value", "value"],
  ["lower_value", "lower"],
  ["upper_value", "upper"],
] as const;

function readBencher(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const open = openBenchmarks(file, options, "bencher");
  for (const [benchmark, measures] of entriesAt(json, "")) {
    const values = entriesAt(measures, "").flatMap(
      ([measure, metric]): BenchmarkValue[] =>
        statistics.flatMap(([key, statistic]) => {
          const value = valueAt(metric, key);
          if (value === undefined || value === null) return [];
          return [{
            label: `${measure} ${key}`,
            value,
            kind: measure,
            statistic,
            symbol: Object.hasOwn(symbols, measure)
              ? symbols[measure] ?? ""
              : "",
            estimator: "",
            n: null,
          }];
        }),
    );
    if (values.length === 0) continue;
    open.add({
      system: "unknown",
      systemVersion: "",
      benchmark,
      params: {},
      environment: {},
      startedAt: null,
      place: `, ${benchmark.slice(0, 200)}`,
      values,
    });
  }
  return open.close();
}
