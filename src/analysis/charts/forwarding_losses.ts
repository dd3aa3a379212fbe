/** Rows of the loss map: which lines each sink never got, of one run of each forwarder and way in which it was asked. */
import { compareText } from "../../record/mod.ts";
import type { LossMapRow } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import {
  type JudgedForwarding,
  variantOf,
} from "../forwarding/attribute_cells.ts";
import { forwarderName } from "../forwarding/forwarder_name.ts";
import { lostRanges } from "../forwarding/measures/lost_ranges.ts";
import { isComplete } from "../forwarding/measures/line_accounts.ts";

/** What a loss map draws. */
export interface LossMap {
  readonly rows: readonly LossMapRow[];
  /** Says of which runs the rows are, as a sentence. */
  readonly note: string;
}

/**
 * Returns a row for each sink that was hit or lost lines, and one for a run in which none was, by forwarder: of the run with
 * the median loss among the repetitions of each case, the lower one of two.
 */
export async function lossMap(
  store: Store,
  runs: readonly JudgedForwarding[],
): Promise<LossMap> {
  const counting = runs.filter(({ measures: { run }, verdict }) =>
    run.measure_at !== null && verdict.kind !== "invalid" &&
    verdict.kind !== "not run"
  );
  const cases = Map.groupBy(
    counting,
    ({ measures: { run } }) => JSON.stringify([run.system, variantOf(run)]),
  );
  const shown = [...cases].toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([, repetitions]) => medianRun(repetitions) ?? []);
  const lost = Map.groupBy(
    await lostRanges(store, shown.map(({ measures: { run } }) => run.run_id)),
    ({ run_id }) => run_id,
  );
  const rows: LossMapRow[] = [];
  for (const { measures: { run, accounts } } of shown) {
    const zero = run.measure_at ?? 0;
    const outage = run.fault_at === null ? null : {
      from: 0,
      until: (run.back_at ?? run.end_at ?? run.fault_at) - run.fault_at,
    };
    const since = zero - (run.fault_at ?? zero);
    const ranges = lost.get(run.run_id) ?? [];
    const whole = accounts.filter((account) =>
      isComplete(account, run.topology)
    );
    const told = whole.filter(({ subject, lost, duplicates }) =>
      lost > 0 || duplicates > 0 || run.away.includes(subject)
    );
    for (const { subject, sent } of told.length > 0 ? told : whole) {
      const until = (run.cool_down_at ?? zero) - zero;
      rows.push({
        group: forwarderName(run.system, run.system_version),
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
  return {
    rows,
    note: shown.length === counting.length
      ? "Every run that counts, by when its lines were due."
      : `Drawn are ${shown.length} of ${counting.length} runs, of each case the one with the median loss, by when its lines were due; the table has the losses of all.`,
  };
}

function medianRun(runs: readonly JudgedForwarding[]): JudgedForwarding | null {
  const lostOf = ({ measures: { accounts, run } }: JudgedForwarding) =>
    accounts.filter((account) => isComplete(account, run.topology))
      .reduce((sum, { lost }) => sum + lost, 0);
  const sorted = runs.toSorted((a, b) =>
    lostOf(a) - lostOf(b) ||
    a.measures.run.repetition - b.measures.run.repetition
  );
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
