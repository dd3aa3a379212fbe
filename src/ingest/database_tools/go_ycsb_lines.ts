/** Reads the lines of go-ycsb's measurements, which it prints as text, JSON or tables with the same labels. */
import { toNumber } from "../load_frame/document.ts";

/** Measurement of an operation. */
export interface GoYcsbLine {
  /** `READ`, `UPDATE_ERROR`, or `TOTAL`. */
  readonly operation: string;
  /** By label: `Takes(s)`, `Count`, `OPS`, `Avg(us)`, `99.9th(us)`. */
  readonly values: Readonly<Record<string, string>>;
}

const PLAIN = /^(\w+) +- (Takes\(s\): .+)$/;
/** Label of a table, written in capitals. */
const TABLE = /^\|.*\|$/;

/** Returns the measurements of a text, in its order. */
export function linesOf(text: string): GoYcsbLine[] {
  let labels: readonly string[] = [];
  return text.split("\n").flatMap((line) => {
    const [, operation, written] = PLAIN.exec(line) ?? [];
    if (operation !== undefined && written !== undefined) {
      return toLine(operation, written.split(", ").map(toPair));
    }
    if (line.startsWith("[{")) return ofJson(line);
    if (!TABLE.test(line)) return [];
    const cells = line.slice(1, -1).split("|").map((cell) => cell.trim());
    if (cells[0] === "OPERATION") {
      labels = cells.map(toLabel);
      return [];
    }
    return toLine(
      cells[0] ?? "",
      labels.map((label, i) => [label, cells[i] ?? ""] as const).slice(1),
    );
  });
}

function toPair(text: string): [string, string] {
  const at = text.indexOf(": ");
  return [text.slice(0, Math.max(0, at)), text.slice(at + 2)];
}

/** Returns a label as the other forms write it: `99.9TH(US)` is `99.9th(us)`. */
function toLabel(label: string): string {
  const known = ["Takes(s)", "Count", "OPS", "Avg(us)", "Min(us)", "Max(us)"];
  return known.find((name) => name.toUpperCase() === label) ??
    label.toLowerCase();
}

/** Returns a measurement; none without a count and a time. */
function toLine(
  operation: string,
  pairs: readonly (readonly [string, string])[],
): GoYcsbLine[] {
  const values = Object.fromEntries(
    pairs.filter(([label]) => label !== "__proto__"),
  );
  const isWhole = operation !== "" &&
    toNumber(values["Count"]) !== null && toNumber(values["Takes(s)"]) !== null;
  return isWhole ? [{ operation, values }] : [];
}

function ofJson(line: string): GoYcsbLine[] {
  let list: unknown;
  try {
    list = JSON.parse(line);
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : []).flatMap((entry) => {
    const pairs = Object.entries(
      typeof entry === "object" && entry !== null ? entry : {},
    ).map(([label, value]) => [label, String(value)] as const);
    const operation = pairs.find(([label]) => label === "Operation")?.[1];
    return toLine(
      operation ?? "",
      pairs.filter(([label]) => label !== "Operation"),
    );
  });
}
