/** The summary of a scale test over cluster sizes: a CSV with a run a row. */
import type { Run } from "../../record/mod.ts";
import type { CsvRecord } from "../source/csv.ts";
import {
  type Imported,
  type Importer,
  type ImportOptions,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { toLoadFigure } from "./load_value.ts";
import { loopOf, numberSetting, toLoadParams, toLoadRun } from "./load_run.ts";
import { readLoadRows, type RowContext } from "./load_rows.ts";
import { baseName } from "../source/machine.ts";
import {
  DECIMAL_SETTING,
  decimalSetting,
  maybeNumber,
  numberProblem,
} from "../source/number.ts";

/** Summary of a scale test, format `scale-summary`. */
export const scaleSummary = {
  format: "scale-summary",
  title: "summary.csv of a cluster scale test, a run a row",
  extensions: [".csv"],
  experiment: "cluster-scale-published",
  settings: {
    system: "what was under test; repram if not said",
    duration: "seconds that each run took",
    decimal: DECIMAL_SETTING,
  },
  read: readScaleSummary,
} satisfies Importer;

const settings = ["cluster_size", "concurrency", "data_size"];
/** Column to kind, statistic, and the unit that its name or its document states. */
const figures = new Map([
  ["requests_per_sec", ["throughput", "value", "1/s"]],
  ["success_rate", ["success_rate", "value", "%"]],
  ["avg_latency_ns", ["latency", "mean", "ns"]],
]);
/** A collection of several summaries names the document that each row is from. */
const SOURCE = "source";

function readScaleSummary(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  return readLoadRows(file, options, {
    required: [...settings, ...figures.keys()],
    headerRemedy: "give the summary.csv of a scale test",
    checkLabels(labels, warn) {
      for (const label of labels) {
        if (
          settings.includes(label) || figures.has(label) || label === SOURCE
        ) continue;
        warn(`column '${label}' is kept as reported`);
      }
    },
    readRow,
    remedy: "export the summary again",
  });
}

/** The run of a row, or why there is none. */
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
      loop: loopOf(null),
      document: textOf(SOURCE) || null,
    }),
  });
  for (const [i, label] of labels.entries()) {
    if (settings.includes(label) || label === SOURCE) continue;
    const [kind = label, statistic = "value", symbol = ""] =
      figures.get(label) ?? [];
    const text = textOf(label);
    const figure = toLoadFigure(run.run_id, {
      kind,
      statistic,
      symbol,
      text,
      label,
      position: i + 1,
      decimal,
    });
    rows.reported.push(figure);
    if (figure.value !== null || !figures.has(label)) continue;
    rows.warnings.push(toWarning({
      run_id: run.run_id,
      code: "unreadable-cell",
      message: `'${text}' under '${label}' ${numberProblem(text, decimal)}`,
      place: `${baseName(file.name)}:${line}, column ${i + 1}`,
    }));
  }
  return run;
}
