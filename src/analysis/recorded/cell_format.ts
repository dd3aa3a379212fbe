/** Formats one cell of a run record from its values: the inverse of what the importer parsed. */
import { formatValue, maybeUnit } from "../../record/mod.ts";

/** One reported value of a cell. */
export interface CellValue {
  readonly kind: string;
  readonly statistic: string;
  /** In the base unit; null if only text was recorded. */
  readonly value: number | null;
  readonly unit: string;
  readonly annotation: string;
}

/**
 * Formats values as the cell under a label: ranges as `40-100`, lists as `20, 24, 24`, nominal and measured as
 * `400 / 12,000`, pairs as `0.33 ~ 26` or `0.55; 0.8`, by the separator in the label. Annotations follow their number.
 */
export function formatCell(
  values: readonly CellValue[],
  label: string,
): string {
  const units = displayUnits(label);
  const kinds = [...Map.groupBy(values, ({ kind }) => kind).values()];
  const parts = kinds.map((kindValues, index) =>
    formatKind(kindValues, units[Math.min(index, units.length - 1)] ?? "")
  );
  return parts.join(label.includes(";") ? "; " : " ~ ").trim();
}

function formatKind(values: readonly CellValue[], unit: string): string {
  const texts = values.map((value) => formatCellValue(value, unit));
  const statistics = values.map(({ statistic }) => statistic).join(" ");
  const separator = statistics === "min max"
    ? "-"
    : statistics === "nominal measured"
    ? " / "
    : ", ";
  return texts.join(separator);
}

function formatCellValue(
  { value, annotation }: CellValue,
  unit: string,
): string {
  if (value === null) return annotation;
  const number = formatValue(value, unit);
  if (annotation === "") return number;
  return /^[*+]$/.test(annotation)
    ? number + annotation
    : `${number} ${annotation}`;
}

/** Parses the units of a label, one for each quantity it names: `Disk write [MiB/s] ~ IOPS` has MiB/s and IOPS. */
function displayUnits(label: string): string[] {
  return label.split(/[~;]/).map((part) => {
    const bracketed = part.match(/[\[(]([^\])]+)[\])]/)?.[1]?.trim() ?? "";
    if (bracketed !== "" && maybeUnit(bracketed)) return bracketed;
    if (part.includes("%")) return "%";
    if (/\/ ?min\b/.test(part)) return "1/min";
    const word = part.trim().split(" ").at(-1) ?? "";
    return word !== "" && maybeUnit(word) ? word : "";
  });
}
