/** How firmly a load line ends where it does: how many runs broke there, and how near to a limit they were. */
import { formatPercent } from "../../record/mod.ts";
import { type AttributeVerdict, isLimitCode } from "./verdicts/verdict.ts";

/** Beyond a limit, 1 = 100 %: latencies of runs at one rate differ by more, so that another run may hold. */
const NEAR_LIMIT = 0.1;

/**
 * Returns how far beyond a limit the worst of the runs that broke was, 1 = 100 %; null if that is not near, if one missed no
 * limit but lost lines or ended, and without a run.
 */
export function distanceBeyond(
  broken: readonly Pick<AttributeVerdict, "code" | "extent">[],
): number | null {
  const distances = broken.map(({ code, extent }) =>
    isLimitCode(code) ? extent - 1 : Infinity
  );
  const most = Math.max(...distances);
  return distances.length > 0 && most <= NEAR_LIMIT ? most : null;
}

/** Returns `one run`, or `2 of 3 runs`; empty without a run. */
export function runsText(count: number, n: number): string {
  return n === 0 ? "" : n === 1 ? "one run" : `${count} of ${n} runs`;
}

/** Returns `within 0.4 % of the limit`, rounded up; empty if it was further. */
export function nearText(
  { broke_within }: { readonly broke_within: number | null },
): string {
  if (broke_within === null) return "";
  // Without the last digits of a difference, which would be rounded up too.
  const thousandths = Math.ceil(Number((1000 * broke_within).toFixed(6)));
  return `within ${formatPercent(thousandths / 1000, 1)} of the limit`;
}
