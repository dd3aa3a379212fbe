/** Imports `redis-benchmark --csv`: each row is a run of one test. Before Redis 6.2 it has a rate alone. */
import type { Run } from "../../record/mod.ts";
import type { CsvRecord } from "../source/csv.ts";
import type {
  Imported,
  Importer,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { toLoadValue } from "./load_value.ts";
import { numberSetting, toLoadParams, toLoadRun, toLoop } from "./load_run.ts";
import { readLoadRows, type RowContext } from "./load_rows.ts";
import {
  DECIMAL_SETTING,
  decimalSetting,
  maybeNumber,
  numberProblem,
} from "../source/number.ts";
import { withPlainLines } from "../source/plain_line.ts";

/** Importer of redis-benchmark, format `redis-benchmark`. */
export const redisBenchmark = {
  format: "redis-benchmark",
  title: "redis-benchmark --csv, a run a row",
  extensions: [".csv"],
  experiment: "redis-benchmark",
  settings: {
    system: "system under test; default redis",
    system_version: "version of the system",
    nodes: "nodes of the cluster",
    workers: "parallel connections, the option -c",
    value_size: "bytes of a value, the option -d",
    pipeline: "requests sent at once, the option -P",
    requests: "requests of each test, the option -n",
    decimal: DECIMAL_SETTING,
  },
  join: null,
  read: readRedisBenchmark,
} satisfies Importer;

const TEST = "test";
/** Statistic of each column; all but `rps` are latencies in milliseconds. */
const columns = new Map([
  ["rps", "value"],
  ["avg_latency_ms", "mean"],
  ["min_latency_ms", "min"],
  ["p50_latency_ms", "p50"],
  ["p95_latency_ms", "p95"],
  ["p99_latency_ms", "p99"],
  ["max_latency_ms", "max"],
]);
/** Share of reads of the tests that only write or only read. */
const readShares = new Map([["SET", 0], ["GET", 1]]);

function readRedisBenchmark(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  const plain = withPlainLines(file);
  return readLoadRows(plain, options, {
    labels: isOfOldVersion(plain) ? [TEST, "rps"] : null,
    required: [TEST, ...columns.keys()],
    headerRemedy:
      "give the output of redis-benchmark --csv of Redis 6.2 or later",
    checkLabels(labels, warn) {
      const unknownColumns = labels.filter((label) =>
        label !== TEST && !columns.has(label)
      );
      if (unknownColumns.length > 0) {
        warn(
          `left out: column ${unknownColumns.map((l) => `'${l}'`).join(", ")}`,
        );
      }
    },
    readRow,
    remedy: "run redis-benchmark --csv again",
    multiline: false,
  });
}

/** Lines in which a header, or a row, is sought: a tool may have printed others above. */
const MAX_LINES_ABOVE = 20;

/** Returns true for the output of versions before Redis 6.2: no header, and rows of a test and its rate. */
function isOfOldVersion({ lines }: SourceFile): boolean {
  let number = 0;
  for (const line of lines()) {
    if (line.includes("avg_latency_ms") || ++number > MAX_LINES_ABOVE) break;
    const [, test] = /^"(.+)","\d+(?:\.\d+)?"$/.exec(line) ?? [];
    if (test !== undefined && !/","[\d.]+$/.test(test)) return true;
  }
  return false;
}

/** Returns the run of a row, or why the row is left out. */
function readRow(
  record: CsvRecord,
  ordinal: number,
  { file, options, labels, rows }: RowContext,
): Run | string {
  const { settings } = options;
  const decimal = decimalSetting(settings);
  const fields = toFields(record, labels.length);
  if (typeof fields === "string") return fields;
  const bad = labels.find((label, i) =>
    columns.has(label) && maybeNumber(fields[i] ?? "", decimal) === undefined
  );
  if (bad !== undefined) {
    const text = fields[labels.indexOf(bad)] ?? "";
    return `'${text}' under '${bad}' ${numberProblem(text, decimal)}`;
  }
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
      loop: toLoop(null),
      test,
    }),
  });
  for (const [i, label] of labels.entries()) {
    const statistic = columns.get(label);
    if (statistic === undefined) continue;
    rows.reported.push(toLoadValue(run.run_id, {
      kind: label === "rps" ? "throughput" : "latency",
      statistic,
      symbol: label === "rps" ? "1/s" : "ms",
      text: fields[i] ?? "",
      label,
      position: i + 1,
      decimal,
      // From Redis 6.2 on, whose header tells these columns.
      estimator: /^p\d/.test(statistic) ? "HdrHistogram" : "",
    }));
  }
  return run;
}

/**
 * Returns the fields of a record, or its problem. The tool prints the command of a test without escaping its quotes and
 * commas; the numbers after it have neither.
 */
function toFields(
  { fields, problem, raw }: CsvRecord,
  width: number,
): readonly string[] | string {
  if (problem === "" && fields.length === width) return fields;
  const numbers = `(?:,"[^",]*"){${width - 1}}`;
  const [, command, rest] = new RegExp(`^"(.*)"(${numbers})$`).exec(raw) ?? [];
  if (command !== undefined && rest !== undefined) {
    return [command, ...rest.slice(2, -1).split('","')];
  }
  return problem || `it has ${fields.length} fields under ${width} columns`;
}
