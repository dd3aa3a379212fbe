/** Rows of the chart of all faults: what each cost its users, how long nothing succeeded, and when it was over. */
import type { OutageRow } from "../../figures/mod.ts";
import { fromBase } from "../../record/mod.ts";
import { formatShare } from "../recovery/fault_format.ts";
import type { FaultStudy } from "../recovery/fault_study.ts";
import { toCensored } from "../recovery/recovery_times.ts";

/**
 * Returns a row for each fault with a valid run, the dearest first; shares in percent, times in seconds. The time
 * without success is that of probes of the nodes that were not hit.
 */
export function faultOutages(
  { faults }: Pick<FaultStudy, "faults">,
): OutageRow[] {
  const percent = (share: number | null) =>
    share === null ? null : fromBase(share, "%");
  return faults
    .toSorted((a, b) => (b.share.mean ?? 0) - (a.share.mean ?? 0))
    .map(({ label, share, runs }) => ({
      fault: label,
      share: percent(share.mean),
      lower: percent(share.lower),
      upper: percent(share.upper),
      shareText: share.mean === null ? "" : formatShare(share),
      runs: runs.map((run) => ({
        share: run.attempted > 0 ? percent(run.lost / run.attempted) : null,
        outage: run.probeGap && toCensored(run.probeGap),
        steady: run.recovered && toCensored(run.recovered),
        healed: run.fault_s,
      })),
    }));
}
