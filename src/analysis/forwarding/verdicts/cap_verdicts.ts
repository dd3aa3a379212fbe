/** Verdicts on the size of the buffer: whether it keeps to its cap, and what happens when its disk is full. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../../record/mod.ts";
import type { ForwardingMeasures } from "../measures/forwarding_measures.ts";
import { classText, completeAccounts, notAway } from "./outage_verdicts.ts";
import { judgeHealthy } from "./healthy_verdicts.ts";
import {
  type AttributeVerdict,
  linesText,
  lostOf,
  verdict,
} from "./verdict.ts";

/** Share of the cap from which it counts as reached. */
const MIN_CAP_SHARE = 0.8;

/** Share of the cap by which the buffer may be larger. */
export const MAX_OVERSHOOT = 0.25;

/** Share of a small disk that may be free when it counts as full. */
const MAX_FREE_SHARE = 0.05;

/** Checks that the buffer stays near its cap, whatever it drops, and that the other sinks lose nothing. */
export function judgeBufferCap(measures: ForwardingMeasures): AttributeVerdict {
  const { run, spool, sender } = measures;
  const present = notAway(measures);
  if (present) return present;
  const lost = lostAtHit(measures);
  if (spool.most === null || spool.overshoot === null) {
    return verdict(
      "not supported",
      "memory-only",
      `no buffer on disk: ${linesText(lost)} lost`,
      { lost },
    );
  }
  const took = `the buffer took ${
    formatValue(spool.most, "MiB", { digits: 3 })
  } MiB of ${formatValue(run.buffer_cap ?? 0, "MiB", { digits: 3 })}`;
  const isBlocked = (sender?.blocked_after_s ?? null) !== null;
  if (spool.overshoot < MIN_CAP_SHARE - 1 && lost === 0 && !isBlocked) {
    return verdict("not engaged", "cap-not-reached", took);
  }
  if (spool.overshoot > MAX_OVERSHOOT) {
    return verdict(
      "fail",
      "cap-exceeded",
      `${took}, ${formatPercent(spool.overshoot, 0)} above`,
      { lost, extent: spool.overshoot },
    );
  }
  return judgeOthers(measures, took);
}

/** Checks that a full disk neither ends the forwarder nor costs the other sinks a line. */
export function judgeDiskFull(measures: ForwardingMeasures): AttributeVerdict {
  const { run, spool, losses } = measures;
  const present = notAway(measures);
  if (present) return present;
  if (spool.most === null) {
    return verdict("not supported", "memory-only", "no buffer on disk");
  }
  const used = run.disk_size > 0 ? spool.most / run.disk_size : 0;
  const dropped = losses.filter(({ subject }) => run.away.includes(subject))
    .reduce((sum, { outage, after }) => sum + outage + after, 0);
  const wasFull = spool.free !== null &&
    spool.free <= run.disk_size * MAX_FREE_SHARE;
  // A buffer that drops all that it has at once is full only between samples: what it dropped proves it.
  const wasNearlyFull = used >= MIN_CAP_SHARE &&
    (spool.free === null || dropped > 0);
  if (!wasFull && !wasNearlyFull) {
    return verdict(
      "not engaged",
      "disk-not-full",
      `the disk was filled to ${formatPercent(used, 0)}`,
    );
  }
  return judgeOthers(measures, "its disk was full");
}

/** Judges the sinks that were not away, and whether the one that was gets lines again, and all that waited. */
function judgeOthers(
  measures: ForwardingMeasures,
  said: string,
): AttributeVerdict {
  const { recoveries, sender } = measures;
  const atHit = lostAtHit(measures);
  const lost = lostOf(completeAccounts(measures));
  const suffered = judgeHealthy(measures, { lost, said });
  if (suffered) return suffered;
  const silent = recoveries.find(({ first_line }) => first_line.censored);
  if (silent) {
    return verdict(
      "fail",
      "no-recovery",
      `${said}; ${silent.sink} got no line after it was back`,
      { lost },
    );
  }
  const stuck = recoveries.find(({ drain }) => drain.censored);
  if (stuck) {
    return verdict(
      "fail",
      "not-drained",
      `${said}; ${stuck.sink} had not drained ${
        formatDuration(stuck.drain.seconds)
      } after it was back`,
      { lost, extent: stuck.drain.seconds },
    );
  }
  const blocked = sender?.blocked_after_s ?? null;
  return verdict(
    "pass",
    "within-cap",
    [
      said,
      atHit > 0
        ? `it dropped ${linesText(atHit)}: ${
          classText(measures) || "those on their way"
        }`
        : blocked === null
        ? "nothing was lost"
        : "it held up the sender, and lost nothing",
      describeAfter(measures),
    ].filter((part) => part !== "").join("; "),
    { lost },
  );
}

/** Says how many of the lost lines were due when the sink was back already. */
function describeAfter({ losses, run }: ForwardingMeasures): string {
  const after = losses.filter(({ subject }) => run.away.includes(subject))
    .reduce((sum, { after }) => sum + after, 0);
  return after === 0
    ? ""
    : `${linesText(after)} of them were due after it was back`;
}

function lostAtHit(measures: ForwardingMeasures): number {
  const { run } = measures;
  return lostOf(
    completeAccounts(measures).filter(({ subject }) =>
      run.away.includes(subject) || subject === "cluster"
    ),
  );
}
