/** Verdicts on throughput, sink clusters, chains and fidelity. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { judgeHealthy, MAX_P99_S } from "./healthy_verdicts.ts";
import {
  completeAccounts,
  inFlightOf,
  judgeLoss,
  notAway,
} from "./outage_verdicts.ts";
import {
  type AttributeVerdict,
  type LimitCode,
  linesText,
  lossText,
  lostOf,
  onTheWayText,
  verdict,
} from "./verdict.ts";

/** Longest write, from when it was due, of a sender that is not held up; in seconds. */
export const MAX_WRITE_S = 1;

/** Most of the time that a sender may wait in writes: beyond, it sends what the forwarder takes, and not what is due. */
export const MAX_BLOCKED_SHARE = 0.1;

/** Least share of the lines of a dead sink that the others get, so that they took it over. */
const MIN_TAKEN_SHARE = 0.1;

/** Checks one rate: nothing lost, no line late, the sender not held up. */
export function judgeThroughput(
  measures: ForwardingMeasures,
): AttributeVerdict {
  const { sender } = measures;
  const accounts = completeAccounts(measures);
  const lost = lostOf(accounts);
  if (lost > 0) {
    return verdict(
      "fail",
      "lost",
      `lines were lost: ${lossText(accounts)}`,
      { lost },
    );
  }
  const p99 = worstP99(measures);
  if (p99 === null) {
    return verdict(
      "not engaged",
      "no-latency",
      "no latency was measured",
      { lost },
    );
  }
  const longest = sender?.longest_s ?? null;
  const share = sender?.blocked_share ?? null;
  const [worst, ...others] = missedLimits({ p99, longest, share });
  if (worst) {
    const reasons = [worst, ...others].map(({ reason }) => reason).join(", ");
    return verdict(
      "fail",
      worst.code,
      `every line was carried, but ${reasons}`,
      { lost, extent: worst.times },
    );
  }
  if (share === null) {
    return verdict(
      "not engaged",
      "no-samples",
      "it is not known whether the sender was held up",
      { lost },
    );
  }
  return verdict(
    "pass",
    "held",
    `p99 ${formatDuration(p99)}, nothing lost, the sender held up ${
      formatPercent(share, 0)
    } of the time`,
    { lost, extent: p99 },
  );
}

/** Returns the limits that a run missed, that by which it missed most first; `times` is how many times the limit it was. */
function missedLimits(
  { p99, longest, share }: {
    readonly p99: number;
    readonly longest: number | null;
    readonly share: number | null;
  },
): {
  readonly code: LimitCode;
  readonly times: number;
  readonly reason: string;
}[] {
  const limits = [
    {
      code: "late" as const,
      times: p99 / MAX_P99_S,
      reason: `late: p99 was ${beyond(p99, MAX_P99_S)}`,
    },
    longest === null
      ? {
        code: "sender-blocked" as const,
        times: Number.MAX_VALUE,
        reason: "no write was accepted",
      }
      : {
        code: "sender-blocked" as const,
        times: longest / MAX_WRITE_S,
        reason: `the sender was held up for ${beyond(longest, MAX_WRITE_S)}`,
      },
    {
      code: "sender-held-up" as const,
      times: (share ?? 0) / MAX_BLOCKED_SHARE,
      reason: `the sender was held up ${
        formatPercent(share ?? 0, 0)
      } of the time`,
    },
  ];
  return limits.filter(({ times }) => times > 1)
    .toSorted((a, b) => b.times - a.times);
}

/** Formats a duration above a limit, which by its three digits may read like the limit: `just above 1 s`. */
function beyond(seconds: number, limit: number): string {
  const text = formatDuration(seconds);
  return text === formatDuration(limit) ? `just above ${text}` : text;
}

/** Returns the highest p99 of deliveries of the phase measure over the sinks; null without any. */
export function worstP99({ latencies }: ForwardingMeasures): number | null {
  const values = latencies.flatMap(({ part, p99 }) =>
    part === "before" && p99 !== null ? [p99] : []
  );
  return values.length === 0 ? null : Math.max(...values);
}

/** Checks that lines of a dead sink go to the others, which do not suffer; with all sinks dead, that they wait. */
export function judgeSinkCluster(
  measures: ForwardingMeasures,
): AttributeVerdict {
  const { away, healthy, spool } = measures;
  const present = notAway(measures);
  if (present) return present;
  const lost = lostOf(completeAccounts(measures));
  const taken = away?.taken_share ?? null;
  if (healthy.length > 0 && (taken === null || taken < MIN_TAKEN_SHARE)) {
    return verdict(
      "not engaged",
      "share-not-taken",
      taken === null
        ? "it is not known whether the others got its share"
        : `the others got ${
          formatPercent(Math.max(0, taken), 0)
        } of the share of the dead sink`,
      { lost },
    );
  }
  if (healthy.length === 0 && (spool.backlog ?? 0) < 1) {
    return verdict("not engaged", "no-backlog", "no line waited", { lost });
  }
  const judged = judgeLoss(measures);
  return judged.kind === "fail"
    ? judged
    : judgeHealthy(measures, { lost, said: "" }) ?? judged;
}

/** Checks that the last sink has every line, but for those on their way to it when it died. */
export function judgeChain(measures: ForwardingMeasures): AttributeVerdict {
  const { hops } = measures;
  const last = hops.at(-1);
  if (last === undefined) {
    return verdict("not engaged", "no-hops", "there was no hop");
  }
  const lost = hops.reduce((sum, hop) => sum + hop.lost, 0);
  const places = hops.filter((hop) => hop.lost > 0)
    .map(({ subject, lost }) => `${linesText(lost)} before ${subject}`);
  if (lost === 0) {
    return verdict("pass", "complete", "every line reached the last sink", {
      lost,
    });
  }
  return lost <= inFlightOf(measures)
    ? verdict(
      "pass with loss",
      "in-flight",
      `${onTheWayText(lost)}: ${places.join(", ")}`,
      { lost },
    )
    : verdict("fail", "lost", `lost: ${places.join(", ")}`, { lost });
}

/** Checks that odd lines arrive as they were sent. */
export function judgeFidelity(
  { odd_lines }: ForwardingMeasures,
): AttributeVerdict {
  if (odd_lines.length === 0) {
    return verdict("not engaged", "no-lines", "no odd line was sent");
  }
  const changed = odd_lines.filter(({ fate }) => fate !== "same");
  return changed.length === 0
    ? verdict("pass", "equal", `all ${odd_lines.length} arrived unchanged`)
    : verdict(
      "fail",
      "changed",
      `${changed.length} of ${odd_lines.length} did not arrive as sent: ${
        changed.map(({ name, fate }) => `${name} ${fate}`).join(", ")
      }`,
    );
}
