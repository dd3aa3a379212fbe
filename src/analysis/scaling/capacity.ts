/** Plans the cluster size for a load from measured cases, without extrapolation. */
import type { ScaleCell } from "./scale_cells.ts";

/** Options of `planCapacity`. */
export interface CapacityOptions {
  /** Share of the measured throughput left unused, 1 = 100 %. @default {0.3} */
  readonly margin?: number;
  /** Success rate that the lower bound of a case's interval must exceed, 1 = 100 %. @default {0.99} */
  readonly success?: number;
}

/** Smallest measured cluster that carries a load. */
export interface CapacityPlan {
  /** Operations a second. */
  readonly target: number;
  readonly value_size: number;
  /** The case; null when no measured case carries the target. */
  readonly cell: ScaleCell | null;
  /** Capacity of the case: throughput of its slowest repetition less the margin; null without a case. */
  readonly carries: number | null;
  /** Highest capacity of any measured case of this value size; 0 when none is valid. */
  readonly maxCapacity: number;
}

/** Returns a plan for each value size and target, in order of both. */
export function planCapacity(
  cells: readonly ScaleCell[],
  targets: readonly number[],
  { margin = 0.3, success = 0.99 }: CapacityOptions = {},
): CapacityPlan[] {
  const capacityOf = ({ throughputs }: ScaleCell) =>
    Math.min(...throughputs) * (1 - margin);
  const sizes = Map.groupBy(cells, ({ value_size }) => value_size);
  return [...sizes].toSorted(([a], [b]) => a - b).flatMap(
    ([value_size, sameSize]) => {
      const valid = sameSize.filter(({ throughputs, lower }) =>
        throughputs.length > 0 && lower > success
      ).toSorted((
        a,
        b,
      ) => a.nodes - b.nodes || capacityOf(b) - capacityOf(a));
      const maxCapacity = Math.max(0, ...valid.map(capacityOf));
      return targets.map((target) => {
        const cell = valid.find((cell) => capacityOf(cell) >= target) ?? null;
        return {
          target,
          value_size,
          cell,
          carries: cell ? capacityOf(cell) : null,
          maxCapacity,
        };
      });
    },
  );
}
