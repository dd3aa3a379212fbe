/** Converts the cells of dbtester's tables to reported values. */
import {
  addRow,
  baseUnit,
  maybeUnit,
  type OpenBatch,
  type Run,
} from "../../record/mod.ts";
import { cached } from "../source/cached.ts";
import { batchIn, type Piece, toWarning } from "../source/importer.ts";
import { type Decimal, isDigit, maybeNumber } from "../source/number.ts";

/** Base unit of the kinds that have one; others are counts, or in more than one. */
const unitOfKind = new Map([
  ["test_duration", "s"],
  ["latency", "s"],
  ["throughput", "1/s"],
  ["throughput_of_a_second", "1/s"],
]);

/** Kind and statistic of each row; the throughput of the run and that of single seconds are different kinds. */
const statistics = new Map<string, readonly [string, string]>([
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

/** Column of a table while its cells are read: a run. */
export interface CellColumn {
  readonly run_id: string;
  readonly database: string;
  cells: number;
  /** Metrics that have a cell, as far as they are kept in mind. */
  readonly metrics: Set<string>;
  /** Cells of a metric that has one already, and the line of the first of them. */
  repeated: number;
  repeatedAt: number;
  /** Batch of its last cell, and its shape there. */
  batch: CellBatch | null;
  shape: number;
}

const numbers = ["value", "position"] as const;
const texts = ["kind", "statistic", "unit", "label", "text"] as const;
type CellBatch = OpenBatch<
  "reported",
  (typeof numbers)[number],
  (typeof texts)[number]
>;

/** Metrics of a column that are kept in mind: a table has thirty, and a file may hold millions. */
const MAX_METRICS = 1000;

/** Begins the column of a run. */
export function toColumn({ run_id }: Run, database: string): CellColumn {
  return {
    ...{ run_id, database, cells: 0, batch: null, shape: 0 },
    ...{ metrics: new Set<string>(), repeated: 0, repeatedAt: 0 },
  };
}

/** Warns of a column that has several cells of a metric. */
export function warnOfRepeated(
  { rows }: Piece,
  { run_id, database, repeated, repeatedAt }: CellColumn,
  name: string,
): void {
  if (repeated === 0) return;
  rows.warnings.push({
    ...toWarning({
      run_id,
      code: "repeated-cell",
      message:
        `cells of a metric of ${database} that has one already; all are kept`,
      place: `${name}:${repeatedAt}`,
    }),
    n: repeated,
  });
}

/** Returns the length of the digits, points and commas with which a cell begins. By character, as there are millions. */
function numberLength(text: string): number {
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code) && code !== POINT && code !== COMMA) break;
  }
  return at;
}

const [COMMA, POINT] = [44, 46];

/** Adds a cell of a column, and a warning if it is no number, or in a unit that is unknown or of something else. */
export function pushCell(
  piece: Piece,
  { metric, text, line }: {
    readonly metric: string;
    readonly text: string;
    readonly line: number;
  },
  { column, name, decimal }: {
    readonly column: CellColumn;
    /** Name of the file in warnings. */
    readonly name: string;
    readonly decimal: Decimal;
  },
): void {
  const batch = batchIn(piece, "reported", numbers, texts);
  if (column.batch !== batch) {
    column.batch = batch;
    column.shape = batch.shapes.push(toShape(column)) - 1;
  }
  const length = numberLength(text);
  const { isUnit, unit, factor } = toCellUnit(
    length > 0 ? text.slice(length) : "",
  );
  const { kind, statistic, label, usual } = toKind(metric);
  const number = maybeNumber(
    length > 0 && isUnit ? text.slice(0, length) : text,
    decimal,
  ) ?? NaN;
  const value = Number.isFinite(number * (factor ?? 1))
    ? number * (factor ?? 1)
    : NaN;
  column.cells++;
  const i = addRow(batch, column.shape);
  batch.numbers.value[i] = value;
  batch.numbers.position[i] = column.cells;
  batch.texts.kind[i] = kind;
  batch.texts.statistic[i] = statistic;
  batch.texts.unit[i] = unit;
  batch.texts.label[i] = label;
  batch.texts.text[i] = text;
  if (column.metrics.has(metric)) {
    column.repeated++;
    column.repeatedAt ||= line;
  } else if (column.metrics.size < MAX_METRICS) column.metrics.add(metric);
  const isUsual = usual === null || unit === usual;
  if (factor !== null && isUsual && !Number.isNaN(value)) return;
  const [code, problem]: readonly [string, string] = factor === null
    ? ["unknown-unit", "in no unit we know"]
    : Number.isNaN(value)
    ? ["unreadable-cell", "no number"]
    : [
      "unit-mismatch",
      `${
        unit === "" ? "without a unit" : `in ${unit}`
      }, where ${metric} is in ${usual}`,
    ];
  piece.rows.warnings.push(toWarning({
    run_id: column.run_id,
    code,
    message: `'${text}' of ${column.database} is ${problem}`,
    place: `${name}:${line}`,
  }));
}

function toShape({ run_id }: CellColumn): CellBatch["shapes"][number] {
  return {
    run_id,
    kind: "",
    statistic: "",
    value: null,
    unit: "",
    n: null,
    label: "",
    position: 0,
    text: "",
    annotation: "",
    struck: false,
  };
}

/**
 * Returns the base unit of what follows a number, and the factor to it; null for an unknown one, which is kept. What
 * has a digit is no unit, and its cell is read as a whole.
 */
const toCellUnit = cached(
  (rest): {
    readonly isUnit: boolean;
    readonly unit: string;
    readonly factor: number | null;
  } => {
    const isUnit = !/\d/.test(rest);
    const written = isUnit ? rest.trimStart() : "";
    const symbol = units.get(written) ?? written;
    const found = maybeUnit(symbol);
    return found === undefined
      ? { isUnit, unit: symbol, factor: null }
      : { isUnit, unit: baseUnit[found.dimension], factor: found.factor };
  },
);

/** Returns what a row is by its name: `Latency p99.9` is a statistic of latency; any other row is a kind of its own. */
const toKind = cached(
  (label): {
    readonly kind: string;
    readonly statistic: string;
    readonly label: string;
    /** Base unit that its cells are in; null for any. */
    readonly usual: string | null;
  } => {
    const percentile = /^Latency (p[\d.]+)$/.exec(label)?.[1];
    const named = [label.toLowerCase().replaceAll("-", "_"), "value"] as const;
    const [kind, statistic] = percentile === undefined
      ? statistics.get(label) ?? named
      : ["latency", percentile] as const;
    return { kind, statistic, label, usual: unitOfKind.get(kind) ?? null };
  },
);
