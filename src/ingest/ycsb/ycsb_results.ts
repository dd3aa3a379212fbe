/** Converts the entries of a whole section to its run, reported values, histograms and warnings. */
import { addRow, type Run } from "../../record/mod.ts";
import { batchIn, type Piece, toWarning } from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import {
  type Decimal,
  decimalSetting,
  maybeNumber,
  numberProblem,
} from "../source/number.ts";
import { toKind } from "./ycsb_statistic.ts";
import { reportedAdder } from "./ycsb_reported.ts";
import { type RunContext, runIdOf, toRun } from "./ycsb_run.ts";
import type { MetricEntries, Section } from "./ycsb_section.ts";
import { toHistogram } from "./ycsb_series.ts";

/** How a section is closed. */
export interface CloseContext extends RunContext {
  readonly status: Run["status"];
  readonly withRepetition: (run: Run) => Run;
  /** Returns the place of an item by its number. */
  readonly placeOf: (number: number) => string;
}

/** Adds the run of a section, and what its entries say, to a piece. */
export function closeSection(
  section: Section,
  piece: Piece,
  context: CloseContext,
): void {
  const { file, options, withRepetition, status, placeOf } = context;
  const run_id = runIdOf(section, context);
  const decimal = decimalSetting(options.settings);
  const warn = toWarn(piece, run_id, baseName(file.name));
  piece.runs.push(
    withRepetition({
      ...toRun(section, { file, options, decimal }),
      run_id,
      status,
    }),
  );
  for (const entries of section.metrics.values()) {
    const results = { run_id, decimal, placeOf, warn };
    const numbered = addReported(entries, piece, results);
    if (numbered.length > 0) addHistogram(entries, numbered, piece, results);
  }
  if (section.first !== null) {
    warn(
      "zone-assumed",
      "times of the client's log name no zone and are taken as UTC",
      placeOf(section.first.number),
    );
  }
  for (const { message, place, n } of section.rejected.values()) {
    warn("rejected-row", message, place, n);
  }
}

interface Results extends Pick<CloseContext, "placeOf"> {
  readonly run_id: string;
  readonly decimal: Decimal;
  readonly warn: ReturnType<typeof toWarn>;
}

function toWarn({ rows }: Piece, run_id: string, name: string) {
  return (code: string, message: string, place: string, n = 1) => {
    rows.warnings.push({
      ...toWarning({ run_id, code, message, place: name + place }),
      n,
    });
  };
}

/** Adds the reported values of a metric; returns the indices of its numbered entries. */
function addReported(
  { metric, names, values, numbers, positions }: MetricEntries,
  piece: Piece,
  { run_id, decimal, placeOf, warn }: Results,
): number[] {
  const add = reportedAdder(piece, { run_id, metric, decimal });
  const numbered: number[] = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    const value = values[i]!;
    if (isNumbered(name)) {
      numbered.push(i);
    } else if (!add({ name, value, position: positions[i]! })) {
      const text = String(value);
      const problem = numberProblem(text, decimal);
      warn("unreadable-cell", `'${text}' ${problem}`, placeOf(numbers[i]!));
    }
  }
  return numbered;
}

/** Returns true for a bucket of a histogram, or a time of a series. */
function isNumbered(name: string): boolean {
  // Nearly all other names begin with a letter.
  return name.charCodeAt(0) < A && /^>?\d+$/.test(name);
}

/** Code of the first letter. */
const A = 65;

/** Adds the histogram that the numbered entries of a metric are, or counts them as rejected. */
function addHistogram(
  { metric, names, values, numbers }: MetricEntries,
  numbered: readonly number[],
  piece: Piece,
  { run_id, decimal, placeOf, warn }: Results,
): void {
  const textOf = (i: number) => String(values[i] ?? "");
  const numberOf = (name: string) =>
    maybeNumber(textOf(names.indexOf(name)), decimal);
  const maxLatencyUs = numberOf("MaxLatency(us)");
  const { buckets, problem } = toHistogram(
    numbered.map((i) => ({ name: names[i]!, text: textOf(i) })),
    {
      operations: numberOf("Operations") ?? null,
      maxLatency: maxLatencyUs === undefined ? null : maxLatencyUs / 1e6,
    },
  );
  if (buckets.length > 0) {
    const batch = batchIn(piece, "histograms", ["lower", "upper", "count"]);
    const common = { run_id, kind: toKind(metric), lower: 0, upper: 0 };
    const shape = batch.shapes.push({ ...common, count: 0 }) - 1;
    for (const { lower, upper, count } of buckets) {
      const i = addRow(batch, shape);
      batch.numbers.lower[i] = lower;
      batch.numbers.upper[i] = upper;
      batch.numbers.count[i] = count;
    }
  }
  if (problem !== "") {
    const { counts } = piece;
    counts.stored -= numbered.length;
    counts.rejected += numbered.length;
    warn(
      "rejected-row",
      problem,
      placeOf(numbers[numbered[0]!]!),
      numbered.length,
    );
  }
}
