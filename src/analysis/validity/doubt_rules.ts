/** Rules of what makes figures doubtful: the generator's own state, and what else the machine did. */
import { formatDuration, formatPercent } from "../../record/mod.ts";
import { foreignLoad, foreignLoadLimits } from "./background_load.ts";
import { doubtful, type Rule } from "./reason.ts";

/** Operations below which neither a rate nor a 95th percentile says much: the interval of a rate is 20 % wide. */
const FEW_OPERATIONS = 100;

/**
 * Share of the time in which the generator's timers waited, and share of the 99th percentile of latency that they waited for,
 * from which that percentile may be the generator's: when 1 % of what is due waits, a 99th percentile is of the waits.
 */
const WAITING_SHARE = 0.01;
const WAIT_OF_P99 = 0.25;

/** Share of a thread at which a generator is near, and at, its limit. */
const GENERATOR_NEAR = 0.7;
const GENERATOR_FULL = 0.9;

export const doubtRules: readonly Rule[] = [
  {
    code: "generator-late",
    question: "Are the latencies the system's, or the generator's own?",
    apply: ({ lag_s, lag_mean_s, host_every_s, p99 }) => {
      if (lag_s === null || lag_mean_s === null || p99 === null) return null;
      const waiting = lag_mean_s / (host_every_s ?? 1);
      return waiting <= WAITING_SHARE || lag_s <= WAIT_OF_P99 * p99
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
    question: "Were requests and probes sent in time?",
    apply: ({ lab_warning }) =>
      lab_warning === "" ? null : doubtful(lab_warning),
  },
  {
    code: "generator-saturated",
    question: "Had the load generator room?",
    apply: ({ generator, threads }) => {
      if (generator === null) return null;
      const share = generator / (threads ?? 1);
      if (share < GENERATOR_NEAR) return null;
      const all = threads ?? 1;
      return doubtful(
        `the generator was at ${formatPercent(share, 0)} of its ${
          all === 1 ? "core" : `${all} cores`
        }` +
          (share < GENERATOR_FULL
            ? ""
            : ": the system may carry more than it was sent"),
      );
    },
  },
  {
    code: "node-unwell",
    question: "Were all nodes well, without a fault?",
    apply: ({ unwell }) =>
      unwell === "" ? null : doubtful(`seen without a fault: ${unwell}`),
  },
  {
    code: "few-operations",
    question: "Were there operations enough?",
    apply: ({ mode, due }) =>
      mode === "imported" || due === 0 || due >= FEW_OPERATIONS
        ? null
        : doubtful(`only ${due} operations were due`),
  },
  {
    code: "foreign-load",
    question: "Was the machine left alone?",
    apply: (facts) => {
      const others = foreignLoad(facts);
      return others === null || others <= foreignLoadLimits.warn
        ? null
        : doubtful(
          `${others.toFixed(2)} of ${facts.cores} cores went to others`,
        );
    },
  },
  {
    code: "beside",
    question: "Was it the only run of ours on its machine?",
    apply: ({ beside }) =>
      beside === "" ? null : doubtful(`ran beside ${beside}`),
  },
];
