/** Curves of the chart of sizes: what a machine needs for datapoints a minute, at several rates of log lines. */
import type { SizingPanel } from "../../figures/mod.ts";
import { formatValue } from "../../record/mod.ts";
import { withinHull } from "../../statistics/mod.ts";
import {
  type PlacedSize,
  publishedShare,
} from "../recorded/published_sizing.ts";
import type { SizingModel } from "../recorded/sizing.ts";
import { sizingTable } from "../recorded/sizing_table.ts";

/** What the runs that were fitted had to go round with. */
export interface SizedMachine {
  readonly cpus: number;
  readonly memoryGb: number;
}

const resources = [
  { key: "cpu", resource: "cpus", unit: "" },
  { key: "memoryGb", resource: "memory", unit: "GB" },
  { key: "diskGibPerDay", resource: "disk", unit: "GiB/day" },
] as const;

/** Points of a curve, one more than segments. */
const CURVE_POINTS = 37;

/**
 * Returns a panel a resource, with a curve for each rate of log lines in `sizes`, from no datapoints to the most of them;
 * margin included. A point is within where the loads of the fitted runs surround it.
 */
export function sizingPanels(
  model: SizingModel,
  { sizes, machine, margin }: {
    readonly sizes: readonly PlacedSize[];
    readonly machine: SizedMachine;
    readonly margin: number;
  },
): SizingPanel[] {
  const most = Math.max(...sizes.map(({ datapoints }) => datapoints));
  const fitted = model.loads.map((load) => [load.datapoints, load.logLines]);
  const rates = [...new Set(sizes.map(({ logLines }) => logLines))]
    .toSorted((a, b) => a - b);
  const tables = rates.map((logLines) => ({
    logLines,
    rows: sizingTable(
      model,
      Array.from({ length: CURVE_POINTS }, (_, i) => ({
        datapoints: most * i / (CURVE_POINTS - 1),
        logLines,
      })),
      { fixed: publishedShare, margin },
    ).map((row) => ({
      ...row,
      within: withinHull(fitted, [row.datapoints, logLines]),
    })),
  }));
  const limits = { cpu: machine.cpus, memoryGb: machine.memoryGb };
  return resources.map(({ key, resource, unit }) => ({
    resource,
    unit,
    limit: key === "diskGibPerDay" ? null : limits[key],
    curves: tables.map(({ logLines, rows }) => ({
      series: formatValue(logLines, ""),
      points: rows.map(({ datapoints: x, estimates, within }) => ({
        x,
        ...estimates[key],
        within,
      })),
      sizes: sizes.filter((size) => size.logLines === logLines)
        .map((size) => ({ x: size.datapoints, value: size[key] })),
    })),
  }));
}
