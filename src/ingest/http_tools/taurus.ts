/**
 * Imports the final statistics of Taurus (`final-stats`) as CSV (`dump-csv`) or XML (`dump-xml`): a row for all requests,
 * whose label is empty, and one for each label.
 *
 * Its throughput is a number of requests, and no rate; times are in seconds. What it writes as it runs (`kpi.jtl`) is a JTL
 * of JMeter's layout.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasLabels } from "../load_frame/glance.ts";
import { openTool } from "../load_frame/open_tool.ts";
import {
  addField,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import { toNumber } from "../load_frame/document.ts";
import { csvRecords, quoteError } from "../source/csv.ts";
import { readTaurusXml } from "./taurus_xml.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";

/** Labels that tell the file. */
const required = ["label", "concurrency", "throughput", "succ", "fail"];

/** Importer of Taurus, format `taurus`. */
export const taurus = defineTool({
  format: "taurus",
  title: "Taurus: CSV or XML of final-stats",
  extensions: [".csv", ".xml"],
  settings: {},
  shapes: [
    {
      title: "CSV of dump-csv",
      marks: `the columns ${required.join(", ")}, avg_rt`,
      fits: (glance) => hasLabels(glance, [...required, "avg_rt"]),
      isStreamed: false,
      read: (file, options) =>
        addRows(file, options, { ...readRows(file), isWhole: true }),
    },
    {
      title: "XML of dump-xml",
      marks: "the elements FinalStatus and Group",
      fits: ({ text }) => /<FinalStatus\b/.test(text),
      isStreamed: false,
      read: (file, options) =>
        addRows(file, options, { ...readTaurusXml(file.text), problems: [] }),
    },
  ],
});

/** Columns of a row: kind, statistic and unit. */
const columns = new Map<string, readonly [string, string, string]>([
  ["concurrency", ["concurrency", "mean", ""]],
  ["throughput", ["total_requests", "value", ""]],
  ["succ", ["successful_requests", "value", ""]],
  ["fail", ["failed_requests", "value", ""]],
  ["avg_rt", ["latency", "mean", "s"]],
  ["stdev_rt", ["latency", "sd", "s"]],
  ["avg_ct", ["connect", "mean", "s"]],
  ["avg_lt", ["first_byte", "mean", "s"]],
  ["bytes", ["received", "value", "B"]],
]);

/** Row of the file, by its labels. */
type Row = ReadonlyMap<string, string>;

/** Row that cannot be read. */
interface Problem {
  readonly line: number;
  readonly problem: string;
}

function addRows(
  file: SourceFile,
  options: ImportOptions,
  { rows, problems, isWhole }: {
    readonly rows: readonly Row[];
    readonly problems: readonly Problem[];
    readonly isWhole: boolean;
  },
): Imported {
  const all = rows.find((row) => (row.get("label") ?? "") === "");
  if (rows.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no statistics below its begin",
      "give the file of a test that has ended",
    );
  }
  const context = openTool(file, options, {
    ...unknownRun,
    tool: "taurus",
    params: { workers: toNumber(all?.get("concurrency")) },
  });
  for (const row of rows) addRow(context, row);
  addRequestCounts(context, {
    completed: { label: "throughput of all", value: all?.get("throughput") },
    failed: { label: "fail of all", value: all?.get("fail") },
  });
  const { counts } = context.piece;
  for (const { problem, line } of problems) {
    counts.read++;
    counts.rejected++;
    warnRun(
      { ...context, place: `${context.place}:${line}` },
      "rejected-row",
      `row is left out as ${problem}`,
    );
  }
  if (!isWhole) {
    const [run] = context.piece.runs;
    if (run) context.piece.runs[0] = { ...run, status: "incomplete" };
    warnRun(context, "cut-off", "the file ends before all statistics");
  }
  warnRun(
    context,
    "no-timestamp",
    "the statistics have no times, and no duration: no rate can be told",
  );
  return context.piece;
}

function readRows(file: SourceFile) {
  const records = csvRecords(file);
  const header = records.next().value;
  if (header === undefined || header.problem !== "") {
    throw quoteError(file.name, header?.line ?? 1);
  }
  const labels = header.fields.map((label: string) => label.trim());
  const rows: Row[] = [];
  const problems: Problem[] = [];
  for (const { fields, line, problem } of records) {
    if (problem !== "") problems.push({ line, problem });
    else if (fields.length !== labels.length) {
      problems.push({
        line,
        problem:
          `it has ${fields.length} fields under ${labels.length} columns`,
      });
    } else {
      rows.push(
        new Map(
          labels.map((label: string, i: number) =>
            [label, fields[i] ?? ""] as const
          ),
        ),
      );
    }
  }
  return { rows, problems };
}

function addRow(context: ToolContext, row: Row): void {
  const request = (row.get("label") ?? "").slice(0, MAX_LABEL_CHARS);
  const n = toNumber(row.get("throughput"));
  for (const [label, value] of row) {
    const [kind, statistic, symbol] = fieldOf(label);
    if (kind === "" || value === "") continue;
    addField(context, {
      label: request === "" ? label : `${request} ${label}`,
      value,
      kind: request === "" ? kind : `${kind}: ${request}`,
      statistic,
      symbol,
    }, {
      estimator: /^p\d/.test(statistic) ? "buckets of whole milliseconds" : "",
      n: kind === "latency" ? n : null,
    });
  }
}

/** Longest label kept. */
const MAX_LABEL_CHARS = 1000;

/** Returns kind, statistic and unit of a column; an empty kind for an unknown column. */
function fieldOf(label: string): readonly [string, string, string] {
  const known = columns.get(label);
  if (known !== undefined) return known;
  const [, percent] = /^perc_(\d+(?:\.\d+)?)$/.exec(label) ?? [];
  if (percent !== undefined) {
    const statistic = Number(percent) === 0
      ? "min"
      : Number(percent) === 100
      ? "max"
      : `p${Number(percent)}`;
    return ["latency", statistic, "s"];
  }
  const [, code] = /^rc_(.+)$/.exec(label) ?? [];
  return code === undefined ? ["", "", ""] : ["responses", "value", ""];
}
