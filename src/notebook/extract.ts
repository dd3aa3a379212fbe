/** Joins the code cells of a notebook into one module, with a map of its lines. */
import type { Notebook } from "./model.ts";

export interface Extracted {
  readonly text: string;
  /**
   * Returns cell (ordinal among code cells, from 1) and line in it (from 1) for a line of the module (from 1); else
   * zeros.
   */
  readonly locate: (line: number) => { cell: number; line: number };
}

/** Joins the code cells. The line before each cell ends a statement that the previous cell may have left open. */
export function extract(notebook: Notebook): Extracted {
  const lines: string[] = [];
  const starts: number[] = [];
  for (const { source, kind } of notebook.cells) {
    if (kind !== "code") continue;
    lines.push(`;/* cell ${starts.length + 1} */`);
    starts.push(lines.length);
    lines.push(...source.split("\n"));
  }
  lines.push("export {};", "");
  return {
    text: lines.join("\n"),
    locate: (line) => {
      const cell = starts.findLastIndex((start) => start < line);
      return cell < 0
        ? { cell: 0, line: 0 }
        : { cell: cell + 1, line: line - starts[cell]! };
    },
  };
}
