/** Validity rules on the course of a run: phases reached, processes alive, clock steady, no stalls. */
import { formatDuration } from "../../record/mod.ts";
import type { ValidityFacts } from "./validity_facts.ts";
import {
  doubtful,
  failed,
  invalid,
  type Rule,
  type RuleResult,
} from "./reason.ts";

/** Normal delay of a sample of the machine, in seconds: at most 0.14 in all committed runs but one. */
const JITTER_S = 0.3;

/**
 * Returns the seconds of a stand-still from which a run of this length is doubtful or invalid. Above 1 % of the time,
 * the 99th percentile is that of the stand-still; a second, or 10 % of a run of less than ten, is as long as the
 * measured outages. Runs of over 100 s tolerate up to 1 % of their time, at most 10 s.
 */
export function standStillLimits(
  window_s: number,
): { readonly doubtful: number; readonly invalid: number } {
  return {
    doubtful: Math.max(JITTER_S, Math.min(0.01 * window_s, 1)),
    invalid: Math.max(
      JITTER_S,
      Math.min(0.1 * window_s, 1),
      Math.min(0.01 * window_s, 10),
    ),
  };
}

/** First in the order of rules, as they cause the others. */
export const courseRules: readonly Rule[] = [
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
    apply: ({ died }) => died === "" ? null : failed(died),
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
];

/** Checks stand-stills that the lab noticed, gaps in samples of the machine, and timer delays of the generator. */
function standStill(facts: ValidityFacts): RuleResult | null {
  const { host_gap_s, host_interval_s, lag_max_s, window_s } = facts;
  const gap = host_gap_s ?? 0;
  const standStills = [
    {
      seconds: facts.stood_still_s ?? 0,
      text: `${facts.stood_still} stood still for ${
        (facts.stood_still_s ?? 0).toFixed(1)
      } s`,
    },
    {
      // Lower bound: the machine may have stopped any time after the previous sample.
      seconds: gap - (host_interval_s ?? 0),
      text: `the machine stood still: no sample of it for ${
        formatDuration(gap)
      }`,
    },
    {
      seconds: lag_max_s ?? 0,
      text: `the load generator stood still for ${
        formatDuration(lag_max_s ?? 0)
      }`,
    },
  ];
  const limits = standStillLimits(window_s ?? Infinity);
  const textOver = (limit: number) =>
    standStills.find(({ seconds }) => seconds >= limit)?.text;
  const invalidText = textOver(limits.invalid);
  if (invalidText !== undefined) return invalid(invalidText);
  const doubtfulText = textOver(limits.doubtful);
  return doubtfulText === undefined ? null : doubtful(doubtfulText);
}
