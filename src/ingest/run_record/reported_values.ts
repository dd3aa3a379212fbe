/** Converts a cell, by its row's label, to a param or to reported values. */
import {
  baseUnit,
  maybeUnit,
  type Param,
  type Reported,
  toBase,
  toUnit,
} from "../../record/mod.ts";
import {
  parseCell,
  type ParsedCell,
  type ReportedValue,
} from "./parse_cell.ts";
import { type Decimal, withPoints } from "../source/number.ts";
import type { Quantity, RecordRow } from "./run_record_rows.ts";

export interface Read<T> {
  readonly stored: T;
  /** Reason why the cell could not be read, or empty. */
  readonly problem: string;
}

/** Converts a cell to a param. Its number is null unless the cell holds exactly one number that is not struck out. */
export function toParam(
  row: RecordRow,
  text: string,
  { position, decimal }: Pick<Param, "position"> & {
    readonly decimal: Decimal;
  },
): Read<Param> {
  const [quantity] = row.quantities;
  const key = quantity?.kind ?? "";
  const words = { key, value: text, number: null, unit: "" };
  const place = { label: row.label, position };
  if (!quantity || quantity.unit === null) {
    return { stored: { ...words, ...place }, problem: "" };
  }
  const { values, problem } = readCell(row, text, decimal);
  const [first] = values;
  const { value, unit } = first
    ? baseOf(first, quantity)
    : { value: null, unit: "" };
  const isSingle = values.length === 1 && value !== null && !first?.struck;
  return {
    stored: isSingle
      ? { key, value: text, number: value, unit, ...place }
      : { ...words, ...place },
    problem,
  };
}

/** Converts a cell to reported values: one row for each, or one row without a value if the cell cannot be read. */
export function toReported(
  row: RecordRow,
  text: string,
  { run_id, position, decimal }: Pick<Reported, "run_id" | "position"> & {
    readonly decimal: Decimal;
  },
): Read<Reported[]> {
  const { values, problem } = readCell(row, text, decimal);
  const place = { n: null, label: row.label, position, text };
  if (values.length === 0) {
    const [first] = row.quantities;
    const unread: Reported = {
      run_id,
      kind: first?.kind ?? "",
      statistic: "value",
      value: null,
      unit: symbolOf(first),
      ...place,
      annotation: "",
      struck: false,
    };
    return { stored: [unread], problem };
  }
  const stored = values.map((reported): Reported => {
    const quantity = row.quantities[reported.quantity];
    return {
      run_id,
      kind: quantity?.kind ?? "",
      statistic: reported.statistic,
      ...baseOf(reported, quantity),
      ...place,
      annotation: reported.annotation,
      struck: reported.struck,
    };
  });
  return { stored, problem };
}

function readCell(row: RecordRow, text: string, decimal: Decimal): ParsedCell {
  const cell = parseCell(decimal === "comma" ? withPoints(text) : text, {
    quantities: row.quantities.length,
    separator: row.separator,
    statistics: row.statistics,
  });
  const mismatched = cell.values.find(({ quantity, unit }) =>
    unit !== null &&
    (row.unknownUnit !== "" || !isCompatible(row.quantities[quantity], unit))
  );
  return mismatched
    ? { values: [], problem: `is in ${mismatched.unit}, unlike its label` }
    : cell;
}

/** Returns true if `unit` has the dimension of the label's unit, or the label states no unit. */
function isCompatible(quantity: Quantity | undefined, unit: string): boolean {
  const labelled = quantity?.unit;
  return !labelled ||
    toUnit(labelled).dimension === maybeUnit(unit)?.dimension;
}

function baseOf(
  { value, unit }: ReportedValue,
  quantity: Quantity | undefined,
): { value: number | null; unit: string } {
  const symbol = unit ?? quantity?.unit ?? "";
  return value === null
    ? { value, unit: symbolOf(quantity) }
    : toBase(value, symbol);
}

function symbolOf(quantity: Quantity | undefined): string {
  return baseUnit[toUnit(quantity?.unit ?? "").dimension];
}
