/**
 * Finds figures that cannot be, such as a negative duration: whatever the format, they are left out, with their place.
 */
import {
  fitsBatch,
  type Histogram,
  type Reported,
  type RowBatch,
  type Sample,
} from "../../record/mod.ts";

/** Units of durations and rates; others may be of differences and hence negative. */
const NON_NEGATIVE_UNITS: ReadonlySet<string> = new Set(["s", "1/s"]);
/** Names of what is counted, or of an amount: of what there is, there cannot be less than nothing. */
const COUNT_KIND =
  /(?:^|_)(?:requests|operations|count|errors|returns|keys|workers|nodes|responses|classes|queries|retries|exceptions|users|received|sent|traffic|memory|memory_limit|rx|tx|cpu|threads|concurrency)$/;
const SHARE_KIND = /(?:^|_)(?:success_rate|share|proportion)$/;

/** Names of metrics of a system that may be below zero: the offset of a clock, the time left until an end, a difference. */
const SIGNED_METRIC =
  /(?:offset|skew|drift|delta|diff|deriv|change|balance|expir|ttl|remaining|left|until|correction|frequency)/i;

/**
 * Returns why a reported value is impossible: a negative duration, rate or count, or a share above 100 %; else empty.
 */
export function impossibleReason(
  { kind, value, unit }: Pick<Reported, "kind" | "value" | "unit">,
): string {
  if (value === null) return "";
  if (value < 0 && (NON_NEGATIVE_UNITS.has(unit) || COUNT_KIND.test(kind))) {
    return `${kind} is negative, which it cannot be`;
  }
  return value > 1 + 1e-9 && unit === "1" && SHARE_KIND.test(kind)
    ? `${kind} is more than 100 %, which it cannot be`
    : "";
}

/** Returns why a sample is impossible; else empty. */
export function impossibleSample(
  { metric, unit, value }: Pick<Sample, "metric" | "unit" | "value">,
): string {
  if (!(value < 0) || SIGNED_METRIC.test(metric)) return "";
  return NON_NEGATIVE_UNITS.has(unit) || COUNT_KIND.test(metric)
    ? `${metric} is negative, which it cannot be`
    : "";
}

/** Returns the same condition in SQL, of a sample whose fields are given as SQL. */
export function sqlImpossibleSample(
  { metric, unit, value }: {
    readonly metric: string;
    readonly unit: string;
    readonly value: string;
  },
): string {
  const units = [...NON_NEGATIVE_UNITS].map((unit) => `'${unit}'`).join(", ");
  const has = (words: RegExp, flags: string) =>
    `regexp_matches(coalesce(${metric}, ''), '${words.source}', '${flags}')`;
  return `${value} < 0
    AND (coalesce(${unit}, '') IN (${units}) OR ${has(COUNT_KIND, "c")})
    AND NOT ${has(SIGNED_METRIC, "i")}`;
}

/** Returns why a bucket is impossible; else empty. */
export function impossibleBucket(
  { kind, lower, upper }: Pick<Histogram, "kind" | "lower" | "upper">,
): string {
  return lower < 0
    ? `a bucket of ${kind} begins below 0, which it cannot`
    : lower > upper
    ? `a bucket of ${kind} ends before its begin, which it cannot`
    : "";
}

/** Returns true if its table can hold every row of a batch, and none is impossible. */
export function isFaultless(batch: RowBatch): boolean {
  if (!fitsBatch(batch)) return false;
  switch (batch.table) {
    case "reported":
      return areReportedPossible(batch as RowBatch<"reported">);
    case "samples":
      return areSamplesPossible(batch as RowBatch<"samples">);
    case "histograms":
      return areBucketsPossible(batch as RowBatch<"histograms">);
    default:
      return true;
  }
}

/** Returns true if no value of a batch is impossible. */
function areReportedPossible(
  { shapes, shape, count, numbers, texts }: RowBatch<"reported">,
): boolean {
  for (let i = 0; i < count; i++) {
    const common = shapes[shape[i]!]!;
    const value = numbers.value?.[i] ?? common.value ?? NaN;
    // Shares and counts from 0 to 1 are possible, whatever they are of.
    if (Number.isNaN(value) || (value >= 0 && value <= 1)) continue;
    const kind = texts.kind?.[i] ?? common.kind;
    const unit = texts.unit?.[i] ?? common.unit;
    if (impossibleReason({ kind, unit, value }) !== "") return false;
  }
  return true;
}

/** Returns true if no sample of a batch is impossible. */
function areSamplesPossible(
  { shapes, shape, count, numbers, texts }: RowBatch<"samples">,
): boolean {
  for (let i = 0; i < count; i++) {
    const common = shapes[shape[i]!]!;
    const value = numbers.value?.[i] ?? common.value;
    if (value >= 0) continue;
    const metric = texts.metric?.[i] ?? common.metric;
    const unit = texts.unit?.[i] ?? common.unit;
    if (impossibleSample({ metric, unit, value }) !== "") return false;
  }
  return true;
}

/** Returns true if no bucket of a batch is impossible. */
function areBucketsPossible(
  { shapes, shape, count, numbers }: RowBatch<"histograms">,
): boolean {
  for (let i = 0; i < count; i++) {
    const { kind, ...common } = shapes[shape[i]!]!;
    const lower = numbers.lower?.[i] ?? common.lower;
    const upper = numbers.upper?.[i] ?? common.upper;
    if (impossibleBucket({ kind, lower, upper }) !== "") return false;
  }
  return true;
}
