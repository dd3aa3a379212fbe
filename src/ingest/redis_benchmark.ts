/** `redis-benchmark --csv`: a run a row, each of one test. */
import type { Run } from "../record/mod.ts";
import type { CsvRecord } from "./csv.ts";
import {
  type Imported,
  type Importer,
  type ImportOptions,
  InputError,
  type RowLists,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { maybeNumber, toLoadFigure } from "./load_figure.ts";
import { loopOf, numberSetting, toLoadParams, toLoadRun } from "./load_run.ts";
import { readLoadRows, type RowContext } from "./load_rows.ts";
import { baseName } from "./machine.ts";

/** Results of redis-benchmark, format `redis-benchmark`. */
export const redisBenchmark = {
  format: "redis-benchmark",
  title: "redis-benchmark --csv, a run a row",
  extensions: [".csv"],
  experiment: "redis-benchmark",
  settings: {
    system: "what was under test; redis if not said",
    system_version: "its version",
    nodes: "nodes of the cluster",
    workers: "parallel connections, the option -c",
    value_size: "bytes of a value, the option -d",
    pipeline: "requests sent at once, the option -P",
    requests: "requests of each test, the option -n",
  },
  read: readRedisBenchmark,
} satisfies Importer;

const TEST = "test";
/** Column to statistic; all but the rate are latencies in milliseconds. */
const columns = new Map([
  ["rps", "value"],
  ["avg_latency_ms", "mean"],
  ["min_latency_ms", "min"],
  ["p50_latency_ms", "p50"],
  ["p95_latency_ms", "p95"],
  ["p99_latency_ms", "p99"],
  ["max_latency_ms", "max"],
]);
/** Tests that only write, and that only read. */
const readShares = new Map([["SET", 0], ["GET", 1]]);

function readRedisBenchmark(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  return readLoadRows(file, options, {
    toLabels,
    readRow,
    remedy: "run redis-benchmark --csv again",
  });
}

/** Before Redis 6.2 there is no header, and a row is a test and its rate. */
function toLabels(
  record: CsvRecord | undefined,
  file: SourceFile,
  { warnings }: RowLists,
): readonly string[] {
  const labels = record?.fields ?? [];
  const missing = [TEST, ...columns.keys()]
    .filter((label) => !labels.includes(label));
  if (missing.length > 0) {
    throw new InputError(
      file.name,
      "1:1",
      `has no column ${missing.map((label) => `'${label}'`).join(", ")}`,
      "give the output of redis-benchmark --csv of Redis 6.2 or later",
    );
  }
  const others = labels.filter((label) =>
    label !== TEST && !columns.has(label)
  );
  if (others.length > 0) {
    warnings.push(toWarning({
      run_id: "",
      code: "unknown-label",
      message: `left out: column ${others.map((l) => `'${l}'`).join(", ")}`,
      place: `${baseName(file.name)}:1`,
    }));
  }
  return labels;
}

/** The run of a row, or why it is none. */
function readRow(
  { fields }: CsvRecord,
  ordinal: number,
  { file, options, labels, rows }: RowContext,
): Run | string {
  if (fields.length !== labels.length) {
    return `it has ${fields.length} fields under ${labels.length} columns`;
  }
  const bad = labels.find((label, i) =>
    columns.has(label) && maybeNumber(fields[i] ?? "") === undefined
  );
  if (bad !== undefined) {
    return `'${fields[labels.indexOf(bad)]}' under '${bad}' is no number`;
  }
  const { settings } = options;
  const test = fields[labels.indexOf(TEST)] ?? "";
  const run = toLoadRun(file, {
    options,
    ordinal,
    system: settings.system ?? "redis",
    systemVersion: settings.system_version ?? "",
    tool: "redis-benchmark",
    params: toLoadParams({
      ...Object.fromEntries(
        ["nodes", "workers", "value_size", "pipeline", "requests"].map((
          key,
        ) => [key, numberSetting(settings, key)]),
      ),
      read_share: readShares.get(test) ?? null,
      loop: loopOf(null),
      test,
    }),
  });
  for (const [i, label] of labels.entries()) {
    const statistic = columns.get(label);
    if (statistic === undefined) continue;
    rows.reported.push(toLoadFigure(run.run_id, {
      kind: label === "rps" ? "throughput" : "latency",
      statistic,
      symbol: label === "rps" ? "1/s" : "ms",
      text: fields[i] ?? "",
      label,
      position: i + 1,
    }));
  }
  return run;
}
