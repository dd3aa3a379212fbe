/** The rules by which a run counts, the same for every experiment: each a question to the facts of one run. */
import { formatDuration, formatPercent } from "../record/mod.ts";
import { foreignLoad, foreignLoadLimits } from "./foreign_load.ts";
import type { ValidityFacts } from "./validity_facts.ts";

/**
 * `invalid`: the figures are not of what was asked for, and enter no statistic. `failed`: the system under test ended by
 * itself. `doubtful`: they count, and are shown with what is said.
 */
export type Severity = "invalid" | "failed" | "doubtful";

/** Why a run counts less than others. */
export interface Reason {
  /** Stable name of the kind, such as `stand-still`. */
  readonly code: string;
  /** The figures it rests on, in a sentence. */
  readonly text: string;
  readonly severity: Severity;
}

/** One rule: the sentence when it applies and how much it weighs; null when it does not, or when it cannot be told. */
export interface Rule {
  readonly code: string;
  readonly question: string;
  readonly apply: (
    facts: ValidityFacts,
  ) => { readonly severity: Severity; readonly text: string } | null;
}

/** Bytes that a disk has left at least when it is not full: Prometheus writes its log in pages of half as many. */
const FULL_DISK_B = 64 * 1024;

/** Share of queries that may have an empty answer while the server runs. */
const EMPTY_SHARE = 0.01;

/** Share of the measured time by which a load may begin late or end early. */
const LOAD_EDGE_SHARE = 0.05;

/** Mean times between operations that the first, or the last, may be from the edge: of a Poisson process 0.7 % are farther. */
const LOAD_EDGE_STEPS = 5;

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

/** Share of the rate asked for that must have been attempted. */
const LEAST_ATTEMPTED = 0.95;

/** Seconds by which a look at the machine may be late without meaning anything: at most 0.14 in all committed runs but one. */
const JITTER_S = 0.3;

/**
 * Seconds of a stand-still from which a run of some length is doubtful, and invalid. Over 1 % of the time the 99th percentile
 * is of the stand-still; over 10 %, or 2 s where that is less, so are rates and outages. Long runs bear up to 1 %, 10 s at
 * most, as before.
 */
export function standStillLimits(
  window_s: number,
): { readonly doubtful: number; readonly invalid: number } {
  return {
    doubtful: Math.max(JITTER_S, Math.min(0.01 * window_s, 2)),
    invalid: Math.max(
      JITTER_S,
      Math.min(0.1 * window_s, 2),
      Math.min(0.01 * window_s, 10),
    ),
  };
}

const invalid = (text: string) => ({ severity: "invalid", text }) as const;
const doubtful = (text: string) => ({ severity: "doubtful", text }) as const;

