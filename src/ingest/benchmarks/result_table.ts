/**
 * Imports tables of results in Markdown, a run a row: columns of results, such as `QPS` or `p99 latency (ms)`, are reported
 * values, all others settings. Tables with dates are run records (`run-record`).
 */
import type { Run } from "../../record/mod.ts";
import { maybeUnit } from "../../record/mod.ts";
import { addsFigures } from "../load_frame/adds_figures.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import {
  addField,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import { repetitionCounter } from "../load_tools/load_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type Piece,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import { refuseLarge, type Table, toOutline } from "../source/markdown.ts";
import {
  DECIMAL_SETTING,
  decimalSetting,
  maybeNumber,
} from "../source/number.ts";

/** Importer of tables of results, format `result-table`. */
export const resultTable = defineTool({
  format: "result-table",
  title: "Markdown tables with a run a row, without dates",
  extensions: [".md"],
  settings: { decimal: DECIMAL_SETTING },
  shapes: [{
    title: "table of results",
    marks: "a table in Markdown with a column such as QPS, latency, throughput",
    fits: ({ lines }) =>
      lines.some((line, i) =>
        line.trim().startsWith("|") &&
        /^\s*\|?\s*:?-+:?\s*\|/.test(lines[i + 1] ?? "") &&
        line.split("|").some((label) => resultOf(label) !== null)
      ) && !lines.some((line) =>
        /^\|[^|]*\b\d{4}-\d\d-\d\d\b/.test(line.trim())
      ),
    isStreamed: false,
    read: readTables,
  }],
});

/** What a column holds. */
interface ResultColumn {
  readonly kind: string;
  readonly statistic: string;
  /** Unit of its numbers where a cell has none; empty if the label names none. */
  readonly symbol: string;
}

/** Columns of results, by their labels: kind, and the unit of numbers without one. */
const columns: readonly (readonly [RegExp, string, string])[] = [
  [/latency|response time|duration of (?:a )?request/i, "latency", ""],
  [
    /\b(?:qps|rps|tps|ops|iops)\b|throughput|(?:req(?:uest)?s?|op(?:eration)?s?|queries|transactions)\s*(?:\/|per )\s*s/i,
    "throughput",
    "1/s",
  ],
  [/success(?:es)? ?(?:rate|ratio|%)|availability/i, "success_rate", "%"],
  [/error ?(?:rate|ratio|%)/i, "error_rate", "%"],
  [/\b(?:errors|failures|failed)\b/i, "errors", ""],
  [/\bcpu\b.*(?:%|usage|percent)|% cpu/i, "cpu", "%"],
  [/\brss\b|memory (?:usage|used)|(?:peak|max) memory/i, "memory", ""],
];

/** Returns what a column of results holds; null for a setting. */
function resultOf(label: string): ResultColumn | null {
  const written = label.trim();
  const found = columns.find(([pattern]) => pattern.test(written));
  if (found === undefined) return null;
  const [, kind, symbol] = found;
  const [, percent] = /\bp(\d{1,2}(?:\.\d+)?)\b/i.exec(written) ??
    /\b(\d{1,2}(?:\.\d+)?)(?:st|nd|rd|th)\b/i.exec(written) ?? [];
  const [, unit = ""] = /[([]\s*([A-Za-zµ%/]+)\s*[)\]]/.exec(written) ?? [];
  const statistic = percent !== undefined
    ? `p${Number(percent)}`
    : /\b(?:avg|average|mean)\b/i.test(written)
    ? "mean"
    : /\b(?:max|maximum|slowest|peak)\b/i.test(written)
    ? "max"
    : /\b(?:min|minimum|fastest)\b/i.test(written)
    ? "min"
    : /\bmedian\b/i.test(written)
    ? "median"
    : "value";
  return {
    kind,
    statistic,
    symbol: unit === "" || maybeUnit(unit) === undefined ? symbol : unit,
  };
}

