/** Rows of the chart of effects: what a setting or a release changed. */
import type { EffectRow } from "../../figures/mod.ts";
import { type Estimate, formatEstimate, fromBase } from "../../record/mod.ts";
import { hodgesLehmann } from "../../statistics/mod.ts";
import type { Recovery } from "../recovery/recovery.ts";
import { lostShares } from "../recovery/fault_costs.ts";
import { preVoteEffects } from "../recovery/pre_vote_effects.ts";
import type { ShiftWithCauses } from "../trend/shift_causes.ts";
import { endpointOf } from "../trend/shift_rows.ts";

/**
 * Returns what pre-vote changes of each fault's share of operations that failed or were late, in percentage points:
 * the median of the differences of runs with and without it (Hodges and Lehmann), with its 95 % interval.
 */
export function preVoteEffectRows(runs: readonly Recovery[]): EffectRow[] {
  return preVoteEffects(runs).map(({ fault, off, on, verdict }) => {
    const { shift, lower, upper } = hodgesLehmann(
      lostShares(off.runs),
      lostShares(on.runs),
    );
    const names = { more: "higher", less: "lower" } as const;
    return toEffectRow({
      label: fault,
      estimate: { value: shift, lower, upper },
      verdict: verdict === "more" || verdict === "less"
        ? names[verdict]
        : verdict,
      n: off.runs.length + on.runs.length,
    });
  });
}

/** Returns by how many percent the level of each series changed, each named by its own name and its endpoint. */
export function shiftEffectRows(
  shifts: readonly ShiftWithCauses[],
): EffectRow[] {
  return shifts.map((shift) => {
    const { series, before, runs_before, runs_after } = shift;
    const relative = (seconds: number | null) =>
      seconds === null ? null : seconds / before;
    return toEffectRow({
      label: `${series}: ${endpointOf(shift)}`,
      estimate: {
        value: shift.shift / before,
        lower: relative(shift.lower),
        upper: relative(shift.upper),
      },
      verdict: shift.shift > 0 ? "higher" : "lower",
      n: runs_before + runs_after,
    });
  });
}

/** Returns the row of an effect that is a share: in percent, with the text that tables print. */
export function toEffectRow(
  { label, estimate, verdict, n }: {
    readonly label: string;
    readonly estimate: Estimate;
    readonly verdict: EffectRow["verdict"];
    readonly n: number;
  },
): EffectRow {
  const percent = (share: number) => fromBase(share, "%");
  const effect = {
    value: percent(estimate.value),
    lower: estimate.lower === null ? null : percent(estimate.lower),
    upper: estimate.upper === null ? null : percent(estimate.upper),
  };
  const { text, range } = formatEstimate(effect, {
    digits: effect.lower === null ? DIGITS_WITHOUT_BOUNDS : DIGITS,
  });
  const sign = effect.value > 0 ? "+" : "";
  const printed = `${sign}${text}${range === "" ? "" : ` (${range})`}`;
  return {
    ...{ label, verdict, n, effect: effect.value },
    lower: effect.lower,
    upper: effect.upper,
    // A minus as on the axis.
    text: printed.replaceAll("-", "−"),
  };
}

/** Significant digits of an effect at most, with and without an interval. */
const DIGITS = 3;
const DIGITS_WITHOUT_BOUNDS = 2;
