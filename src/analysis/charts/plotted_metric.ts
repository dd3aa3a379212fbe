/** In which unit a metric is drawn. */
import { fromBase, maybeUnit } from "../../record/mod.ts";

/** Unit of a figure's axis, and the conversion to it. */
export interface PlottedUnit {
  readonly unit: string;
  /** From the base unit. */
  readonly toPlotted: (value: number) => number;
}

/** Units that a base unit is drawn in; others are drawn as they are. */
const drawn: Readonly<Record<string, string>> = { s: "ms", "1": "%" };

/** Values from which on seconds are drawn as seconds. */
const MANY_SECONDS = 10;

/** Returns the unit for values of a metric, which are in base units; a unit that is unknown is kept. */
export function plottedUnit(
  unit: string,
  values: readonly number[],
): PlottedUnit {
  const isLong = unit === "s" &&
    values.every((value) => value >= MANY_SECONDS);
  const symbol = isLong || !Object.hasOwn(drawn, unit)
    ? unit
    : drawn[unit] ?? unit;
  return {
    unit: symbol,
    toPlotted: (value) =>
      maybeUnit(symbol) === undefined ? value : fromBase(value, symbol),
  };
}
