/** Describes the sizes of a machine in a paragraph. */
import {
  excludes,
  formatEstimate,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import { md, type Prose } from "../../report/cells.ts";
import {
  type PlacedSize,
  reproducedFits,
  type SizingCoefficient,
} from "./published_sizing.ts";

/** Describes the size for a middle load, which loads lie outside the runs, and how many published fits hold. */
export function describeSizes(
  sizes: readonly PlacedSize[],
  { coefficients, margin }: {
    readonly coefficients: readonly SizingCoefficient[];
    readonly margin: number;
  },
): Prose {
  const middle = middleSize(sizes);
  if (!middle) return md`The middle load is not among those that are sized.`;
  const { cpu, memoryGb, diskGibPerDay, estimates } = middle;
  const range = (of: keyof typeof estimates) =>
    formatEstimate(estimates[of]).range;
  const fits = new Set(coefficients.map(({ fit }) => fit)).size;
  const unsure = coefficients.filter((row) => !excludes(row, 0)).length;
  return md`For 3 million datapoints and 180,000 log lines a minute: **${cpu} cpus** (${
    range("cpu")
  }) and **${memoryGb} GB** of memory (${
    range("memoryGb")
  }), with a margin of ${
    formatPercent(margin, 0)
  } and rounded up; in brackets the 95 % interval of the fitted mean with its margin. The disk fills by **${diskGibPerDay} GiB a day** (${
    range("diskGibPerDay")
  }). That load lies ${middle.basis}. ${
    describeOutside(sizes.filter(({ within }) => !within))
  } **${
    reproducedFits(coefficients)
  } of ${fits}** published fits are reproduced to a part in a thousand; ${unsure} of their ${coefficients.length} coefficients cannot be distinguished from 0.`;
}

/** Returns the size for the load in the middle of those that are listed; undefined if it is not among them. */
export function middleSize(
  sizes: readonly PlacedSize[],
): PlacedSize | undefined {
  return sizes.find(({ datapoints, logLines }) =>
    datapoints === 3e6 && logLines === 180e3
  );
}

function describeOutside(outside: readonly PlacedSize[]): string {
  if (outside.length === 0) return "No load below lies outside the runs.";
  const loads = outside.map(({ datapoints, logLines }) =>
    `${formatValue(datapoints, "")} with ${formatValue(logLines, "")}`
  ).join(" and ");
  const runs = outside.reduce((sum, { runsWithBoth }) => sum + runsWithBoth, 0);
  return `Of the loads below, ${loads} lie outside the runs: ${
    runs === 0 ? "no run" : `${runs} runs`
  } had so much of both.`;
}
