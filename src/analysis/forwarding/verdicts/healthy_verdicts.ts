/** Whether an outage cost the sinks that were not away anything: lines, rate or time. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { isComplete } from "../measures/line_accounts.ts";
import { type AttributeVerdict, lossText, lostOf, verdict } from "./verdict.ts";

/** Lowest rate of a healthy sink in a second, as a share of that in the worst second before the outage. */
export const MIN_HEALTHY_SHARE = 0.5;

/** Highest 99th percentile of the latency of deliveries, in seconds: a tenth of the 10 s at which metrics are often sent. */
export const MAX_P99_S = 1;

/** By how much the p99 of a healthy sink must have grown to be a cost of the outage, as its rate must have halved. */
const MIN_GROWTH = 2;

/** The latest deliveries at a sink that was not away, in seconds. */
export interface LateSink {
  readonly sink: string;
  readonly p99: number;
  readonly before: number | null;
}

/** Returns the sink that was not away whose p99 was highest during the outage or after it; undefined without any. */
export function latestSink(
  { healthy }: Pick<ForwardingMeasures, "healthy">,
): LateSink | undefined {
  return healthy.flatMap(({ sink, before, during, after }): LateSink[] =>
    [during.p99, after.p99].flatMap((p99) =>
      p99 === null ? [] : [{ sink, p99, before: before.p99 }]
    )
  ).toSorted((a, b) => b.p99 - a.p99)[0];
}

/** Returns the lowest share of its rate that a sink kept which was not away; null if none is known. */
export function lowestShare(
  { healthy }: Pick<ForwardingMeasures, "healthy">,
): number | null {
  const shares = healthy.flatMap(({ lowest_share }) => lowest_share ?? []);
  return shares.length === 0 ? null : Math.min(...shares);
}

/**
 * Returns how sinks that were not away failed for the outage of others, after what is `said` of that, which may be empty;
 * null if they did not.
 */
export function judgeHealthy(
  measures: ForwardingMeasures,
  { lost, said }: { readonly lost: number; readonly said: string },
): AttributeVerdict | null {
  const { run, accounts, healthy } = measures;
  const fail = (code: string, reason: string, extent: number) =>
    verdict(
      "fail",
      code,
      [said, reason].filter((part) => part !== "")
        .join("; "),
      { lost, extent },
    );
  const others = accounts.filter((account) =>
    isComplete(account, run.topology) && account.kind !== "cluster" &&
    !run.away.includes(account.subject)
  );
  if (lostOf(others) > 0) {
    return fail(
      "healthy-lost",
      `sinks that were never away lost lines: ${lossText(others)}`,
      lostOf(others),
    );
  }
  const share = lowestShare(measures);
  if (share !== null && share < MIN_HEALTHY_SHARE) {
    const slowest = healthy.find(({ lowest_share }) => lowest_share === share);
    return fail(
      "healthy-slow",
      `${slowest?.sink} fell to ${
        formatPercent(share, 0)
      } of its rate in the worst second before, in the median of times as long`,
      1 - share,
    );
  }
  const late = latestSink(measures);
  // One that was as late before the outage is slow, and does not suffer from it.
  if (
    late && late.p99 > MAX_P99_S && late.p99 > MIN_GROWTH * (late.before ?? 0)
  ) {
    return fail(
      "healthy-late",
      `p99 at ${late.sink} was ${formatDuration(late.p99)}${
        late.before === null
          ? ""
          : `, ${formatDuration(late.before)} before the outage`
      }`,
      late.p99,
    );
  }
  return null;
}
