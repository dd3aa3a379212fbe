/** Names the size of a platform. */
import { formatValue } from "../../../record/mod.ts";

/** Formats a number of cells: `1 cell`, `1,000 cells`. */
export function cellCount(cells: number): string {
  return `${formatValue(cells, "")} ${cells === 1 ? "cell" : "cells"}`;
}
