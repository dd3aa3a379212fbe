/** Imports the summary of a scale test over cluster sizes: a CSV with a run a row. */
import type { Run } from "../../record/mod.ts";
import type { CsvRecord } from "../source/csv.ts";
import {
  type Imported,
  type Importer,
  type ImportOptions,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { toLoadValue } from "./load_value.ts";
import { numberSetting, toLoadParams, toLoadRun, toLoop } from "./load_run.ts";
import { readLoadRows, type RowContext } from "./load_rows.ts";
import { baseName } from "../source/machine.ts";
import {
  DECIMAL_SETTING,
  decimalSetting,
  maybeNumber,
  numberProblem,
} from "../source/number.ts";

/** Importer of a scale test's summary, format `scale-summary`. */
export const scaleSummary = {
  format: "scale-summary",
  title: "summary.csv of a cluster scale test, a run a row",
  extensions: [".csv"],
  experiment: "cluster-scale-published",
  settings: {
    system: "system under test; default repram",
    duration: "duration of each run in seconds",
    decimal: DECIMAL_SETTING,
  },
  join: null,
  read: readScaleSummary,
} satisfies Importer;

const settings = ["cluster_size", "concurrency", "data_size"];
/** Kind, statistic and unit of each column, the unit as its name or its document states it. */
const valueColumns = new Map([
  ["requests_per_sec", ["throughput", "value", "1/s"]],
  ["success_rate", ["success_rate", "value", "%"]],
  ["avg_latency_ns", ["latency", "mean", "ns"]],
]);
/** Column of a collection of summaries that names the document of each row. */
const SOURCE = "source";

function readScaleSummary(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  return readLoadRows(file, options, {
    labels: null,
    required: [...settings, ...valueColumns.keys()],
    headerRemedy: "give the summary.csv of a scale test",
    checkLabels(labels, warn) {
      for (const label of labels) {
        if (
          settings.includes(label) || valueColumns.has(label) ||
          label === SOURCE
        ) continue;
        warn(`column '${label}' is kept as reported`);
      }
    },
    readRow,
    remedy: "export the summary again",
  });
}

/** Returns the run of a row, or why the row is left out. */
function readRow(
  { fields, line, problem }: CsvRecord,
  ordinal: number,
  { file, options, labels, rows }: RowContext,
): Run | string {
  if (problem !== "") return problem;
  const decimal = decimalSetting(options.settings);
  if (fields.length !== labels.length) {
    return `it has ${fields.length} fields under ${labels.length} columns`;
  }
  const textOf = (label: string) => fields[labels.indexOf(label)]?.trim() ?? "";
  const [nodes, workers, value_size] = settings.map((label) =>
    maybeNumber(textOf(label), decimal)
  );
  if (!(Number(nodes) > 0 && Number(workers) > 0 && Number(value_size) > 0)) {
    return `${settings.join(", ")} must be numbers above 0: ${
      settings.map((label) => `'${textOf(label)}'`).join(", ")
    }`;
  }
  const run = toLoadRun(file, {
    options,
    ordinal,
    system: options.settings.system ?? "repram",
    tool: "docker-scale-test.sh",
    params: toLoadParams({
      nodes: nodes ?? null,
      workers: workers ?? null,
      value_size: value_size ?? null,
      duration: numberSetting(options.settings, "duration"),
      loop: toLoop(null),
      document: textOf(SOURCE) || null,
    }),
  });
  for (const [i, label] of labels.entries()) {
    if (settings.includes(label) || label === SOURCE) continue;
    const [kind = label, statistic = "value", symbol = ""] =
      valueColumns.get(label) ?? [];
    const text = textOf(label);
    const reported = toLoadValue(run.run_id, {
      kind,
      statistic,
      symbol,
      text,
      label,
      position: i + 1,
      decimal,
    });
    rows.reported.push(reported);
    if (reported.value !== null || !valueColumns.has(label)) continue;
    rows.warnings.push(toWarning({
      run_id: run.run_id,
      code: "unreadable-cell",
      message: `'${text}' under '${label}' ${numberProblem(text, decimal)}`,
      place: `${baseName(file.name)}:${line}, column ${i + 1}`,
    }));
  }
  return run;
}
