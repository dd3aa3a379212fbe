/** Verdicts on back pressure, fan-out and restart: what becomes of the lines for a sink that is away, and of the others. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { isComplete } from "../measures/line_accounts.ts";
import { judgeHealthy, latestSink, lowestShare } from "./healthy_verdicts.ts";
import {
  type AttributeVerdict,
  linesText,
  lossText,
  lostOf,
  onTheWayText,
  verdict,
} from "./verdict.ts";

/** Share of the lines of before that may still reach a sink that counts as away; a slow one reads a quarter. */
const MAX_STILL_SHARE = 0.5;

/** Growth of the buffer on disk from which lines are in it, and not only its own bookkeeping. */
const MIN_SPOOL_BYTES = 2 ** 16;

/** Checks that no line is lost, as the buffer on disk keeps them. */
export function judgeBackPressure(
  measures: ForwardingMeasures,
): AttributeVerdict {
  const { spool } = measures;
  const lost = lostOf(completeAccounts(measures));
  const present = notAway(measures);
  if (present) return present;
  if (spool.most === null) {
    return verdict(
      "not supported",
      "memory-only",
      `no buffer on disk: ${linesText(lost)} lost`,
      { lost },
    );
  }
  if (spool.most - (spool.before ?? 0) < MIN_SPOOL_BYTES) {
    return verdict(
      "not engaged",
      "no-spool",
      `its buffer on disk did not grow; ${linesText(lost)} lost`,
      { lost },
    );
  }
  return judgeLoss(measures);
}

/** Checks that a backlog outlives the forwarder. */
export function judgeRestart(measures: ForwardingMeasures): AttributeVerdict {
  const { run, spool } = measures;
  const present = notAway(measures);
  if (present) return present;
  if (run.stopped_at === null) {
    return verdict("not engaged", "not-stopped", "it was not stopped");
  }
  if ((spool.backlog ?? 0) < 1) {
    return verdict(
      "not engaged",
      "no-backlog",
      "no line was waiting when it was stopped",
    );
  }
  if (run.restarted_at === null) {
    return verdict(
      "fail",
      "not-restarted",
      `it did not run again after ${run.stop}`,
      { lost: lostOf(completeAccounts(measures)) },
    );
  }
  const judged = judgeLoss(measures);
  // The adapter of a broker is a process of its own, which the signal reaches only if asked to.
  return measures.cost.adapter_memory === null ? judged : {
    ...judged,
    reason: `${judged.reason}; ${
      run.stopped === "all"
        ? "our adapter was stopped too, with what it held"
        : "only the broker was stopped: our adapter lived on with what it held"
    }`,
  };
}

/** Checks that the other sinks do not suffer. */
export function judgeFanOut(measures: ForwardingMeasures): AttributeVerdict {
  const { run, healthy } = measures;
  const present = notAway(measures);
  if (present) return present;
  const accounts = completeAccounts(measures);
  const lost = lostOf(accounts);
  const others = accounts.filter(({ subject }) => !run.away.includes(subject));
  if (others.length === 0 || healthy.length === 0) {
    return verdict("not engaged", "no-other-sink", "there was no other sink");
  }
  const suffered = judgeHealthy(measures, { lost, said: "" });
  if (suffered) return suffered;
  const share = lowestShare(measures);
  if (share === null) {
    return verdict("not engaged", "too-short", "too short for a rate", {
      lost,
    });
  }
  const late = latestSink(measures);
  return verdict(
    "pass",
    "unaffected",
    `the others got every line, and kept ${
      formatPercent(Math.min(1, share), 0)
    } of their rate in the worst second before, or more${
      late === undefined ? "" : `, p99 at most ${formatDuration(late.p99)}`
    }`,
    { lost, extent: late?.p99 ?? 0 },
  );
}

/** Returns why a run does not show an outage; null if it does. */
export function notAway({ away }: ForwardingMeasures): AttributeVerdict | null {
  if (away === null) {
    return verdict("not engaged", "no-outage", "no sink was away");
  }
  const share = away.still_share;
  if (share !== null && share <= MAX_STILL_SHARE) return null;
  return verdict(
    "not engaged",
    "not-away",
    share === null
      ? "it is not known whether the sink was away"
      : `the sink still got ${formatPercent(share, 0)} of its lines`,
  );
}

/** Judges what was lost, at the sinks that were away and at the others. */
export function judgeLoss(measures: ForwardingMeasures): AttributeVerdict {
  const { run, recoveries } = measures;
  const accounts = completeAccounts(measures);
  const lost = lostOf(accounts);
  const isHit = ({ subject }: { readonly subject: string }) =>
    run.away.includes(subject) || subject === "cluster";
  const others = accounts.filter((account) => !isHit(account));
  const stuck = recoveries.find(({ drain }) => drain.censored);
  if (lost > 0 && run.drain_timed_out) {
    return verdict(
      "fail",
      "not-drained",
      `it was still draining ${
        formatDuration(stuck?.drain.seconds ?? 0)
      } after the sink was back, ${linesText(lost)} missing`,
      { lost },
    );
  }
  if (lostOf(others) > 0) {
    return verdict(
      "fail",
      "healthy-lost",
      `sinks that were never away lost lines: ${lossText(others)}`,
      { lost, extent: lostOf(others) },
    );
  }
  const inFlight = inFlightOf(measures);
  if (lost === 0) {
    return verdict("pass", "complete", "no line was lost", { lost });
  }
  // Ranges that were divided in time may be off by a line at each end.
  if (lost - inFlight <= 0) {
    return verdict(
      "pass with loss",
      "in-flight",
      onTheWayText(lost),
      { lost },
    );
  }
  return verdict(
    "fail",
    "lost",
    [
      `${linesText(lost)} lost`,
      inFlight > 0 ? `${linesText(inFlight)} of them on their way` : "",
    ].filter((part) => part !== "").join(", ") + `: ${classText(measures)}`,
    { lost },
  );
}

/** Sums the lost lines that were on their way to a sink when it died, over the subjects that must have every line. */
export function inFlightOf(measures: ForwardingMeasures): number {
  const accounts = completeAccounts(measures);
  return measures.losses.filter(({ subject }) =>
    accounts.some((account) => account.subject === subject)
  ).reduce((sum, { in_flight }) => sum + in_flight, 0);
}

/** Accounts of the subjects that must have every line. */
export function completeAccounts({ run, accounts }: ForwardingMeasures) {
  return accounts.filter((account) => isComplete(account, run.topology));
}

/** Says which lines the hit sinks lost: `sink-2 the newest`. */
export function classText({ losses }: ForwardingMeasures): string {
  const words: Readonly<Record<string, string>> = {
    oldest: "the oldest",
    newest: "the newest",
    middle: "the middle",
    all: "all of the outage",
    unexplained: "some that no outage explains",
  };
  return losses.flatMap(({ subject, loss }) => {
    const text = words[loss];
    return text === undefined ? [] : [`${subject} ${text}`];
  }).join(", ");
}