function readTables(file: SourceFile, options: ImportOptions): Imported {
  refuseLarge(file);
  const decimal = decimalSetting(options.settings, "point");
  const piece = emptyPiece("cells");
  const withRepetition = repetitionCounter();
  for (const table of toOutline(file.text).tables) {
    const labels = table.header.cells;
    const results = labels.map(resultOf);
    if (results.every((result) => result === null)) continue;
    for (const { cells, written, line } of table.rows) {
      const place = `${baseName(file.name)}:${line}`;
      if (written.length !== labels.length) {
        rejectRow(piece, place, written.length);
        continue;
      }
      const run = toRun(file, options, {
        table,
        cells,
        isSetting: (i) => results[i] === null,
        ordinal: piece.runs.length + 1,
      });
      const context: ToolContext = { piece, run_id: run.run_id, place };
      const isRun = addsFigures(piece, () => {
        for (const [i, result] of results.entries()) {
          if (result === null) continue;
          addCell(context, {
            label: labels[i] ?? "",
            text: cells[i] ?? "",
            result,
            toNumber: (text) => maybeNumber(text, decimal),
          });
        }
      });
      if (isRun) piece.runs.push(withRepetition(run));
      else {
        warnRun(
          { ...context, run_id: "" },
          "left-out",
          "row is left out as it has no result that is a number",
        );
      }
    }
  }
  if (piece.runs.length > 0) return piece;
  throw new InputError(
    file.name,
    "",
    "holds no table with a row of results",
    "give a Markdown file with a table whose header names a result, such as QPS or latency",
  );
}

/** Columns that say something of a run, and make no other case of it. */
const NOTE = /^(?:notes?|comments?|remarks?)$/i;

/** Longest text of a setting. */
const MAX_SETTING_CHARS = 100;

function toRun(
  file: SourceFile,
  options: ImportOptions,
  { table, cells, isSetting, ordinal }: {
    readonly table: Table;
    readonly cells: readonly string[];
    readonly isSetting: (column: number) => boolean;
    readonly ordinal: number;
  },
): Run {
  const notes = table.header.cells.flatMap((label, i) =>
    NOTE.test(label.trim()) ? [(cells[i] ?? "").trim()] : []
  );
  const settings = new Map<string, number | string>();
  for (const [i, label] of table.header.cells.entries()) {
    const text = (cells[i] ?? "").trim().slice(0, MAX_SETTING_CHARS);
    if (!isSetting(i) || text === "" || NOTE.test(label.trim())) continue;
    const key = toKey(label, i);
    const own = settings.has(key) ? `${key}_${i + 1}` : key;
    settings.set(own, maybeNumber(text, "point") ?? text);
  }
  return toToolRun(file, options, {
    ...unknownRun,
    tool: "a table of results",
    params: Object.fromEntries(settings),
    notes: [table.title, ...notes].filter((text) => text !== "").join(": "),
  }, ordinal);
}

/** Settings that other tools have too, by the words of their labels. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^(?:number of )?(?:clients|workers|users|concurrency)$/i, "workers"],
  [/^(?:value size|value size in bytes|size of values)$/i, "value_size"],
  [/^(?:number of )?(?:nodes|members)$/i, "nodes"],
];

function toKey(label: string, column: number): string {
  const written = label.trim();
  const named = known.find(([pattern]) => pattern.test(written))?.[1];
  const key = written.toLowerCase().replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return named ?? (key || `column_${column + 1}`);
}

/** Cell: a number, and its unit. */
const CELL = /^([~≈<>]?)\s*([+-]?[\d.,]+(?:e[+-]?\d+)?)\s*([A-Za-zµ%/]*)$/i;
const BLANK = /^(?:|-|–|—|n\/a)$/i;

function addCell(
  context: ToolContext,
  { label, text, result, toNumber }: {
    readonly label: string;
    readonly text: string;
    readonly result: ResultColumn;
    readonly toNumber: (text: string) => number | undefined;
  },
): void {
  const { kind, statistic } = result;
  const written = text.replace(/[*_`]/g, "").trim();
  if (BLANK.test(written)) return;
  const [, about = "", digits = "", own = ""] = CELL.exec(written) ?? [];
  const isKnown = own === "" || maybeUnit(own) !== undefined;
  const value = digits === "" || !isKnown ? undefined : toNumber(digits);
  addField(
    context,
    {
      label,
      value,
      kind,
      statistic,
      symbol: own || result.symbol,
    },
    { estimator: about === "" ? "" : `written as ${about}`, n: null },
    text,
  );
  if (
    value !== undefined && own === "" && result.symbol === "" &&
    kind !== "errors"
  ) {
    warnRun(
      context,
      "unknown-unit",
      `neither the column '${label.slice(0, 80)}' nor its cell names a unit`,
    );
  }
}

function rejectRow({ rows, counts }: Piece, place: string, n: number): void {
  counts.read += n;
  counts.rejected += n;
  rows.warnings.push({
    ...toWarning({
      run_id: "",
      code: "rejected-row",
      message: "row is left out as it has more or fewer cells than the header",
      place,
    }),
    n: Math.max(1, n),
  });
}
