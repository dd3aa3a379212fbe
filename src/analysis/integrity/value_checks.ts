/** Integrity checks of reported values: rate, success, latency. */
import { formatPercent } from "../../record/mod.ts";
import { type Finding, formatNumber, given, unknown } from "./finding.ts";
import type { RunFacts } from "./run_facts.ts";

/** Checks Little's law, which holds for any stable system: if a closed loop violates it, a value is wrong. */
export function littlesLaw(
  { workers, rate, mean_latency, loop }: RunFacts,
): Finding {
  if (loop === "thinking") {
    return given("users who think do not keep their connections busy");
  }
  if (loop !== null && loop !== "closed") {
    return given("requests that come by the clock do not keep workers busy");
  }
  if (workers === null || rate === null || mean_latency === null) {
    return unknown("workers, rate or mean latency");
  }
  const busy = rate * mean_latency;
  const ratio = workers / busy;
  const text = `${workers} workers; rate × latency = ${formatNumber(busy)}`;
  if (agrees(ratio)) return { result: "pass", text };
  if (ratio > 0.5 && ratio < 2) return { result: "warn", text };
  const slip = toSlip(ratio);
  return {
    result: "fail",
    text: slip === null
      ? `${text}, off by a factor of ${
        formatNumber(Math.max(ratio, 1 / ratio))
      }, which no power of 1,000 explains`
      : `${text}, right if latency were ${describeSlip(slip)}`,
  };
}

/**
 * Returns the power of 1,000 by which latency must be multiplied for Little's law to hold: 1,000 if microseconds are
 * labelled nanoseconds. Null if the law holds already, if no such power mends it, or if a value is missing.
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

/** Tolerates the error that mean latency and rate of a short run have at its ends. */
function agrees(ratio: number): boolean {
  return ratio > 0.8 && ratio < 1.25;
}

/** Units of time, each 1,000 times the previous one. */
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
      formatNumber(slip)
    } times as long: a unit slip, such as ${longer} labelled ${shortest}`
    : `1 / ${
      formatNumber(1 / slip)
    } as long: a unit slip, such as ${shortest} labelled ${longer}`;
}

/** Checks that throughput excludes failures: they are fast, so a rate that counts them rewards a failing system. */
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
    text: `reported ${formatNumber(rate)}/s; successes ${
      formatNumber(good)
    }/s, all ${formatNumber(all)}/s`,
  };
}

/** Checks what success means: 202 is less durable than requested, 404 for an acknowledged key is a loss. */
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

/** Checks the hit rate: reads of keys never written measure the speed of misses; a wrong value is no hit either. */
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

/** Checks that latency excludes failures: a refused connection takes no time and lowers every quantile. */
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

/**
 * Checks that percentiles are possible: p99 at most the maximum, and the maximum not much above the time for which the run
 * could watch an operation, which of a fault goes on after the measured load.
 */
export function percentiles(
  { p99, max_latency, seconds, duration, watched }: RunFacts,
): Finding {
  const measured = seconds ?? duration;
  const worst = max_latency ?? p99;
  if (worst === null || measured === null) {
    return unknown("the largest latency or the duration");
  }
  const longest = Math.max(measured, watched ?? 0);
  const mixed = p99 !== null && max_latency !== null && p99 > max_latency;
  return {
    result: mixed || worst > longest * 1.5 ? "fail" : "pass",
    text: mixed
      ? `p99 of ${formatNumber(p99)} s above the maximum of ${
        formatNumber(max_latency)
      } s`
      : `largest latency ${formatNumber(worst)} s in ${
        formatNumber(worst > measured ? longest : measured)
      } s`,
  };
}
