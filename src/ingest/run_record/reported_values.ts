/** A row's label and one of its cells into what the record stores: a param, or reported figures. */
import {
  baseUnit,
  maybeUnit,
  type Param,
  type Reported,
  toBase,
  toUnit,
} from "../../record/mod.ts";
import { type Cell, type Figure, parseCell } from "./parse_cell.ts";
import { type Decimal, withPoints } from "../source/number.ts";
import type { Quantity, RecordRow } from "./run_record_rows.ts";

export interface Read<T> {
  readonly stored: T;
  /** Why the cell's figures could not be read, or empty. */
  readonly problem: string;
}

/** A cell as a setting. Its number is null unless the cell holds exactly one that is not struck out. */
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
  const { figures, problem } = readCell(row, text, decimal);
  const [figure] = figures;
  const { value, unit } = figure
    ? baseOf(figure, quantity)
    : { value: null, unit: "" };
  const one = figures.length === 1 && value !== null && !figure?.struck;
  return {
    stored: one
      ? { key, value: text, number: value, unit, ...place }
      : { ...words, ...place },
    problem,
  };
}

/** A cell as reported figures: one row for each, or one without a value when the cell cannot be read. */
export function toReported(
  row: RecordRow,
  text: string,
  { run_id, position, decimal }: Pick<Reported, "run_id" | "position"> & {
    readonly decimal: Decimal;
  },
): Read<Reported[]> {
  const { figures, problem } = readCell(row, text, decimal);
  const place = { n: null, label: row.label, position, text };
  if (figures.length === 0) {
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
  const stored = figures.map((figure): Reported => {
    const quantity = row.quantities[figure.quantity];
    return {
      run_id,
      kind: quantity?.kind ?? "",
      statistic: figure.statistic,
      ...baseOf(figure, quantity),
      ...place,
      annotation: figure.annotation,
      struck: figure.struck,
    };
  });
  return { stored, problem };
}

function readCell(row: RecordRow, text: string, decimal: Decimal): Cell {
  const cell = parseCell(decimal === "comma" ? withPoints(text) : text, {
    quantities: row.quantities.length,
    separator: row.separator,
    statistics: row.statistics,
  });
  const stray = cell.figures.find(({ quantity, unit }) =>
    unit !== null &&
    (row.unknownUnit !== "" || !agrees(row.quantities[quantity], unit))
  );
  return stray
    ? { figures: [], problem: `is in ${stray.unit}, unlike its label` }
    : cell;
}

/** Whether a figure written with a unit can stand under a label: of one dimension, or the label is a bare count. */
function agrees(quantity: Quantity | undefined, unit: string): boolean {
  const labelled = quantity?.unit;
  return !labelled ||
    toUnit(labelled).dimension === maybeUnit(unit)?.dimension;
}

function baseOf(
  { value, unit }: Figure,
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
