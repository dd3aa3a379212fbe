/** Finds rows of tables that have more or fewer cells than their header. */
import type { Warning } from "../../record/mod.ts";
import { toWarning } from "../source/importer.ts";
import type { Table } from "../source/markdown.ts";

export interface UnevenRows {
  /** Number of cells beyond the last column, which no run has. */
  readonly beyond: number;
  /** One for each row; `file` names it. */
  readonly warnings: readonly Warning[];
}

/** Returns the uneven rows of tables as they are written, with a run a column or a row. */
export function unevenRows(
  tables: readonly Table[],
  file: string,
): UnevenRows {
  const warnings: Warning[] = [];
  let all = 0;
  for (const { header, rows } of tables) {
    const width = header.cells.length;
    for (const { line, written } of rows) {
      if (written.length === 0 || written.length === width) continue;
      const beyond = written.slice(width).filter(Boolean);
      all += beyond.length;
      warnings.push(toWarning({
        run_id: "",
        code: "uneven-row",
        message: `row has ${written.length} cells under ${width} columns` +
          (beyond.length > 0 ? `; left out: ${beyond.join(" | ")}` : ""),
        place: `${file}:${line}`,
      }));
    }
  }
  return { beyond: all, warnings };
}
