/** How many nodes a load needs, from what was measured, without going beyond it. */
import type { ScaleCell } from "./scale_cells.ts";

export interface CapacityOptions {
  /** Share of the measured throughput that is left unused, 1 = 100 %. @default {0.3} */
  readonly margin?: number;
  /** Success rate that the lower end of a case's interval must exceed, 1 = 100 %. @default {0.99} */
  readonly success?: number;
}

/** The smallest measured cluster that carries a load. */
export interface CapacityPlan {
  /** Operations a second. */
  readonly target: number;
  readonly value_size: number;
  /** The case, null when nothing that was measured carries the target. */
  readonly cell: ScaleCell | null;
  /** What that case carries with the margin kept: its slowest repetition less the margin; null without a case. */
  readonly carries: number | null;
  /** The most that any measured case of this value size carries with the margin kept; 0 when none is valid. */
  readonly most: number;
}

/** A plan for each target and value size, in order of both. */
export function planCapacity(
  cells: readonly ScaleCell[],
  targets: readonly number[],
  { margin = 0.3, success = 0.99 }: CapacityOptions = {},
): CapacityPlan[] {
  const carries = ({ throughputs }: ScaleCell) =>
    Math.min(...throughputs) * (1 - margin);
  const sizes = Map.groupBy(cells, ({ value_size }) => value_size);
  return [...sizes].toSorted(([a], [b]) => a - b).flatMap(
    ([value_size, mine]) => {
      const valid = mine.filter(({ throughputs, lower }) =>
        throughputs.length > 0 && lower > success
      ).toSorted((a, b) => a.nodes - b.nodes || carries(b) - carries(a));
      const most = valid.reduce(
        (most, cell) => Math.max(most, carries(cell)),
        0,
      );
      return targets.map((target) => {
        const cell = valid.find((cell) => carries(cell) >= target) ?? null;
        return {
          target,
          value_size,
          cell,
          carries: cell ? carries(cell) : null,
          most,
        };
      });
    },
  );
}
