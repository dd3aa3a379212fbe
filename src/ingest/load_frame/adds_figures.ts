/** Tells if a part of a file is a run: one without a figure would stand in lists and say nothing. */
import type { Piece } from "../source/importer.ts";

/**
 * Calls `add`, which adds what a part of a file says of its run, and returns true if it stored anything. Else there is no
 * run: what was warned of it is told of the file, and events of it are taken back.
 */
export function addsFigures(
  { rows: { warnings, events }, counts }: Piece,
  add: () => void,
): boolean {
  const [stored, warned, told] = [
    counts.stored,
    warnings.length,
    events.length,
  ];
  add();
  if (counts.stored > stored) return true;
  events.length = told;
  for (const [i, warning] of warnings.entries()) {
    if (i >= warned) warnings[i] = { ...warning, run_id: "" };
  }
  return false;
}
