/** Answers how large a machine a load takes: cpus, memory and disk for one load, and how far the fits can be trusted. */
import {
  excludes,
  formatEstimate,
  formatPercent,
  formatValue,
} from "../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type TileParts,
} from "../../report/cells.ts";
import {
  type PlacedSize,
  reproducedFits,
  type SizingCoefficient,
} from "../recorded/published_sizing.ts";
import { middleSize } from "../recorded/sizing_finding.ts";
import { counted, limitIf } from "./answer_parts.ts";

/** What the answer rests on. */
export interface SizingAnswerOptions {
  readonly coefficients: readonly SizingCoefficient[];
  /** Added on top of the fits, 1 = 100 %. */
  readonly margin: number;
}

/** Answers what the middle of the listed loads takes. */
export function sizingAnswer(
  sizes: readonly PlacedSize[],
  { coefficients, margin }: SizingAnswerOptions,
): AnswerParts {
  const middle = middleSize(sizes);
  return {
    verdict: middle
      ? md`${formatValue(middle.datapoints, "")} datapoints and ${
        formatValue(middle.logLines, "")
      } log lines a minute take **${middle.cpu} cpus** and **${middle.memoryGb} GB** of memory, with a margin of ${
        formatPercent(margin, 0)
      }, rounded up.`
      : md`The middle load is not among those that are sized.`,
    tiles: [
      ...middle ? needTiles(middle, coefficients) : [],
      fitTile(coefficients),
      coefficientTile(coefficients),
    ],
    limits: limitsOf(sizes, middle),
  };
}

function needTiles(
  { cpu, memoryGb, diskGibPerDay, estimates }: PlacedSize,
  coefficients: readonly SizingCoefficient[],
): TileParts[] {
  const need = (
    label: string,
    value: number,
    unit: string,
    of: keyof typeof estimates,
    fits: RegExp,
  ) => ({
    label,
    value: String(value),
    unit,
    interval: `rounded up; mean with margin ${
      formatEstimate(estimates[of]).range
    } (95 % interval)`,
    n: `n = ${runsOf(coefficients, fits)} runs in its fits`,
  });
  return [
    need("Processors", cpu, "cpus", "cpu", /^cpu/),
    need("Memory", memoryGb, "GB", "memoryGb", /^memory/),
    need("Disk", diskGibPerDay, "GiB/day", "diskGibPerDay", /^disk/),
  ];
}

/** Returns the numbers of runs of the fits with such a name: `9 and 20`. */
function runsOf(
  coefficients: readonly SizingCoefficient[],
  fits: RegExp,
): string {
  const own = coefficients.filter(({ fit }) => fits.test(fit));
  return [...new Set(own.map(({ n }) => n))].sort((a, b) => a - b).join(
    " and ",
  );
}

function fitTile(coefficients: readonly SizingCoefficient[]): TileParts {
  const fits = new Set(coefficients.map(({ fit }) => fit)).size;
  const reproduced = reproducedFits(coefficients);
  return {
    label: "Published fits reproduced",
    value: String(reproduced),
    unit: `of ${fits}`,
    interval: "every coefficient to a part in a thousand",
    n: `n = ${counted(coefficients.length, "coefficient")}`,
    meaning: reproduced === fits ? "ok" : "failed",
  };
}

function coefficientTile(
  coefficients: readonly SizingCoefficient[],
): TileParts {
  const unsure = coefficients.filter((row) => !excludes(row, 0)).length;
  return {
    label: "Coefficients that may be 0",
    value: String(unsure),
    unit: `of ${coefficients.length}`,
    interval: "0 is inside the 95 % interval",
    n: `n = ${counted(coefficients.length, "coefficient")}`,
    meaning: unsure === 0 ? "ok" : "unsure",
  };
}

function limitsOf(
  sizes: readonly PlacedSize[],
  middle: PlacedSize | undefined,
): LimitParts[] {
  const outside = sizes.filter(({ within }) => !within).length;
  return [
    ...middle
      ? limitIf(
        middle.nearestFailed > 0,
        `${middle.nearestFailed} of the ${middle.nearest} nearest runs failed`,
        "Sizes",
      )
      : [],
    ...limitIf(
      middle !== undefined,
      "fixed share as published, without interval",
      "Sizes",
    ),
    ...limitIf(
      outside > 0,
      `${outside} of ${sizes.length} loads outside the runs`,
      "Sizes",
    ),
  ];
}
