/** Converts the tool's summary of a measurement to reported values, and checks it against the samples. */
import { addRow, baseUnit, endsText, toUnit } from "../../record/mod.ts";
import { batchIn, type Piece } from "../source/importer.ts";
import { agrees } from "./agrees.ts";
import { formatValue, isSample, type Measured } from "./measured.ts";

const statistics = [
  ["min", "Smallest"],
  ["max", "Largest"],
  ["mean", "Average"],
  ["population_sd", "StdDeviation"],
] as const;

/** Adds the tool's statistics as printed to a piece. */
export function addReported(
  piece: Piece,
  run_id: string,
  { label, measurement, kind, ordinal, symbol, isKnown, count }: Measured,
): void {
  const columns = ["value", "n", "position", "text"] as const;
  const batch = batchIn(piece, "reported", columns, ["statistic"]);
  const unit = isKnown ? toUnit(symbol) : null;
  const addShape = (text: string) =>
    batch.shapes.push({
      run_id,
      kind,
      statistic: "",
      value: null,
      unit: unit === null ? symbol : baseUnit[unit.dimension],
      n: null,
      label,
      position: ordinal,
      text,
      annotation: "",
      struck: false,
    }) - 1;
  let shape = -1;
  for (const [statistic, field] of statistics) {
    const value = measurement[field];
    if (!isSample(value)) continue;
    // DuckDB makes the text of nearly all, in less time than each takes here.
    const isEnd = endsText(value);
    if (isEnd && shape < 0) shape = addShape("");
    const i = addRow(batch, isEnd ? shape : addShape(String(value)));
    batch.numbers.value[i] = unit === null ? value : value * unit.factor;
    batch.numbers.n[i] = count;
    batch.numbers.position[i] = ordinal;
    batch.numbers.text[i] = isEnd ? value : NaN;
    batch.texts.statistic[i] = statistic;
  }
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
