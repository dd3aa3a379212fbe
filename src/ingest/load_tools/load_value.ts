/** Figures that a load tester computed, kept as it wrote them. */
import { baseUnit, maybeUnit, type Reported } from "../../record/mod.ts";
import { type Decimal, maybeNumber } from "../source/number.ts";

export interface LoadFigure {
  readonly kind: string;
  readonly statistic: string;
  /** As written; what is no number is kept as text alone. */
  readonly text: string;
  /** Unit that the number is in, whatever its label says. @default {""} */
  readonly symbol?: string;
  /** What the tool calls it. */
  readonly label: string;
  readonly position: number;
  /** How many values it is of. @default {null} */
  readonly n?: number | null;
  /** What separates decimals in `text`. @default {"unknown"} */
  readonly decimal?: Decimal;
}

/** One figure as a row. */
export function toLoadFigure(
  run_id: string,
  {
    kind,
    statistic,
    text,
    symbol = "",
    label,
    position,
    n = null,
    decimal = "unknown",
  }: LoadFigure,
): Reported {
  const number = maybeNumber(text, decimal) ?? NaN;
  const { factor, dimension } = maybeUnit(symbol) ?? { factor: 1 };
  const value = number * factor;
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
    annotation: "",
    struck: false,
  };
}
