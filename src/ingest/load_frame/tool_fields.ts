/** Adds what a load tool computed itself: values as reported, with its estimator, and buckets as histograms. */
import { toLoadValue } from "../load_tools/load_value.ts";
import { type Piece, toWarning } from "../source/importer.ts";
import { toNumber, valueAt } from "./document.ts";

/** Where the values of a file go. */
export interface ToolContext {
  readonly piece: Piece;
  readonly run_id: string;
  /** The file's name, for warnings. */
  readonly place: string;
}

/** Value of a file. */
export interface ToolField {
  /** The tool's name for it. */
  readonly label: string;
  /** As written: a number, or the text of one. */
  readonly value: unknown;
  readonly kind: string;
  readonly statistic: string;
  /** Its unit in the file. */
  readonly symbol: string;
}

/** How the tool computed values. */
export interface Estimate {
  /** Estimator of its percentiles: `R-7`. */
  readonly estimator: string;
  /** Number of values that they summarise; null if the file does not say. */
  readonly n: number | null;
}

const noEstimate: Estimate = { estimator: "", n: null };

/** Where a value stands, its keys separated by `/`, and what it is. */
export type FieldRule = readonly [
  path: string,
  kind: string,
  statistic: string,
  symbol: string,
];

/** Returns the values of a document that these rules name, without those that it does not have. */
export function pickFields(
  document: unknown,
  rules: readonly FieldRule[],
): ToolField[] {
  return rules.flatMap(([path, kind, statistic, symbol]) => {
    const value = valueAt(document, path);
    return value === undefined || value === null
      ? []
      : [{ label: path, value, kind, statistic, symbol }];
  });
}

/** Adds a value as reported; one that is no number is a warning. `text` is the value as written. */
export function addField(
  { piece: { rows, counts }, run_id, place }: ToolContext,
  { label, value, kind, statistic, symbol }: ToolField,
  { estimator, n }: Estimate = noEstimate,
  text = typeof value === "object" ? JSON.stringify(value) : `${value}`,
): void {
  counts.read++;
  const number = toNumber(value);
  if (number === null) {
    counts.rejected++;
    rows.warnings.push(toWarning({
      run_id,
      code: "unreadable-cell",
      message: `${label} is '${text.slice(0, 40)}', no number`,
      place,
    }));
    return;
  }
  counts.stored++;
  rows.reported.push(toLoadValue(run_id, {
    kind,
    statistic,
    symbol,
    text,
    number: String(number),
    label,
    position: rows.reported.length + 1,
    n: n !== null && Number.isSafeInteger(n) && n >= 0 ? n : null,
    decimal: "point",
    estimator,
  }));
}

/** Adds the values that rules name. */
export function addFields(
  context: ToolContext,
  document: unknown,
  { rules, estimate = noEstimate }: {
    readonly rules: readonly FieldRule[];
    readonly estimate?: Estimate;
  },
): void {
  for (const field of pickFields(document, rules)) {
    // Only latencies are of that many values.
    const isLatency = field.kind.startsWith("latency");
    addField(context, field, isLatency ? estimate : noEstimate);
  }
}

/** Adds a percentile as reported: `p99.9` of 99.9. One that is of no percent is a warning. */
export function addPercentile(
  context: ToolContext,
  { percent, ...field }: Omit<ToolField, "statistic"> & {
    /** From 0 to 100, as a number or the text of one. */
    readonly percent: unknown;
  },
  estimate: Estimate,
): void {
  const number = toNumber(percent);
  if (number !== null && number >= 0 && number <= 100) {
    addField(context, { ...field, statistic: `p${number}` }, estimate);
    return;
  }
  const { counts } = context.piece;
  counts.read++;
  counts.rejected++;
  const message = `${field.label.slice(0, 80)} is of no percent`;
  warnRun(context, "rejected-row", message);
}

/** Requests by what became of them, as every tool counts some and hides others. */
export const requestCounts = [
  "offered",
  "sent",
  "completed",
  "failed",
  "dropped",
  "skipped",
] as const;

/** Numbers of requests, by what became of them, each with the tool's name for it. */
export type RequestCounts = Readonly<
  Partial<
    Record<
      (typeof requestCounts)[number],
      { readonly label: string; readonly value: unknown }
    >
  >
>;

/** Adds the numbers of requests that a file tells; a warning says which it does not. */
export function addRequestCounts(
  context: ToolContext,
  counted: RequestCounts,
): void {
  const told = requestCounts.filter((name) =>
    counted[name] !== undefined && counted[name].value !== undefined &&
    counted[name].value !== null
  );
  for (const name of told) {
    addField(context, {
      label: counted[name]!.label,
      value: counted[name]!.value,
      kind: `${name}_requests`,
      statistic: "value",
      symbol: "",
    });
  }
  const silent = requestCounts.filter((name) => !told.includes(name));
  if (silent.length === 0) return;
  warnRun(
    context,
    "not-told",
    `the file does not tell how many requests were ${silent.join(", ")}`,
  );
}

/** Adds a number for each status of responses, class such as `2xx`, or error. */
export function addOutcomes(
  context: ToolContext,
  kind: "responses" | "response_classes" | "errors",
  entries: Iterable<readonly [string, unknown]>,
): void {
  for (const [label, value] of entries) {
    addField(context, { label, value, kind, statistic: "value", symbol: "" });
  }
}

/** Latency bucket of a file; bounds in seconds. */
export interface ToolBucket {
  readonly lower: unknown;
  readonly upper: unknown;
  readonly count: unknown;
}

/** Adds buckets as a histogram; a bucket that is not valid is a warning. Empty ones are read, and add nothing. */
export function addBuckets(
  { piece: { rows, counts }, run_id, place }: ToolContext,
  kind: string,
  buckets: Iterable<ToolBucket>,
): void {
  for (const { lower, upper, count } of buckets) {
    counts.read++;
    const [from, to, n] = [lower, upper, count].map(toNumber);
    const isBucket = from !== null && to !== null && n !== null &&
      Number(from) <= Number(to) && Number.isSafeInteger(n) && Number(n) >= 0;
    if (!isBucket) {
      counts.rejected++;
      rows.warnings.push(toWarning({
        run_id,
        code: "rejected-row",
        message: `a bucket from ${from} to ${to} with ${n} is none`,
        place,
      }));
      continue;
    }
    counts.stored++;
    if (n === 0) continue;
    rows.histograms.push({
      run_id,
      kind,
      lower: Number(from),
      upper: Number(to),
      count: Number(n),
    });
  }
}

/** Adds a warning about the run; `n` is a number of the file, which may be none that can be counted. */
export function warnRun(
  { piece: { rows }, run_id, place }: ToolContext,
  code: string,
  message: string,
  n = 1,
): void {
  rows.warnings.push({
    ...toWarning({ run_id, code, message, place }),
    n: Number.isSafeInteger(n) && n > 0 ? n : 1,
  });
}
