/** One cell of a run record as text, from its figures: the way back from what an importer read. */
import { formatValue, maybeUnit } from "../../record/mod.ts";

export interface CellFigure {
  readonly kind: string;
  readonly statistic: string;
  /** In the base unit; null where only words were recorded. */
  readonly value: number | null;
  readonly unit: string;
  readonly annotation: string;
}

/**
 * Figures as a label's cell: ranges as `40-100`, pairs named by `~` in the label as `0.33 ~ 26`, lists as `20, 24, 24`,
 * pairs named by `;` as `0.55; 0.8`, nominal beside measured as `400 / 12,000`; annotations follow their number.
 */
export function formatCell(
  figures: readonly CellFigure[],
  label: string,
): string {
  const units = displayUnits(label);
  const kinds = [...Map.groupBy(figures, ({ kind }) => kind).values()];
  const parts = kinds.map((figures, index) =>
    formatKind(figures, units[Math.min(index, units.length - 1)] ?? "")
  );
  return parts.join(label.includes(";") ? "; " : " ~ ").trim();
}

function formatKind(figures: readonly CellFigure[], unit: string): string {
  const texts = figures.map((figure) => formatFigure(figure, unit));
  const statistics = figures.map(({ statistic }) => statistic).join(" ");
  const separator = statistics === "min max"
    ? "-"
    : statistics === "nominal measured"
    ? " / "
    : ", ";
  return texts.join(separator);
}

function formatFigure({ value, annotation }: CellFigure, unit: string): string {
  if (value === null) return annotation;
  const number = formatValue(value, unit);
  if (annotation === "") return number;
  return /^[*+]$/.test(annotation)
    ? number + annotation
    : `${number} ${annotation}`;
}

/** The units a label prints in, one for each quantity it names: `Disk write [MiB/s] ~ IOPS` gives MiB/s and IOPS. */
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
