/** Columns of numbers: plain, in a unit, or with the interval that they are known to. */
import {
  type Estimate,
  formatDuration,
  formatEstimate,
  formatPercent,
  formatProbability,
  formatValue,
} from "../../record/mod.ts";
import type {
  BytesOptions,
  Column,
  ColumnOptions,
  EstimateColumnOptions,
  NumberOptions,
  PercentOptions,
  ValueOf,
} from "./column_types.ts";
import { type Maybe, numeric, reader, valueColumn } from "./value_column.ts";

/** Makes a column of numbers in the unit that the label names. */
export function number<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  { unit = "", prefix = "", suffix = "", ...options }: NumberOptions<Row> = {},
): Column<Row> {
  return numeric(
    value,
    label,
    (number) => `${prefix}${formatValue(number, unit, options)}${suffix}`,
    options,
  );
}

/** Makes a column of ratios as percentages. */
export function percent<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  { decimals = 2, ...options }: PercentOptions<Row> = {},
): Column<Row> {
  return numeric(
    value,
    label,
    (ratio) => formatPercent(ratio, decimals),
    options,
  );
}

/** Makes a column of seconds, each in its largest fitting unit. */
export function duration<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  return numeric(value, label, formatDuration, options);
}

/** Makes a column of sizes, each with its unit. */
export function bytes<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  { unit = "MiB", ...options }: BytesOptions<Row> = {},
): Column<Row> {
  return numeric(
    value,
    label,
    (size) => `${formatValue(size, unit, options)} ${unit}`,
    options,
  );
}

/** Makes a column of p values. */
export function probability<Row>(
  value: ValueOf<Row, Maybe<number>>,
  label: string,
  options: ColumnOptions<Row> = {},
): Column<Row> {
  return numeric(value, label, formatProbability, options);
}

/** Makes a column of values with intervals, printed with the digits that they support. */
export function estimate<Row>(
  value: ValueOf<Row, Maybe<Estimate>>,
  label: string,
  { digits = Infinity, suffix = "", note = () => "", ...options }:
    EstimateColumnOptions<Row> = {},
): Column<Row> {
  const read = reader<Row, Maybe<Estimate>>(value);
  const format = (found: Estimate) => formatEstimate(found, { digits });
  return valueColumn(
    read,
    label,
    "right",
    (found) => `${format(found).text}${suffix}`,
    {
      sort: (row) => read(row)?.value ?? null,
      ...options,
      note: (row) => {
        const found = read(row);
        return [found ? format(found).range : "", note(row)].filter((text) =>
          text !== ""
        ).join(", ");
      },
    },
  );
}

/** Makes a column of a value with its bounds, printed with the digits that they support. */
export function range<Row>(
  value: ValueOf<Row, Maybe<number>>,
  lower: ValueOf<Row, Maybe<number>>,
  upper: ValueOf<Row, Maybe<number>>,
  label: string,
  options: EstimateColumnOptions<Row> = {},
): Column<Row> {
  const [read, below, above] = [value, lower, upper].map((one) =>
    reader<Row, Maybe<number>>(one)
  );
  return estimate<Row>(
    (row) => {
      const found = read?.(row) ?? null;
      return found === null ? null : {
        value: found,
        lower: below?.(row) ?? null,
        upper: above?.(row) ?? null,
      };
    },
    label,
    options,
  );
}
