/** Figures that a load tester computed, kept as it wrote them. */
import { baseUnit, maybeUnit, type Reported } from "../record/mod.ts";

const DECIMAL = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:e[+-]?\d+)?$/i;

/** A decimal number, thousands perhaps separated by commas; undefined for any other text. */
export function maybeNumber(text: string): number | undefined {
  const written = text.trim();
  return DECIMAL.test(written)
    ? Number(written.replaceAll(",", ""))
    : undefined;
}

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
}

/** One figure as a row. */
export function toLoadFigure(
  run_id: string,
  { kind, statistic, text, symbol = "", label, position, n = null }: LoadFigure,
): Reported {
  const number = maybeNumber(text) ?? null;
  const { factor, dimension } = maybeUnit(symbol) ?? { factor: 1 };
  return {
    run_id,
    kind,
    statistic,
    value: number === null ? null : number * factor,
    unit: dimension === undefined ? symbol : baseUnit[dimension],
    n,
    label,
    position,
    text,
    annotation: "",
    struck: false,
  };
}