/** Every rule, causes before what they bring about. */
export const validityRules: readonly Rule[] = [
  {
    code: "not-measured",
    question: "Was the phase measure reached?",
    apply: ({ mode, measured }) =>
      mode === "imported" || measured
        ? null
        : invalid("the phase measure was never reached"),
  },
  {
    code: "died",
    question: "Did all nodes run that no fault ended?",
    apply: ({ died }) =>
      died === "" ? null : { severity: "failed", text: died },
  },
  {
    code: "clock-jump",
    question: "Did the wall clock run evenly?",
    apply: ({ clock_jump_s }) =>
      clock_jump_s === null
        ? null
        : invalid(`the machine's clock was set by ${clock_jump_s} s`),
  },
  {
    code: "stand-still",
    question: "Did the machine and our own processes run all the time?",
    apply: standStill,
  },
  {
    code: "disk-full",
    question: "Had the server room for its data?",
    apply: ({ disk_free }) =>
      disk_free === null || disk_free >= FULL_DISK_B ? null : invalid(
        `the disk with the server's data was full: ${disk_free} B were left on it`,
      ),
  },
  {
    code: "targets-silent",
    question: "Did all targets answer?",
    apply: ({ silent, targets, silent_reason }) =>
      silent === 0 ? null : invalid(
        `${silent} of ${targets} targets stopped answering: ${silent_reason}`,
      ),
  },
  {
    code: "queries-wrong",
    question: "Did the server understand what it was asked?",
    apply: ({ wrong, due, wrong_error }) =>
      wrong === 0 ? null : invalid(
        `${wrong} of ${due} queries were refused as wrong: ${wrong_error}`,
      ),
  },
  {
    code: "answers-empty",
    question: "Was there something to answer?",
    apply: ({ fair, empty }) =>
      empty <= fair * EMPTY_SHARE
        ? null
        : invalid(`${empty} of ${fair} queries had an empty answer`),
  },
  {
    code: "cut-short",
    question: "Was each phase as long as configured?",
    apply: ({ cut }) => cut === "" ? null : invalid(`cut short: ${cut}`),
  },
  {
    code: "nothing-due",
    question: "Was anything asked?",
    apply: ({ measured, due, users }) =>
      !measured || due > 0 || users === 0 ? null : invalid(
        `no ${users === null ? "operation" : "query"} was due`,
      ),
  },
  {
    code: "nothing-succeeded",
    question: "Did anything succeed, or end for a reason that is known?",
    apply: ({ mode, users, due, succeeded, ended }) =>
      // A query load is to find what breaks a server, and importers say themselves what is worth nothing.
      mode === "imported" || users !== null || due === 0 || succeeded > 0 ||
        ended
        ? null
        : invalid("no operation succeeded"),
  },
  {
    code: "load-late",
    question: "Had the load begun when the measuring began?",
    apply: (facts) => {
      const { load_late_s } = facts;
      return load_late_s === null || load_late_s <= edgeOf(facts)
        ? null
        : invalid(
          `the load began ${formatDuration(load_late_s)} after the measuring`,
        );
    },
  },
  {
    code: "load-early",
    question: "Did the load go on until the measuring ended?",
    apply: (facts) => {
      const { load_early_s } = facts;
      return load_early_s === null || load_early_s <= edgeOf(facts)
        ? null
        : invalid(
          `the load ended ${formatDuration(load_early_s)} before the measuring`,
        );
    },
  },
  {
    code: "overrun",
    question: "Did the phase measure end in time?",
    apply: ({ overrun }) =>
      overrun === "" ? null : doubtful(`took longer: ${overrun}`),
  },
  {
    code: "rate-not-attempted",
    question: "Was the rate attempted that was asked for?",
    apply: ({ rate, poisson, due, measure_s }) => {
      if (rate === null || measure_s === null || due === 0) return null;
      const asked = rate * measure_s;
      // A Poisson process has now more and now fewer: three standard deviations of it are chance.
      const chance = poisson ? 3 * Math.sqrt(asked) : 0;
      return due + chance >= asked * LEAST_ATTEMPTED ? null : doubtful(
        `${Math.round(due / measure_s)} operations a second were attempted, ${
          Math.round(rate)
        } asked for`,
      );
    },
  },
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

/** Every reason that some facts give, in the order of the rules. */
export function reasonsOf(facts: ValidityFacts): Reason[] {
  return validityRules.flatMap(({ code, apply }) => {
    const found = apply(facts);
    return found ? [{ code, ...found }] : [];
  });
}

function standStill(facts: ValidityFacts) {
  const { host_gap_s, host_every_s, lag_most_s, window_s } = facts;
  if (facts.stood_still_s !== null) {
    return invalid(
      `${facts.stood_still} stood still for ${
        facts.stood_still_s.toFixed(1)
      } s`,
    );
  }
  const gap = host_gap_s ?? 0;
  const surely = gap - (host_every_s ?? 0);
  const lag = lag_most_s ?? 0;
  const limits = standStillLimits(window_s ?? Infinity);
  const longest = Math.max(surely, lag);
  if (longest <= limits.doubtful) return null;
  const text = surely >= lag
    ? `the machine stood still: no sample of it for ${formatDuration(gap)}`
    : `the load generator stood still for ${formatDuration(lag)}`;
  return longest > limits.invalid ? invalid(text) : doubtful(text);
}

/** Seconds that the first operation may come after the begin, or the last end before the end. */
function edgeOf({ window_s, measure_s, due }: ValidityFacts): number {
  const step = (measure_s ?? 0) / Math.max(1, due);
  return LOAD_EDGE_SHARE * (window_s ?? 0) + LOAD_EDGE_STEPS * step;
}
