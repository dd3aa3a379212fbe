/**
 * Imports the text of Go's benchmarks as benchstat reads it: each line is a run, those of one name are its repetitions.
 *
 * Lines above set what is true of those below: `goos: linux`. The number behind the last hyphen of a name is that of the
 * processors; parts of a name such as `/format=json` are parameters.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { toNumber } from "../load_frame/document.ts";
import { rejectForeign } from "../load_frame/foreign_lines.ts";
import {
  type Imported,
  type ImportOptions,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { plainLine } from "../source/plain_line.ts";
import { type BenchmarkValue, openBenchmarks } from "./benchmark_run.ts";

const TOOL = "go test -bench";

/** Line of a result: name, iterations, pairs of value and unit. */
const RESULT = /^Benchmark(\S*)\s+(\d+)((?:\s+\S+\s+\S+)+)$/;
/** Line that sets what is true of those below. */
const SETTING = /^([a-z][^\s:A-Z]*):\s+(.*)$/;

/** Importer of Go's benchmarks, format `go-bench`. */
export const goBench = defineTool({
  format: "go-bench",
  title: "Go benchmarks: text of go test -bench, a run a line",
  extensions: [".txt", ".bench"],
  settings: {},
  shapes: [{
    title: "text of go test -bench",
    marks: "lines 'BenchmarkName-8  1000  1234 ns/op'",
    fits: ({ lines }) =>
      lines.some((line) => RESULT.test(line.trim()) && / \S+\/op\b/.test(line)),
    isStreamed: false,
    read: readGoBench,
  }],
});

/** Units of Go, each with its kind and the record's symbol. */
const units = new Map<string, readonly [kind: string, symbol: string]>([
  ["ns/op", ["time_per_operation", "ns"]],
  ["sec/op", ["time_per_operation", "s"]],
  ["B/op", ["allocated_per_operation", "B"]],
  ["allocs/op", ["allocations_per_operation", ""]],
  ["MB/s", ["throughput", "MB/s"]],
  ["B/s", ["throughput", "B/s"]],
]);

/** Units of a benchmark's own, such as `p99-ns/op`. */
const IN_NANOSECONDS = /(?:^|-)ns(?:\/|$)/;

/** Settings that are kept of the machine. */
const OF_MACHINE = ["goos", "goarch", "cpu", "toolchain"];

function readGoBench(file: SourceFile, options: ImportOptions): Imported {
  const open = openBenchmarks(file, options, TOOL);
  const set = new Map<string, string>();
  /** Lines that say nothing of a benchmark, each in its place. */
  const others: string[] = [];
  let number = 0;
  for (const written of file.lines()) {
    number++;
    const line = plainLine(written);
    const [, key, value] = SETTING.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      set.set(key, value.trim());
      continue;
    }
    // With -v a name stands by itself before its result.
    if (!/^Benchmark\S*\s+\S/.test(line)) {
      others[number - 1] = line;
      continue;
    }
    const [, name, iterations, pairs] = RESULT.exec(line) ?? [];
    if (name === undefined || pairs === undefined) {
      reject(open.piece, `${baseName(file.name)}:${number}`, line);
      continue;
    }
    const { benchmark, params } = partsOf(name);
    const pkg = set.get("pkg") ?? "";
    open.add({
      system: pkg,
      systemVersion: set.get("commit") ?? "",
      benchmark,
      params,
      environment: Object.fromEntries(
        OF_MACHINE.flatMap((key) => {
          const value = set.get(key) ?? "";
          return value === "" ? [] : [[key, value]];
        }),
      ),
      startedAt: null,
      place: `:${number}`,
      values: valuesOf(pairs, Number(iterations)),
    });
  }
  rejectForeign(
    { piece: open.piece, run_id: "" },
    others.join("\n"),
    { tool: TOOL, place: baseName(file.name), line: 1 },
  );
  return open.close();
}

/** Returns the name of a benchmark, and its parameters: those of its parts, and the number of processors. */
function partsOf(name: string): {
  readonly benchmark: string;
  readonly params: Readonly<Record<string, string>>;
} {
  const [, bare = name, processors] = /^(.*)-(\d+)$/.exec(name) ?? [];
  const [benchmark = "", ...parts] = bare.split("/");
  const params = parts.map((part, i): [string, string] => {
    const [, key, value] = /^(\w+)=(.*)$/.exec(part) ?? [];
    return key === undefined || value === undefined || reserved.includes(key)
      ? [`part${i + 1}`, part]
      : [key, value];
  });
  if (processors !== undefined) params.push(["processors", processors]);
  return { benchmark, params: Object.fromEntries(params) };
}

/** Keys that a part may not have, as they are of every run. */
const reserved: readonly string[] = [
  "benchmark",
  "processors",
  "workers",
  "rate",
  "duration",
  "loop",
];

function valuesOf(pairs: string, iterations: number): BenchmarkValue[] {
  const words = pairs.trim().split(/\s+/);
  return Array.from({ length: words.length / 2 }, (_, i) => {
    const [value, unit = ""] = [words[2 * i], words[2 * i + 1]];
    const [kind, symbol] = units.get(unit) ??
      [unit, IN_NANOSECONDS.test(unit) ? "ns" : unit];
    return {
      label: unit,
      value: toNumber(value) ?? value,
      kind,
      statistic: kind === "throughput" ? "value" : "mean",
      symbol,
      estimator: "",
      n: iterations,
    };
  });
}

function reject(
  { rows, counts }: ReturnType<typeof openBenchmarks>["piece"],
  place: string,
  line: string,
): void {
  counts.read++;
  counts.rejected++;
  rows.warnings.push(toWarning({
    run_id: "",
    code: "rejected-row",
    message: `line is no result of a benchmark: ${line.slice(0, 80)}`,
    place,
  }));
}
