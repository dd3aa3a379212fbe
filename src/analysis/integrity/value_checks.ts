/** Checks of the figures themselves: rate, success, latency. */
import { formatPercent } from "../../record/mod.ts";
import { figure, type Finding, given, unknown } from "./finding.ts";
import type { RunFacts } from "./run_facts.ts";

/** Little's law holds for any stable system, so a closed loop whose figures break it has a wrong figure. */
export function littlesLaw(
  { workers, rate, mean_latency, loop }: RunFacts,
): Finding {
  if (loop !== null && loop !== "closed") {
    return given("requests that come by the clock do not keep workers busy");
  }
  if (workers === null || rate === null || mean_latency === null) {
    return unknown("workers, rate or mean latency");
  }
  const busy = rate * mean_latency;
  const off = workers / busy;
  const text = `${workers} workers; rate × latency = ${figure(busy)}`;
  if (agrees(off)) return { result: "pass", text };
  if (off > 0.5 && off < 2) return { result: "warn", text };
  const slip = toSlip(off);
  return {
    result: "fail",
    text: slip === null
      ? `${text}, off by a factor of ${
        figure(Math.max(off, 1 / off))
      }, which no power of 1,000 explains`
      : `${text}, right if latency were ${describeSlip(slip)}`,
  };
}

/**
 * By what power of 1,000 a latency must be multiplied for Little's law to hold: 1,000 where microseconds are labelled
 * nanoseconds. Null where it holds as it is, where no such power mends it, or where a figure is missing.
 */
export function unitSlip(
  { workers, rate, mean_latency, loop }: Pick<
    RunFacts,
    "workers" | "rate" | "mean_latency" | "loop"
  >,
): number | null {
  return workers === null || rate === null || mean_latency === null ||
      (loop !== null && loop !== "closed")
    ? null
    : toSlip(workers / (rate * mean_latency));
}

/** Little's law holds but for what mean latency and rate of a short run leave out at its ends. */
function agrees(ratio: number): boolean {
  return ratio > 0.8 && ratio < 1.25;
}

/** Units of time, each 1,000 times the one before. */
const times = ["nanoseconds", "microseconds", "milliseconds", "seconds"];

function toSlip(ratio: number): number | null {
  const power = Math.round(Math.log10(ratio) / 3);
  return power !== 0 && Math.abs(power) < times.length &&
      agrees(ratio / 1000 ** power)
    ? 1000 ** power
    : null;
}

function describeSlip(slip: number): string {
  const [shortest] = times;
  const longer = times[Math.abs(Math.round(Math.log10(slip) / 3))];
  return slip > 1
    ? `${
      figure(slip)
    } times as long: a unit slip, such as ${longer} labelled ${shortest}`
    : `1 / ${
      figure(1 / slip)
    } as long: a unit slip, such as ${shortest} labelled ${longer}`;
}

/** Failures are quick to answer: a rate that counts them rewards a system that fails. */
export function failuresInThroughput(
  { attempted, rate, seconds, reported_total, reported_failed }: RunFacts,
): Finding {
  if (attempted !== null) {
    return given("throughput counts successes only");
  }
  if (
    rate === null || seconds === null || reported_total === null ||
    reported_failed === null
  ) return unknown("the number of failures");
  if (reported_failed === 0) return { result: "pass", text: "no failures" };
  const all = reported_total / seconds;
  const good = (reported_total - reported_failed) / seconds;
  const counted = Math.abs(rate - all) < Math.abs(rate - good);
  return {
    result: counted ? "fail" : "pass",
    text: `reported ${figure(rate)}/s; successes ${figure(good)}/s, all ${
      figure(all)
    }/s`,
  };
}

/** 202 is done less safely than asked, and 404 to a read of an acknowledged key is a loss: our own runs tell them apart. */
export function successByStatus(
  { attempted, degraded, missed, reported_success }: RunFacts,
): Finding {
  if (attempted === null) {
    if (reported_success === null) return unknown("the success rate");
    return {
      result: "warn",
      text: "only a rate is reported: whether 202 or 404 count is not",
    };
  }
  return given(
    `told apart, ${degraded ?? 0} degraded and ${missed ?? 0} missed`,
  );
}

/** Reads of keys that were never written measure how fast nothing is found; a wrong value is no hit either. */
export function hitRate({ attempted, reads, hits }: RunFacts): Finding {
  if (attempted === null || reads === null || hits === null) {
    return unknown("whether reads found anything");
  }
  if (reads === 0) return { result: "pass", text: "no reads" };
  const share = hits / reads;
  return {
    result: share >= 0.99 ? "pass" : share >= 0.5 ? "warn" : "fail",
    text: `${hits.toLocaleString("en-US")} of ${
      reads.toLocaleString("en-US")
    } reads found the value of their key (${formatPercent(share)})`,
  };
}

/** A refused connection takes no time and drags every quantile down. */
export function failuresInLatency(
  { attempted, reported_success, mean_latency }: RunFacts,
): Finding {
  if (attempted !== null) {
    return given("quantiles are of successes only");
  }
  if (mean_latency === null) return unknown("latency");
  if (reported_success === null) return unknown("the success rate");
  return reported_success === 1 ? { result: "pass", text: "no failures" } : {
    result: "warn",
    text: `one latency for successes and ${
      formatPercent(1 - reported_success)
    } failures`,
  };
}

/** No request of a run can have taken much longer than the run. */
export function percentiles(
  { p99, max_latency, seconds, duration }: RunFacts,
): Finding {
  const longest = seconds ?? duration;
  const worst = max_latency ?? p99;
  if (worst === null || longest === null) {
    return unknown("the largest latency or the duration");
  }
  const mixed = p99 !== null && max_latency !== null && p99 > max_latency;
  return {
    result: mixed || worst > longest * 1.5 ? "fail" : "pass",
    text: mixed
      ? `p99 of ${figure(p99)} s above the maximum of ${figure(max_latency)} s`
      : `largest latency ${figure(worst)} s in ${figure(longest)} s`,
  };
}
