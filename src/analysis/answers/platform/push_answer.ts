/** Answers how long a platform of a given size takes for the whole mix of applications, and what fails. */
import {
  formatDuration,
  formatPercent,
  formatRelativeChange,
  formatValue,
} from "../../../record/mod.ts";
import {
  type AnswerParts,
  type LimitParts,
  md,
  type Prose,
  type TileParts,
} from "../../../report/cells.ts";
import { type MeanInterval, wilson } from "../../../statistics/mod.ts";
import {
  fillEffects,
  type PooledFill,
  pooledFill,
} from "../../platform/pushes/fill_effect.ts";
import { mixPerCell } from "../../platform/pushes/mix_check.ts";
import type { RealRun } from "../../platform/recovery/real_runs.ts";
import type { PushScale, PushStudy } from "../../platform/pushes/push_study.ts";
import {
  counted,
  doubtLimit,
  limitIf,
  percentParts,
  splitUnit,
} from "../answer_parts.ts";
import { type RealAnswer, realLimit, realPushAnswer } from "./real_answer.ts";
import {
  isSimulation,
  platformLabel,
  simulatedLimit,
} from "./simulated_limit.ts";

/** Answers how long pushes take by number of cells; of a simulation after what real control planes did. */
export function pushAnswer(
  study: PushStudy,
  realRuns: readonly RealRun[],
): AnswerParts {
  const { scales, system } = study;
  const real = isSimulation(system) ? realPushAnswer(realRuns) : null;
  const smallest = scales[0];
  const largest = scales.at(-1);
  const start = pooledFill(fillEffects(study.operations))
    .find(({ phase }) => phase === "start") ?? null;
  const where = real ? besideReal : describePlatform(study);
  const verdict = smallest && largest
    ? md`${where}: ${describeTime(smallest, largest)}`
    : md`No run pushed the whole mix.`;
  const tiles = {
    smallest: smallest && smallest !== largest ? [timeTile(smallest)] : [],
    largest: largest ? [timeTile(largest)] : [],
    rate: largest ? rateTile(largest) : [],
    lost: lostTile(scales),
    fill: fillTile(start),
  };
  const named = (own: readonly TileParts[]) =>
    own.map((tile) => ({ ...tile, label: platformLabel(system, tile.label) }));
  return {
    verdict: real
      ? md`${real.sentence} ${verdict}`
      : largest
      ? md`${verdict} ${describeLost(scales)} ${describeFill(start)}`
      : verdict,
    tiles: real
      // All that a phone shows at once.
      ? [...real.tiles, ...named([...tiles.largest, ...tiles.lost])]
      : named(Object.values(tiles).flat()),
    limits: limitsOf(study, real),
  };
}

/** What the simulation has beyond the real ones. */
const besideReal = "Simulated, with upload and staging";

function describePlatform(
  { mix, fill, parallel, system }: PushStudy,
): string {
  const apps = Math.round(mixPerCell(mix).apps * fill);
  const platform = isSimulation(system) ? "a simulated platform" : system;
  return `On ${platform}, ${apps} applications and ${
    formatValue(parallel, "")
  } pushes in flight for each cell`;
}

function describeTime(smallest: PushScale, largest: PushScale): Prose {
  const [first, last] = [meanText(smallest), meanText(largest)];
  if (first === null && last === null) {
    return md`no run came to the last push.`;
  }
  return smallest === largest
    ? md`the last push ended after **${first ?? ""}** on ${smallest.label}.`
    : md`the last push ended after **${
      first ?? "more than any run lasted"
    }** on ${smallest.label} and after **${
      last ?? "more than any run lasted"
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

/** Says by how much a start, the longer phase, takes longer on the full platform than on one that is a quarter full. */
function describeFill(start: PooledFill | null): Prose {
  const { mean, lower, upper } = start?.shift ?? noShift;
  if (mean === null || lower === null || upper === null) {
    return md`Whether fill matters cannot be told.`;
  }
  const bounds = `95 % interval ${formatChange(lower)} to ${
    formatChange(upper)
  }`;
  return lower <= 0 && upper >= 0
    ? md`From a quarter full on, no change of a start is told (${bounds}).`
    : md`From a quarter full on, a start changes by **${
      formatChange(mean)
    }** (${bounds}).`;
}

const noShift = { mean: null, lower: null, upper: null } as const;

/** Formats a share of change with its sign. */
function formatChange(share: number): string {
  return formatRelativeChange(share, 1);
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
    label: `Last push ended, ${label}`,
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
    label: `Started, ${label}`,
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
    }${
      cancelled === 0 ? "" : `; ${counted(cancelled, "application")} cancelled`
    }`,
    n: `n = ${counted(apps, "application")} in ${counted(runs, "run")}`,
    meaning: failed === 0 ? "ok" : "neutral",
  }];
}

/** The change of a start from the third tenth of the pushes to the last, over the runs. */
function fillTile(start: PooledFill | null): TileParts[] {
  if (start === null || start.shift.mean === null) return [];
  const { mean, lower, upper, n } = start.shift;
  return [{
    label: "Start, last tenth against the third",
    value: formatChange(mean),
    interval: lower === null || upper === null
      ? "too few runs for an interval"
      : `mean; 95 % interval ${formatChange(lower)} to ${formatChange(upper)}`,
    n: `n = ${counted(n, "run")}`,
    meaning: lower !== null && lower > 0 ? "unsure" : "neutral",
  }];
}

function limitsOf(
  { system, scales, others, runs }: PushStudy,
  real: RealAnswer | null,
): LimitParts[] {
  const few = scales.filter(({ seconds }) => seconds.n < 3);
  const invalid = runs.filter(({ status }) => status !== "ok").length;
  return [
    ...simulatedLimit(system),
    ...realLimit(real),
    ...limitIf(
      few.length > 0,
      `fewer than 3 runs on ${few.map(({ label }) => label).join(", ")}`,
      "Every run",
    ),
    ...limitIf(invalid > 0, `${counted(invalid, "run")} not ok`, "Every run"),
    ...doubtLimit(
      [...runs, ...real?.runs ?? []],
      [
        ...real?.figures ?? [],
        ...[...new Set([scales[0], scales.at(-1)])].flatMap((scale) =>
          scale
            ? [{ name: scale.label, runs: scale.runs.map(({ run }) => run) }]
            : []
        ),
      ],
    ),
    ...limitIf(
      others.length > 0,
      `${counted(others.length, "run")} with other settings`,
      "Every run",
    ),
  ];
}
