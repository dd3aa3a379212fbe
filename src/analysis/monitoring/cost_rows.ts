/** Rows of the tables of costs: a row a resource, and a row a load with what it needs. */
import { formatValue, fromBase } from "../../record/mod.ts";
import { column, type Table, table } from "../../report/cells.ts";
import { rangeText } from "../overview/bound_format.ts";
import { type CostFit, type ResourceNeed, resourceNeeds } from "./load_cost.ts";

/** The cost of datapoints on one resource, in the unit of its label. */
export interface CostRow {
  /** `memory [MiB]` */
  readonly resource: string;
  readonly idle: number;
  readonly perMillion: number;
  /** 95 % intervals, as text. */
  readonly idleRange: string;
  readonly perMillionRange: string;
  /** Whether `perMillion` is surely above 0, in words. */
  readonly aboveZero: string;
  readonly r2: number;
  readonly n: number;
}

/** Returns a row for each fit: the cost without load, and that of a million datapoints a minute. */
export function costRows(fits: readonly CostFit[]): CostRow[] {
  return fits.map((fit) => {
    const { resource, idle, perDatapoint, significant, r2, n } = fit;
    const convert = (value: number) => fromBase(value, resource.shownIn);
    const million = 1e6 / 60;
    return {
      resource: resource.label,
      idle: convert(idle.estimate),
      idleRange: toRange(convert(idle.lower), convert(idle.upper)),
      perMillion: convert(perDatapoint.estimate * million),
      perMillionRange: toRange(
        convert(perDatapoint.lower * million),
        convert(perDatapoint.upper * million),
      ),
      aboveZero: significant ? "yes" : "cannot tell: sizes nothing",
      r2,
      n,
    };
  });
}

function toRange(lower: number, upper: number): string {
  const format = (value: number) => formatValue(value, "", { digits: 3 });
  return rangeText(format(lower), format(upper));
}

/** What one load needs of each resource. */
export interface LoadNeeds {
  /** Datapoints a second. */
  readonly load: number;
  /** In the order of the fits. */
  readonly needs: readonly ResourceNeed[];
}

/** Datapoints a minute for which needs are listed. */
const LISTED_LOADS = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20]
  .map((tenths) => tenths * 1e5);

/** Returns the needs, plus a margin (0.25 = 25 %), of the listed loads that were measured, and of one beyond. */
export function loadNeeds(
  fits: readonly CostFit[],
  { margin }: { readonly margin: number },
): LoadNeeds[] {
  const from = Math.min(...fits.map((fit) => fit.from)) * 60;
  const to = Math.max(...fits.map((fit) => fit.to)) * 60;
  const loads = LISTED_LOADS.filter((load, i) =>
    load >= from && (LISTED_LOADS[i - 1] ?? 0) <= to
  ).map((load) => load / 60);
  const needs = resourceNeeds(fits, { loads, margin });
  return [...Map.groupBy(needs, ({ load }) => load)]
    .map(([load, needs]) => ({ load, needs }));
}

/** Makes the table of costs; `note` says of which configuration they are. */
export function costsTable(rows: readonly CostRow[], note: string): Table {
  return table(rows, [
    column.text("resource", "Resource"),
    column.number("idle", "Without load", {
      digits: 3,
      note: ({ idleRange }) => idleRange,
    }),
    column.number("perMillion", "Each million datapoints/min", {
      digits: 3,
      note: ({ perMillionRange }) => perMillionRange,
    }),
    column.text("aboveZero", "Above 0"),
    column.number("r2", "R²", { decimals: 2 }),
    column.number("n", "Runs"),
  ], {
    caption: "Cost of datapoints, 95 % intervals",
    headline: note,
    none: "Too few loads were measured to fit a cost.",
  });
}
