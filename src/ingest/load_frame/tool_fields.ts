/** Adds what a load tool computed itself: values as reported, with its estimator, and buckets as histograms. */
import { toLoadValue } from "../load_tools/load_value.ts";
import { type Piece, toWarning } from "../source/importer.ts";
import { maybeTime } from "../source/time.ts";

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

/** Returns what stands at a path of keys separated by `/`; undefined if nothing does. */
export function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const key of path.split("/")) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Returns the entries of the object at a path; none if there is no object. */
export function entriesAt(
  document: unknown,
  path: string,
): [string, unknown][] {
  const value = path === "" ? document : valueAt(document, path);
  return isObject(value) ? Object.entries(value) : [];
}

/** Returns the list at a path; empty if there is none. */
export function listAt(document: unknown, path: string): readonly unknown[] {
  const value = valueAt(document, path);
  return Array.isArray(value) ? value : [];
}

/** Returns the finite number at a path, also if it is written as text; null if there is none. */
export function numberAt(document: unknown, path: string): number | null {
  return toNumber(valueAt(document, path));
}

/** Returns the text at a path; empty if there is none. */
export function textAt(document: unknown, path: string): string {
  const value = valueAt(document, path);
  return typeof value === "string" ? value : "";
}

/** Returns the time at a path in UTC, to the millisecond; null for text that is none, or beyond the calendar. */
export function timeAt(document: unknown, path: string): string | null {
  return maybeTime(Date.parse(textAt(document, path)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a finite number, also from its text as the tools of Go and protobuf write counts; else null. */
export function toNumber(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || value.trim() === "") return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
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
  rows.reported.push({
    ...toLoadValue(run_id, {
      kind,
      statistic,
      symbol,
      text,
      number: String(number),
      label,
      position: rows.reported.length + 1,
      n: n !== null && Number.isSafeInteger(n) && n >= 0 ? n : null,
      decimal: "point",
    }),
    annotation: estimator,
  });
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

/** Adds a number of responses for each status, or error. */
export function addOutcomes(
  context: ToolContext,
  kind: "responses" | "errors",
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

/** Adds buckets as a histogram; one that is none is a warning. Empty ones are read, and add nothing. */
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

/** Adds a warning about the run. */
export function warnRun(
  { piece: { rows }, run_id, place }: ToolContext,
  code: string,
  message: string,
  n = 1,
): void {
  rows.warnings.push({ ...toWarning({ run_id, code, message, place }), n });
}
