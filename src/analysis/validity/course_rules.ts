/** Rules of a run's course: whether it came to be measured, and whether time passed evenly for all that took part. */
import { formatDuration } from "../../record/mod.ts";
import type { ValidityFacts } from "./validity_facts.ts";
import { doubtful, type Found, invalid, type Rule } from "./reason.ts";

/** Seconds by which a look at the machine may be late without meaning anything: at most 0.14 in all committed runs but one. */
const JITTER_S = 0.3;

/**
 * Seconds of a stand-still from which a run of some length is doubtful, and invalid. Over 1 % of the time the 99th percentile
 * is of the stand-still; a second, or 10 % of a run of less than ten, is as long as the outages that are measured. Runs of
 * over 100 s bear up to 1 % of their time, 10 s at most.
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

/** Causes of all else. */
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
];

/** What the lab told of itself, what the samples of the machine show, and how long the generator's timers waited: the longest. */
function standStill(facts: ValidityFacts): Found | null {
  const { host_gap_s, host_every_s, lag_most_s, window_s } = facts;
  const gap = host_gap_s ?? 0;
  const found = [
    {
      seconds: facts.stood_still_s ?? 0,
      text: `${facts.stood_still} stood still for ${
        (facts.stood_still_s ?? 0).toFixed(1)
      } s`,
    },
    {
      // What surely was: the machine may have stopped any time after the look before.
      seconds: gap - (host_every_s ?? 0),
      text: `the machine stood still: no sample of it for ${
        formatDuration(gap)
      }`,
    },
    {
      seconds: lag_most_s ?? 0,
      text: `the load generator stood still for ${
        formatDuration(lag_most_s ?? 0)
      }`,
    },
  ];
  const limits = standStillLimits(window_s ?? Infinity);
  const over = (limit: number) =>
    found.find(({ seconds }) => seconds >= limit)?.text;
  const [no, perhaps] = [over(limits.invalid), over(limits.doubtful)];
  if (no !== undefined) return invalid(no);
  return perhaps === undefined ? null : doubtful(perhaps);
}
