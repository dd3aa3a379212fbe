/** Rows of the loss map: which lines each sink never got, run by run. */
import type { LossMapRow } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import {
  type JudgedForwarding,
  variantOf,
} from "../forwarding/attribute_cells.ts";
import { lostRanges } from "../forwarding/measures/lost_ranges.ts";
import { isComplete } from "../forwarding/measures/line_accounts.ts";

/** Returns a row for each sink that was hit or lost lines, and one for each run in which none was, by forwarder. */
export async function lossMapRows(
  store: Store,
  runs: readonly JudgedForwarding[],
): Promise<LossMapRow[]> {
  const shown = runs.filter(({ measures: { run }, verdict }) =>
    run.measure_at !== null && verdict.kind !== "invalid" &&
    verdict.kind !== "not run"
  ).toSorted((a, b) => compare(a, b));
  const rows: LossMapRow[] = [];
  for (const { measures: { run, accounts } } of shown) {
    const zero = run.measure_at ?? 0;
    const outage = run.fault_at === null ? null : {
      from: 0,
      until: (run.back_at ?? run.end_at ?? run.fault_at) - run.fault_at,
    };
    const since = zero - (run.fault_at ?? zero);
    const ranges = await lostRanges(store, run.run_id);
    const whole = accounts.filter((account) =>
      isComplete(account, run.topology)
    );
    const told = whole.filter(({ subject, lost, duplicates }) =>
      lost > 0 || duplicates > 0 || run.away.includes(subject)
    );
    for (const { subject, sent } of told.length > 0 ? told : whole) {
      const until = (run.cool_down_at ?? zero) - zero;
      rows.push({
        group: `${run.system} ${run.system_version}`.trim(),
        label: [subject, variantOf(run), `run ${run.repetition}`]
          .filter((part) => part !== "").join(", "),
        from: since,
        until: until + since,
        rate: run.rate ?? sent / Math.max(1, until),
        outage: run.away.includes(subject) || subject === "cluster"
          ? outage
          : null,
        ranges: ranges.flatMap((range) => {
          const { outcome, n, from_s, to_s } = range;
          return range.subject !== subject || from_s === null || to_s === null
            ? []
            : [{
              ...{ outcome, n },
              from: from_s + since,
              until: Math.max(from_s, to_s) + since,
            }];
        }),
      });
    }
  }
  return rows;
}

function compare(a: JudgedForwarding, b: JudgedForwarding): number {
  const [left, right] = [a.measures.run, b.measures.run];
  return left.system === right.system
    ? left.repetition - right.repetition
    : left.system < right.system
    ? -1
    : 1;
}
