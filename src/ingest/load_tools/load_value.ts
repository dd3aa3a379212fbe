/** Builds reported values of load tools. */
import { baseUnit, maybeUnit, type Reported } from "../../record/mod.ts";
import { type Decimal, maybeNumber } from "../source/number.ts";

export interface LoadValue {
  readonly kind: string;
  readonly statistic: string;
  /** As written; text that is not a number gives the value null. */
  readonly text: string;
  /** The part of the text that is the number. @default the whole text */
  readonly number?: string;
  /** True unit of the number, even if its label states another. @default {""} */
  readonly symbol?: string;
  /** The tool's name for it. */
  readonly label: string;
  readonly position: number;
  /** Number of values that it summarises. @default {null} */
  readonly n?: number | null;
  /** Decimal separator in `text`. @default {"unknown"} */
  readonly decimal?: Decimal;
  /** How the tool computed it: `R-7`. @default {""} */
  readonly estimator?: string;
}

/** Converts a value to its base unit and a row of `reported`. */
export function toLoadValue(
  run_id: string,
  {
    kind,
    statistic,
    text,
    number = text,
    symbol = "",
    label,
    position,
    n = null,
    decimal = "unknown",
    estimator = "",
  }: LoadValue,
): Reported {
  const { factor, dimension } = maybeUnit(symbol) ?? { factor: 1 };
  const value = (maybeNumber(number, decimal) ?? NaN) * factor;
  return {
    run_id,
    kind,
    statistic,
    value: Number.isFinite(value) ? value : null,
    unit: dimension === undefined ? symbol : baseUnit[dimension],
    n,
    label,
    position,
    text,
    annotation: estimator,
    struck: false,
  };
}
