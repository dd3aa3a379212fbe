/** Tables of stages: how long each takes, what is missing, and which are slow together. */
import { formatDuration } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import type { PooledStep } from "../stages/pooled_steps.ts";
import type { StageDuration } from "../stages/stage_durations.ts";
import { type StagePair, WEAKEST_CORRELATION } from "../stages/stage_pairs.ts";
import { ASKED_STAGE } from "../stages/stage_steps.ts";
import type { TimelineCounts } from "../stages/timeline_counts.ts";

/**
 * Makes the table of the way to each stage in one run: `label` names what has stages, and the run where it is one of
 * several; `counted` is the plural noun of the entities.
 */
export function stageDurationTable(
  durations: readonly StageDuration[],
  { counted, label }: { readonly counted: string; readonly label: string },
): Table {
  return table(durations, [
    column.text("stage", "Stage reached", {
      note: ({ after }) => `after ${after}`,
    }),
    column.number("n", "n", { note: (row) => leftOut(row) }),
    column.duration(({ median }) => median.value, "Median"),
    column.duration(({ p95 }) => p95.value, "p95", { none: "too few" }),
    column.duration(({ p99 }) => p99.value, "p99", {
      ...{ none: "too few", detail: true },
    }),
    column.duration("max", "Longest"),
    column.percent("share", "Share of all time", { decimals: 1 }),
    column.duration(({ first }) => first.median, "First fifth"),
    column.duration(({ last }) => last.median, "Last fifth"),
  ], {
    caption: `Time to each stage: ${label}`,
    headline:
      `From the stage before it, of all ${counted} that have both. Fifths by the start of the ${counted}, and by their numbers where they start at one instant; medians.${
        durations.some(({ stage }) => stage === ASKED_STAGE)
          ? ` The way to ${ASKED_STAGE} is how long one was left running, and has no share.`
          : ""
      }`,
    none: `No ${counted} with two stages are on record.`,
  });
}

/**
 * Makes the table of the way to each stage over all runs of a group: `of` is the heading of the groups, `counted` the plural
 * noun of the entities. Where steps are of several kinds of entities, each row says of which.
 */
export function pooledStepTable(
  steps: readonly PooledStep[],
  { of, counted, caption }: {
    readonly of: string;
    readonly counted: string;
    readonly caption: string;
  },
): Table {
  const isMixed = new Set(steps.map(({ entity }) => entity)).size > 1;
  return table(steps, [
    column.text("name", of),
    column.text("stage", "Stage reached", {
      note: ({ after }) => `after ${after}`,
    }),
    column.duration(({ median }) => median.value, "Median"),
    column.duration(({ p95 }) => p95.value, "p95", { none: "too few" }),
    column.duration("max", "Longest"),
    column.number("n", "n", { note: (row) => leftOut(row) }),
    ...isMixed ? [column.text<PooledStep>("entity", "What is counted")] : [],
    column.number("runs", "Runs"),
  ], {
    caption,
    headline:
      `From the stage before it, of all ${counted} of the runs that have both.`,
    none: `No run recorded the stages of ${counted}.`,
  });
}

/** Says what of a step is in no distribution; empty if nothing is. */
function leftOut(
  { missing, negative }: Pick<StageDuration, "missing" | "negative">,
): string {
  return [
    missing > 0 ? `${missing} missing` : "",
    negative > 0 ? `${negative} backwards` : "",
  ].filter((text) => text !== "").join(", ");
}

/** Makes the table of how many timelines are whole, a row a question. */
export function timelineCountTable(
  counts: TimelineCounts,
  counted: string,
): Table {
  const rows = [
    { what: "complete", n: counts.complete, note: "" },
    { what: "a start without an end", n: counts.endless, note: "" },
    { what: "an end without a start", n: counts.startless, note: "" },
    { what: "a stage missing in between", n: counts.gaps, note: "" },
    { what: "no stage at all", n: counts.empty, note: "" },
    {
      what: "a stage before the one that precedes it",
      n: counts.negative,
      note: counts.most_negative === null
        ? ""
        : `by up to ${formatDuration(counts.most_negative)}`,
    },
  ];
  return table(rows, [
    column.text("what", "Timelines with"),
    column.number("n", "Number", { note: ({ note }) => note }),
    column.percent(({ n }) => counts.n === 0 ? null : n / counts.n, "Share", {
      decimals: 1,
    }),
  ], {
    caption: "What the timelines tell",
    headline:
      `Of ${counts.n} ${counted}; none is left out of a figure. One may be in several rows.`,
  });
}

/** Makes the table of the pairs of stages that are most correlated in one run, at most `most` of them. */
export function stagePairTable(
  pairs: readonly StagePair[],
  { most, label }: { readonly most: number; readonly label: string },
): Table {
  const told = pairs.filter(({ correlation }) =>
    Math.abs(correlation ?? 0) >= WEAKEST_CORRELATION
  );
  return table(told.slice(0, most), [
    column.text(({ x }) => x.stage, "Time to"),
    column.text(({ y }) => y.stage, "and time to"),
    column.cell<StagePair>("Rank correlation", "right", ({ correlation }) => ({
      // A minus as in the figure.
      text: correlation?.toFixed(2).replace("-", "−") ?? "–",
      sort: correlation,
    })),
    column.number("n", "n"),
  ], {
    caption: `Stages that are slow together: ${label}`,
    headline:
      `Spearman's rank correlation: 1 if the order is the same. Pairs below ${WEAKEST_CORRELATION}, of either sign, are left out.`,
    none:
      `No pair of stages has a rank correlation of ${WEAKEST_CORRELATION} or more.`,
  });
}
