/** Names how much of the push mix was pushed. */
import { formatPercent } from "../../../record/mod.ts";

/** Formats a fill, 1 = 100 %: `fill 50 %`; empty where all of the push mix was pushed, and if not recorded. */
export function fillText(fill: number | null): string {
  return fill === null || fill === 1 ? "" : `fill ${formatPercent(fill, 1)}`;
}
