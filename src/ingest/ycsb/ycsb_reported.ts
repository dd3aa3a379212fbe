/** Collects reported values of YCSB's entries: in a batch while each is a number as it is printed, else as rows. */
import {
  addRow,
  endsText,
  maybeUnit,
  type OpenBatch,
  rowsOf,
} from "../../record/mod.ts";
import { toLoadValue } from "../load_tools/load_value.ts";
import { batchIn, type Piece } from "../source/importer.ts";
import {
  type Decimal,
  MAX_EXACT_DIGITS,
  maybeNumber,
  readDigits,
} from "../source/number.ts";
import { isReturn, RETURN, toStatistic } from "./ycsb_statistic.ts";

/** Entry of a metric. */
interface NamedValue {
  readonly name: string;
  /** As written: a number only in a JSON. */
  readonly value: string | number;
  /** Position among all entries of the run, from 1. */
  readonly position: number;
}

const columns = ["statistic", "value", "label", "position", "text"] as const;
type ReportedBatch = OpenBatch<"reported", (typeof columns)[number]>;

/** What entries of one name have in common. */
interface Name {
  readonly shape: number;
  /** Factor from the unit as written to the base unit. */
  readonly factor: number;
}

/**
 * Returns a function that adds the value of an entry to a piece; it returns false if the value is not a number, and
 * only its text is kept.
 */
export function reportedAdder(
  piece: Piece,
  { run_id, metric, decimal }: {
    readonly run_id: string;
    readonly metric: string;
    readonly decimal: Decimal;
  },
): (entry: NamedValue) => boolean {
  const names = new Map<string, Name>();
  let batch: ReportedBatch | null = piece.rows.reported.length > 0
    ? null
    : batchIn(piece, "reported", columns);
  return ({ name, value, position }) => {
    const number = numberOf(value, decimal);
    if (batch !== null && isPrinted(value, number)) {
      const code = returnCode(metric, name);
      const key = Number.isNaN(code) ? name : RETURN;
      let known = names.get(key);
      if (known === undefined) {
        known = addName(batch, { run_id, metric, name: key });
        names.set(key, known);
      }
      const i = addRow(batch, known.shape);
      batch.numbers.statistic[i] = code;
      batch.numbers.label[i] = code;
      batch.numbers.value[i] = number * known.factor;
      batch.numbers.position[i] = position;
      batch.numbers.text[i] = Number(value);
      return true;
    }
    if (batch !== null) toRows(piece, batch);
    batch = null;
    const reported = toLoadValue(run_id, {
      ...toStatistic(metric, name),
      text: String(value),
      position,
      decimal,
    });
    piece.rows.reported.push(reported);
    return reported.value !== null;
  };
}

/** Returns the number that an entry means; NaN if it is none. */
function numberOf(value: string | number, decimal: Decimal): number {
  return typeof value === "number" && decimal !== "comma"
    ? value
    : maybeNumber(String(value), decimal) ?? NaN;
}

/** Returns true if a batch can hold an entry: its value is a number, and its text that number as it is printed. */
function isPrinted(value: string | number, number: number): boolean {
  return Number.isFinite(number) && endsText(Number(value)) &&
    (typeof value === "number" || String(Number(value)) === value);
}

/** Returns the number of a status such as `Return=5`; NaN if the entry has none, or writes it with leading zeros. */
function returnCode(metric: string, name: string): number {
  if (!isReturn(metric, name)) return NaN;
  const code = readDigits(name, RETURN.length, name.length, MAX_EXACT_DIGITS);
  return code < 0 || (name[RETURN.length] === "0" && name !== `${RETURN}0`)
    ? NaN
    : code;
}

function addName(
  batch: ReportedBatch,
  { run_id, metric, name }: {
    readonly run_id: string;
    readonly metric: string;
    readonly name: string;
  },
): Name {
  const statistic = toStatistic(metric, name);
  const row = toLoadValue(run_id, { ...statistic, text: "", position: 0 });
  return {
    shape: batch.shapes.push(row) - 1,
    factor: maybeUnit(statistic.symbol)?.factor ?? 1,
  };
}

/** Replaces the batch of a piece by its rows. */
function toRows({ batches, rows }: Piece, batch: ReportedBatch): void {
  batches.splice(batches.indexOf(batch), 1);
  for (const row of rowsOf(batch)) rows.reported.push(row);
}
