/** Finds values that cannot be, such as a negative duration: they are kept, with a warning. */
import {
  fitsBatch,
  type Reported,
  type RowBatch,
  type Sample,
} from "../../record/mod.ts";

/** Units of durations and rates; sizes and ratios may be differences and hence negative. */
const NON_NEGATIVE_UNITS: ReadonlySet<string> = new Set(["s", "1/s"]);
const COUNT_KIND =
  /(?:^|_)(?:requests|operations|count|errors|returns|keys|workers|nodes)$/;
const SHARE_KIND = /(?:^|_)(?:success_rate|share|proportion)$/;

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

/** Returns true if its table can hold every row of a batch, and none is impossible. */
export function isFaultless(batch: RowBatch): boolean {
  if (!fitsBatch(batch)) return false;
  switch (batch.table) {
    case "reported":
      return areReportedPossible(batch as RowBatch<"reported">);
    case "samples":
      return areSamplesPossible(batch as RowBatch<"samples">);
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
  { shapes, count, numbers }: RowBatch<"samples">,
): boolean {
  if (!shapes.some(({ unit }) => NON_NEGATIVE_UNITS.has(unit))) return true;
  const { value } = numbers;
  if (value === undefined) return false;
  for (let i = 0; i < count; i++) if (!(value[i]! >= 0)) return false;
  return true;
}

/** Returns why a sample is impossible; else empty. */
export function impossibleSample({ metric, unit, value }: Sample): string {
  return value < 0 && NON_NEGATIVE_UNITS.has(unit)
    ? `${metric} is negative, which it cannot be`
    : "";
}
