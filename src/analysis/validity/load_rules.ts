/** Validity rules on the load: present, for the configured time, at the configured rate. */
import { formatDuration } from "../../record/mod.ts";
import type { ValidityFacts } from "./validity_facts.ts";
import { doubtful, invalid, type Rule } from "./reason.ts";

/** Share of the measured time by which a load may begin late or end early. */
const LOAD_EDGE_SHARE = 0.05;

/** Mean inter-arrival times allowed between first or last operation and edge; 0.7 % of Poisson gaps are longer. */
const LOAD_EDGE_STEPS = 5;

/** Share of the measured time by which a sender may be behind its schedule of its own accord. */
const MAX_BEHIND_SHARE = 0.05;

/** Use of its threads from which a generator has no room. */
const MAX_THREAD_SHARE = 0.9;

/** Share of the configured rate that must be attempted. */
const MIN_ATTEMPTED_SHARE = 0.95;

/** Rules on the load. */
export const loadRules: readonly Rule[] = [
  {
    code: "cut-short",
    question: "Was each phase as long as configured?",
    apply: ({ cut }) => cut === "" ? null : invalid(`cut short: ${cut}`),
  },
  {
    code: "nothing-due",
    question: "Was anything asked?",
    apply: ({ measured, due, told, users, odd_lines, platform_work }) =>
      // A filled platform is watched without a load.
      !measured || due > 0 || told > 0 || users === 0 || odd_lines > 0 ||
        platform_work > 0
        ? null
        : invalid(
          `no ${users === null ? "operation" : "query"} was due`,
        ),
  },
  {
    code: "nothing-succeeded",
    question: "Did anything succeed, or end for a reason that is known?",
    apply: (
      { mode, users, due, succeeded, ended, sends, platform_work },
    ) =>
      // Query loads search for what breaks a server, lines for what holds up a sender, and each failure of a platform is
      // an answer; importers mark invalid runs themselves.
      mode === "imported" || users !== null || due === 0 || succeeded > 0 ||
        sends > 0 || platform_work > 0 || ended
        ? null
        : invalid("no operation succeeded"),
  },
  {
    code: "load-late",
    question: "Had the load begun when the measuring began?",
    apply: (facts) => {
      const { load_late_s } = facts;
      return load_late_s === null || load_late_s <= toEdgeLimit(facts)
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
      return load_early_s === null || load_early_s <= toEdgeLimit(facts)
        ? null
        : invalid(
          `the load ended ${formatDuration(load_early_s)} before the measuring`,
        );
    },
  },
  {
    code: "sender-behind",
    question:
      "Did the sender of lines keep its schedule, but for being held up?",
    apply: (facts) => {
      const { behind_s, window_s } = facts;
      return behind_s === null || !isGeneratorShort(facts) ||
          behind_s <= MAX_BEHIND_SHARE * (window_s ?? 0)
        ? null
        : invalid(
          `the sender was ${
            formatDuration(behind_s)
          } behind its schedule, for want of processor time`,
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
      const expected = rate * measure_s;
      // The count of a Poisson process varies by chance: three standard deviations are allowed.
      const chance = poisson ? 3 * Math.sqrt(expected) : 0;
      return due + chance >= expected * MIN_ATTEMPTED_SHARE ? null : doubtful(
        `${Math.round(due / measure_s)} operations a second were attempted, ${
          Math.round(rate)
        } asked for`,
      );
    },
  },
];

/** Whether the generator itself had too little processor time: it used all of its threads, or its timers waited. */
function isGeneratorShort(
  { generator, threads, lag_mean_s, host_interval_s }: ValidityFacts,
): boolean {
  return (generator ?? 0) >= MAX_THREAD_SHARE * (threads ?? 1) ||
    (lag_mean_s ?? 0) > MAX_BEHIND_SHARE * (host_interval_s ?? 1);
}

/** Returns the seconds allowed between the start of the window and the first operation, or the last one and its end. */
function toEdgeLimit({ window_s, measure_s, due }: ValidityFacts): number {
  const step = (measure_s ?? 0) / Math.max(1, due);
  return LOAD_EDGE_SHARE * (window_s ?? 0) + LOAD_EDGE_STEPS * step;
}
