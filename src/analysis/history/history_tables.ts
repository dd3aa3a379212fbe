/** Tables of the history of a metric. */
import { formatRelativeChange } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { formatMetric, shortName } from "../comparison/metric_meaning.ts";
import { changeOf } from "../trend/recent_shifts.ts";
import { dayOf, releaseText } from "../trend/shift_rows.ts";
import type {
  HistoryNoise,
  HistoryShift,
  MetricHistory,
} from "./metric_history.ts";

/** Changed settings that a cell names. */
const MAX_CHANGED = 4;

/** Returns the table of changes of level, in order of time: size, interval, what else changed, whether it returned. */
export function shiftsTable({ shifts, meaning }: MetricHistory): Table {
  const value = (
    label: string,
    of: (shift: HistoryShift) => number,
  ) =>
    column.cell<HistoryShift>(label, "right", (shift) => ({
      text: formatMetric(of(shift), meaning.unit),
      sort: of(shift),
    }));
  const several = new Set(shifts.map(({ series }) => series)).size > 1;
  return table(shifts, [
    ...several
      ? [column.text<HistoryShift>(({ series }) => shortName(series), "Series")]
      : [],
    column.text<HistoryShift>(({ first }) => dayOf(first.started_at), "Since"),
    column.text<HistoryShift>(({ first }) => versionText(first), "Version"),
    value("Before", ({ before }) => before),
    value("After", ({ after }) => after),
    column.cell<HistoryShift>("Change", "right", (shift) => ({
      text: changeText(shift),
      // JSON and HTML have no number for a change from 0.
      sort: Math.min(changeOf(shift), Number.MAX_VALUE),
    })),
    column.text<HistoryShift>(
      ({ back }) => back === null ? "no" : dayOf(back.started_at),
      "Returned by",
    ),
    column.text<HistoryShift>(
      ({ causes }) => causes.map(({ text }) => text).join("; ") || "none",
      "Other cause",
      { detail: true },
    ),
    column.text<HistoryShift>(
      ({ changed }) => changedText(changed),
      "Changed with it",
      { detail: true },
    ),
    column.text<HistoryShift>(intervalText, "95 % interval", { detail: true }),
    column.probability<HistoryShift>("p", "p (adjusted)", { detail: true }),
    column.text<HistoryShift>(
      ({ runs_before, runs_after }) => `${runs_before} and ${runs_after}`,
      "Runs",
      { detail: true },
    ),
  ], {
    caption: "Changes of level",
    headline:
      "Before and after: medians of the runs at each level. Interval: Hodges-Lehmann shift as a share of the level before, without the search.",
    none: "No change of level was found.",
  });
}

/** Returns a version as a reader knows it, shortened; a dash for a run without one. */
export function versionText({ version }: { readonly version: string }): string {
  return version === "" ? "–" : releaseText(shortName(version));
}

/** Returns the change of level in percent; of a level of 0 there is none. */
export function changeText(shift: HistoryShift): string {
  const change = changeOf(shift);
  return Number.isFinite(change)
    ? percentText(change)
    : change > 0
    ? "up from 0"
    : "down from 0";
}

function changedText(changed: readonly string[]): string {
  if (changed.length === 0) return "nothing recorded";
  const more = changed.length - MAX_CHANGED;
  return changed.slice(0, MAX_CHANGED).map(shortName).join("; ") +
    (more > 0 ? `; ${more} more` : "");
}

function intervalText({ before, lower, upper }: HistoryShift): string {
  return lower === null || upper === null || before === 0
    ? "too few runs"
    : `${percentText(lower / Math.abs(before))} to ${
      percentText(upper / Math.abs(before))
    }`;
}

function percentText(share: number): string {
  return formatRelativeChange(share, 0);
}

/** Returns the table of noise: how much a series moves when nothing shifts. */
export function noiseTable({ noises }: MetricHistory): Table {
  const percent = { unit: "%", decimals: 1 };
  return table(noises, [
    column.text<HistoryNoise>(
      ({ series }) => shortName(series) || "all runs",
      "Series",
    ),
    column.number<HistoryNoise>("runs", "Runs"),
    column.number<HistoryNoise>("within", "Within a run, ± [%]", percent),
    column.number<HistoryNoise>("between", "From run to run [%]", percent),
  ], {
    caption: "Noise",
    headline:
      "Within: median half-width of the 95 % interval that the operations of one run give. From run to run: median step from one run to the next.",
  });
}
