/** Answers how long a platform of a given size takes for the whole mix of applications, and what fails. */
import {
  formatDuration,
  formatPercent,
  formatValue,
} from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/mod.ts";
import { type MeanInterval, wilson } from "../../../statistics/mod.ts";
import {
  type FillEffect,
  fillEffects,
} from "../../platform/pushes/fill_effect.ts";
import { mixPerCell } from "../../platform/pushes/mix_check.ts";
import type { PushScale, PushStudy } from "../../platform/pushes/push_study.ts";
import { counted, limitIf, percentParts, splitUnit } from "../answer_parts.ts";
import { simulatedLimit } from "./simulated_limit.ts";

/** Answers how long pushes take by number of cells. */
export function pushAnswer(study: PushStudy): AnswerParts {
  const { scales } = study;
  const smallest = scales[0];
  const largest = scales.at(-1);
  const effects = fillEffects(study.operations);
  return {
    verdict: smallest && largest
      ? md`${describeTime(study, smallest, largest)} ${describeLost(scales)} ${
        describeFill(effects)
      }`
      : md`No run pushed the whole mix.`,
    tiles: [
      ...smallest ? [timeTile(smallest)] : [],
      ...largest && largest !== smallest ? [timeTile(largest)] : [],
      ...largest ? rateTile(largest) : [],
      ...lostTile(scales),
      ...fillTile(effects),
    ],
    limits: limitsOf(study),
  };
}

function describeTime(
  { mix, fill, parallel, system }: PushStudy,
  smallest: PushScale,
  largest: PushScale,
): Prose {
  const apps = Math.round(mixPerCell(mix).apps * fill);
  const platform = system === "simulator" ? "a simulated platform" : system;
  const many = `${apps} applications for each cell, ${
    formatValue(parallel, "")
  } pushes in flight for each`;
  const [first, last] = [meanText(smallest), meanText(largest)];
  if (first === null && last === null) {
    return md`On ${platform}, ${many}: no run pushed all.`;
  }
  return smallest === largest
    ? md`On ${platform}, ${many}: all were pushed in **${
      first ?? ""
    }** on ${smallest.label}.`
    : md`On ${platform}, ${many}: all were pushed in **${
      first ?? "no run"
    }** on ${smallest.label} and in **${
      last ?? "no run"
    }** on ${largest.label}.`;
}

function meanText({ seconds }: PushScale): string | null {
  return seconds.mean === null ? null : formatDuration(seconds.mean);
}

/** Sums of all scales. */
function totals(scales: readonly PushScale[]) {
  const sum = (of: (scale: PushScale) => number) =>
    scales.reduce((total, scale) => total + of(scale), 0);
  return {
    apps: sum(({ apps }) => apps),
    failed: sum(({ failed }) => failed),
    cancelled: sum(({ cancelled }) => cancelled),
    runs: sum(({ runs }) => runs.length),
  };
}

function describeLost(scales: readonly PushScale[]): Prose {
  const { apps, failed, cancelled } = totals(scales);
  const others = cancelled === 0
    ? ""
    : `, and ${formatPercent(cancelled / apps, 1)} were cancelled`;
  return failed === 0
    ? md`None of ${apps} failed${others}.`
    : md`**${formatPercent(failed / apps, 1)}** of ${apps} failed${others}.`;
}

function describeFill(effects: readonly FillEffect[]): Prose {
  const told = effects.filter(({ verdict }) => verdict !== "unknown");
  if (told.length === 0) return md`Whether fill matters cannot be told.`;
  const slower = told.filter(({ verdict }) => verdict === "slower").length;
  return slower === 0
    ? md`A full platform was not slower.`
    : md`The last tenth was slower than the first in ${slower} of ${told.length} comparisons.`;
}

function intervalText({ lower, upper }: MeanInterval): string {
  return lower === null || upper === null
    ? "too few runs for an interval"
    : `mean; 95 % interval ${formatDuration(Math.max(0, lower))} to ${
      formatDuration(upper)
    }`;
}

function timeTile({ seconds, label, runs, apps }: PushScale): TileParts {
  const each = Math.round(apps / runs.length);
  return {
    label: `All pushed, ${label}`,
    ...(seconds.mean === null
      ? { value: "not reached", meaning: "failed" as const }
      : splitUnit(formatDuration(seconds.mean))),
    interval: seconds.mean === null ? "" : intervalText(seconds),
    n: `n = ${counted(seconds.n, "run")} of ${
      counted(each, "application")
    } each`,
  };
}

function rateTile({ rate, label }: PushScale): TileParts[] {
  const { mean, lower, upper, n } = rate;
  if (mean === null) return [];
  const perMinute = (value: number) =>
    formatValue(value, "1/min", { digits: 3 });
  return [{
    label: `Rate, ${label}`,
    value: perMinute(mean),
    unit: "applications/min",
    interval: lower === null || upper === null
      ? "too few runs for an interval"
      : `mean; 95 % interval ${perMinute(Math.max(0, lower))} to ${
        perMinute(upper)
      }`,
    n: `n = ${counted(n, "run")}`,
  }];
}

function lostTile(scales: readonly PushScale[]): TileParts[] {
  const { apps, failed, cancelled, runs } = totals(scales);
  if (apps === 0) return [];
  const { rate, lower, upper } = wilson(failed, apps);
  return [{
    label: "Applications that failed",
    ...percentParts(rate ?? 0, 2),
    interval: `95 % interval ${formatPercent(lower, 2)} to ${
      formatPercent(upper, 2)
    }; ${formatValue(cancelled, "")} cancelled`,
    n: `n = ${counted(apps, "application")} in ${counted(runs, "run")}`,
    meaning: failed === 0 ? "ok" : "neutral",
  }];
}

/** The largest shift of a start, which a full platform would show first. */
function fillTile(effects: readonly FillEffect[]): TileParts[] {
  const told = effects.filter(({ lower, upper }) =>
    lower !== null && upper !== null
  );
  const slower = told.filter(({ verdict }) => verdict === "slower");
  if (told.length === 0) return [];
  const most = told.reduce((a, b) =>
    b.shift / b.first_median > a.shift / a.first_median ? b : a
  );
  return [{
    label: "Last tenth slower than the first",
    value: String(slower.length),
    unit: `of ${told.length}`,
    interval: `the largest shift: ${
      formatPercent(most.shift / most.first_median, 1)
    } of a ${most.phase}`,
    n: `n = ${counted(told.length, "comparison")}, a run and phase each`,
    meaning: slower.length === 0 ? "ok" : "unsure",
  }];
}

function limitsOf({ system, scales, others, runs }: PushStudy): LimitParts[] {
  const few = scales.filter(({ seconds }) => seconds.n < 3);
  const invalid = runs.filter(({ status }) => status !== "ok").length;
  return [
    ...simulatedLimit(system),
    ...limitIf(
      few.length > 0,
      `fewer than 3 runs on ${few.map(({ label }) => label).join(", ")}`,
      "Every run",
    ),
    ...limitIf(invalid > 0, `${counted(invalid, "run")} not ok`, "Every run"),
    ...limitIf(
      others.length > 0,
      `${counted(others.length, "run")} with other settings`,
      "Every run",
    ),
  ];
}
