/** Validity rules that make a run doubtful: state of the generator and background load of the machine. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import { backgroundLoad, backgroundLoadLimits } from "./background_load.ts";
import { doubtful, type Rule } from "./reason.ts";

/** With fewer, neither a rate nor a 95th percentile says much: the interval of a rate is 20 % wide. */
const MIN_OPERATIONS = 100;

/**
 * Limits of the share of time in which the generator's timers waited, and of their wait as a share of p99 latency.
 * Above both, p99 may be the generator's: if 1 % of the operations wait, p99 measures the wait.
 */
const MAX_WAITING_SHARE = 0.01;
const MAX_WAIT_SHARE_OF_P99 = 0.25;

/** Use of its threads at which a generator is near its limit, and at it. */
const GENERATOR_NEAR_LIMIT = 0.7;
const GENERATOR_AT_LIMIT = 0.9;

/** Rules that mark a run as doubtful. */

export const doubtRules: readonly Rule[] = [
  {
    code: "generator-late",
    question: "Are the latencies the system's, or the generator's own?",
    apply: ({ lag_s, lag_mean_s, host_interval_s, p99 }) => {
      if (lag_s === null || lag_mean_s === null || p99 === null) return null;
      const waiting = lag_mean_s / (host_interval_s ?? 1);
      return waiting <= MAX_WAITING_SHARE ||
          lag_s <= MAX_WAIT_SHARE_OF_P99 * p99
        ? null
        : doubtful(
          `the generator kept timers waiting ${formatPercent(waiting)} of ` +
            `the time, for ${formatDuration(lag_s)} of a 99th percentile of ${
              formatDuration(p99)
            }`,
        );
    },
  },
  {
    code: "lab-warned",
    question:
      "Were requests and probes sent in time, by all workers of the generator?",
    apply: ({ lab_warning }) =>
      lab_warning === "" ? null : doubtful(lab_warning),
  },
  {
    code: "generator-saturated",
    question: "Had the load generator room?",
    apply: ({ generator, threads, driven, cores: machine }) => {
      if (generator === null) return null;
      const cores = (driven ? machine : threads) ?? 1;
      const share = generator / cores;
      if (share < GENERATOR_NEAR_LIMIT) return null;
      return doubtful(
        `the generator was at ${formatPercent(share, 0)} of its ${
          cores === 1 ? "core" : `${cores} cores`
        }` +
          (share < GENERATOR_AT_LIMIT
            ? ""
            : ": the system may carry more than it was sent"),
      );
    },
  },
  {
    code: "node-unwell",
    question: "Were all nodes well, without a fault?",
    apply: ({ unhealthy }) =>
      unhealthy === "" ? null : doubtful(`seen without a fault: ${unhealthy}`),
  },
  {
    code: "few-operations",
    question: "Were there operations enough?",
    apply: ({ mode, due, sends }) =>
      // A write has many lines, each of which has its own latency.
      mode === "imported" || due === 0 || sends > 0 || due >= MIN_OPERATIONS
        ? null
        : doubtful(`only ${due} operations were due`),
  },
  {
    code: "foreign-load",
    question: "Was the machine left alone?",
    apply: (facts) => {
      const otherCpu = backgroundLoad(facts);
      return otherCpu === null || otherCpu <= backgroundLoadLimits.warn
        ? null
        : doubtful(
          `${otherCpu.toFixed(2)} of ${facts.cores} cores went to others`,
        );
    },
  },
  {
    code: "beside",
    question: "Was it the only run of ours on its machine?",
    apply: ({ beside }) =>
      beside.length === 0
        ? null
        : doubtful(`ran beside ${beside.join(", ")}`, beside),
  },
];
