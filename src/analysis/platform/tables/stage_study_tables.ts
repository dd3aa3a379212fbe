/** Tables of work that was asked for at once: a row a case, and a row a run. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import { seenSeconds } from "../../recovery/censored_time.ts";
import {
  longestStage,
  type StageCase,
  type StageStudy,
} from "../stages/stage_study.ts";

/** Makes the table of all cases. */
export function stageCaseTable({ cases }: Pick<StageStudy, "cases">): Table {
  return table(cases, [
    column.text("noun", "Work"),
    column.number("n", "At once"),
    column.number("cells", "Cells"),
    column.number(({ sets }) => sets.length, "Runs", {
      note: ({ sets, all_in }) =>
        all_in.n < sets.length ? `${all_in.n} did all` : "",
    }),
    column.duration(({ all_in }) => all_in.mean, "All done in", {
      none: "not reached",
      note: ({ all_in, all_in_range: range }) =>
        range === null || all_in.n < 2
          ? ""
          : `${formatDuration(range[0])} to ${formatDuration(range[1])}`,
    }),
    column.text((one) => longestStage(one)?.stage ?? null, "Longest stage", {
      note: (one) => {
        const longest = longestStage(one);
        return longest === null
          ? ""
          : `${formatPercent(longest.share, 0)} of all time`;
      },
    }),
    column.percent(completeShare, "Complete timelines", { decimals: 1 }),
  ], {
    caption: "Work at once, by size",
    headline:
      "From the first desire until all had been done: mean of the runs, and their range.",
    none: "No run has stages on record.",
  });
}

/** Returns the share of the timelines of all runs that are complete; null without any. */
export function completeShare(
  { sets }: Pick<StageCase, "sets">,
): number | null {
  const n = sets.reduce((sum, { counts }) => sum + counts.n, 0);
  const complete = sets.reduce((sum, { counts }) => sum + counts.complete, 0);
  return n === 0 ? null : complete / n;
}

/** Makes the table of all runs that count. */
export function stageRunTable({ cases }: Pick<StageStudy, "cases">): Table {
  const rows = cases.flatMap(({ noun, cells, sets }) =>
    sets.map((set) => ({ ...set, noun, cells }))
  );
  const share = (
    { batch }: typeof rows[number],
    position: number,
  ) => seenSeconds(batch?.times[position]?.time);
  return table(rows, [
    column.text("noun", "Work"),
    column.number("cells", "Cells"),
    column.number(({ run }) => run.repetition, "Repetition"),
    column.number(({ counts }) => counts.n, "At once", {
      note: ({ counts, batch }) =>
        batch && batch.ok < counts.n ? `${counts.n - batch.ok} not ok` : "",
    }),
    column.duration((row) => share(row, 0), "Half done in"),
    column.duration((row) => share(row, 1), "95 % done in"),
    column.duration((row) => share(row, 2), "All done in", {
      none: "not reached",
    }),
    column.number(({ timelines }) => timelines.stages.length, "Stages told", {
      detail: true,
    }),
    column.number(({ counts }) => counts.incomplete, "Incomplete", {
      detail: true,
    }),
    column.number(({ counts }) => counts.negative, "Backwards", {
      detail: true,
    }),
  ], {
    caption: "Every run with stages",
    none: "No run has stages on record.",
  });
}
