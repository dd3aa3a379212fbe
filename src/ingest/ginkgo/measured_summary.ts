/** Converts the tool's summary of a measurement to reported values, and checks it against the samples. */
import { type Reported, toBase } from "../../record/mod.ts";
import { agrees } from "./agrees.ts";
import { formatValue, isSample, type Measured } from "./measured.ts";

const statistics = [
  ["min", "Smallest"],
  ["max", "Largest"],
  ["mean", "Average"],
  ["population_sd", "StdDeviation"],
] as const;

/** Returns the tool's statistics as printed. */
export function reportedSummary(
  run_id: string,
  { label, measurement, kind, ordinal, symbol, isKnown, count }: Measured,
): Reported[] {
  return statistics.flatMap(([statistic, field]) => {
    const value = measurement[field];
    if (!isSample(value)) return [];
    return [{
      run_id,
      kind,
      statistic,
      ...(isKnown ? toBase(value, symbol) : { value, unit: symbol }),
      n: count,
      label,
      position: ordinal,
      text: String(value),
      annotation: "",
      struck: false,
    }];
  });
}

/** Remark about a measurement. */
export interface Remark {
  readonly code: string;
  readonly message: string;
}

/** Returns what is wrong with a measurement whose samples were all read, and with its statistics. */
export function remarksOn(measured: Measured): Remark[] {
  const { label, measurement, isKnown, summary } = measured;
  const remarks: Remark[] = [];
  if (!isKnown) {
    const message = `'${measurement.Units ?? ""}' of '${label}' is no unit`;
    remarks.push({ code: "unknown-unit", message });
  }
  if (summary.n === 0) {
    remarks.push({
      code: "no-samples",
      message: `'${label}' holds no samples`,
    });
  }
  for (const [statistic, field] of statistics) {
    const value = measurement[field] ?? null;
    if (value === null || isSample(value)) continue;
    const what = `${statistic} of '${label}' is ${formatValue(value)}`;
    const message = `${what}, no number that can be kept`;
    remarks.push({ code: "unreadable-cell", message });
  }
  for (const mismatch of mismatches(measured)) {
    const message = `'${label}': ${mismatch}`;
    remarks.push({ code: "summary-mismatch", message });
  }
  return remarks;
}

/** Describes each printed statistic that does not follow from the samples. */
function mismatches({ measurement, summary }: Measured): string[] {
  if (summary.n === 0) return [];
  const { min, max, mean, populationSd } = summary;
  const computed = { min, max, mean, population_sd: populationSd };
  return statistics.flatMap(([statistic, field]) => {
    const printed = measurement[field];
    const recomputed = computed[statistic];
    return !isSample(printed) || agrees(printed, recomputed) ? [] : [
      `${statistic} is written as ${printed}, the samples give ${
        Number(recomputed.toPrecision(12))
      }`,
    ];
  });
}
