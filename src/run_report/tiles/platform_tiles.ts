/** Tiles of a run on a container platform: recovery, loops, batches, pushes. */
import {
  type BatchTimes,
  formatCensoredTime,
  percentAtLeast,
  percentAtMost,
  type PushRun,
  type RecoveryCurve,
} from "../../analysis/mod.ts";
import { formatPercent, formatValue } from "../../record/mod.ts";
import type { TileParts } from "../../report/mod.ts";
import { wilson } from "../../statistics/mod.ts";
import type { PlatformContent } from "../facts/platform_content.ts";
import type { RunContent } from "../facts/run_content.ts";
import {
  duration,
  meaningOf,
  plainMeaning,
  sampleSize,
  split,
} from "./tile_parts.ts";

/** Returns what the experiment is about first: recovery from a fault, loops of a soak, batches; and pushes. */
export function platformTiles(
  content: RunContent,
  { curves, shares, batches, pushed, phases }: PlatformContent,
): TileParts[] {
  const objectives = content.declared?.experiment.objectives ?? [];
  const asks = (wanted: string) =>
    objectives.some(({ metric }) => metric === wanted);
  const [all] = curves;
  return [
    ...all ? recoveryTiles(content, all, shares) : [],
    ...asks("late_loops") ? soakTiles(content) : [],
    ...asks("task_success")
      ? batches.flatMap((batch) => batchTiles(content, batch))
      : [],
    ...pushed === null ? [] : pushTiles(content, pushed, phases),
  ];
}

/** Whether the cells that were left had memory for all, or that is not recorded. */
function hasRoom(shares: PlatformContent["shares"]): boolean {
  return (shares?.memory_load ?? 0) <= 1;
}

function recoveryTiles(
  content: RunContent,
  { n, rate, first_noticed, times }: RecoveryCurve,
  shares: PlatformContent["shares"],
): TileParts[] {
  const meaning = plainMeaning(content);
  // An instance of which the store lost the record ran on.
  const [thing, back] =
    content.platform?.run.fault.startsWith("wipe-store") === true
      ? ["record", "are back"] as const
      : ["instance", "ran again"] as const;
  const lost = sampleSize(n, `lost ${thing}`);
  return [
    {
      label: `Lost ${thing}s that ${back}`,
      ...split(rate.rate === null ? "–" : formatPercent(rate.rate)),
      interval: hasRoom(shares)
        ? ""
        : "the other cells had too little memory for all",
      n: lost,
      meaning: meaningOf(content, "returned_with_room"),
    },
    ...first_noticed === null ? [] : [{
      label: "First noticed after",
      ...duration(first_noticed),
      n: lost,
      meaning,
    }],
    ...[1, 2].flatMap((position) => {
      const found = times[position];
      return found
        ? [{
          label: `${formatPercent(found.share)} ${back} after`,
          ...split(formatCensoredTime(found.time)),
          n: lost,
          meaning: found.time.censored ? "unsure" as const : meaning,
        }]
        : [];
    }),
  ];
}

/** Returns what the loops of a platform kept to; none for one that tells no metric. */
function soakTiles(content: RunContent): TileParts[] {
  const soak = content.platform?.soak ?? [];
  if (soak.length === 0) return [];
  const red = soak.filter(({ verdict }) => verdict === "red").length;
  const late = soak.reduce((sum, row) => sum + row.late, 0);
  const loops = soak.filter(({ budget }) => budget.interval !== null)
    .reduce((sum, row) => sum + row.n, 0);
  const slowest =
    soak.filter(({ budget, unit }) => budget.interval !== null && unit === "s")
      .toSorted((a, b) => b.max - a.max)[0];
  return [
    {
      label: "Metrics above their red level",
      value: formatValue(red, ""),
      n: sampleSize(soak.length, "metric"),
      meaning: meaningOf(content, "red_metrics"),
    },
    {
      label: "Loops later than their interval",
      value: formatValue(late, ""),
      n: sampleSize(loops, "loop"),
      meaning: meaningOf(content, "late_loops"),
    },
    ...slowest
      ? [{
        label: `Longest ${slowest.budget.label}`,
        ...duration(slowest.max),
        interval: `interval ${formatValue(slowest.budget.interval ?? 0, "")} s`,
        n: sampleSize(slowest.n, "loop"),
        meaning: plainMeaning(content),
      }]
      : [],
  ];
}

function batchTiles(
  content: RunContent,
  { kind, n, ok, times, p95 }: BatchTimes,
): TileParts[] {
  const meaning = plainMeaning(content);
  const [one, done] = kind === "task"
    ? ["task", "Tasks"] as const
    : ["instance", "Instances"] as const;
  const all = times[2]?.time ?? null;
  return [
    {
      label: `${done} that succeeded`,
      ...split(formatPercent(ok / n)),
      n: sampleSize(n, one),
      meaning: meaningOf(content, `${one}_success`),
    },
    {
      label: `All ${done.toLowerCase()} after`,
      ...split(formatCensoredTime(all)),
      n: sampleSize(n, one),
      meaning: all?.censored ? "unsure" : meaning,
    },
    {
      label: `p95 of one ${one}`,
      ...duration(p95.value),
      n: p95.value === null ? "too few successes" : sampleSize(ok, one),
      meaning,
    },
  ];
}

function pushTiles(
  content: RunContent,
  all: PushRun,
  phases: PlatformContent["phases"],
): TileParts[] {
  const meaning = plainMeaning(content);
  const apps = sampleSize(all.apps, "application");
  const { rate, lower, upper } = wilson(all.ok, all.apps);
  const usual = phases
    .filter(({ phase, median }) => phase === "start" && median.value !== null)
    .toSorted((a, b) => b.ok - a.ok)[0];
  return [
    {
      label: "Pushed and started",
      ...split(rate === null ? "–" : formatPercent(rate)),
      interval: rate === null
        ? ""
        : `95 % interval ${percentAtLeast(lower)} % to ${
          percentAtMost(upper)
        } %`,
      n: apps,
      meaning: meaningOf(content, "push_success"),
    },
    { label: "All pushes took", ...duration(all.seconds), n: apps, meaning },
    ...usual
      ? [{
        label: "Median start of the most frequent kind",
        ...duration(usual.median.value),
        n: sampleSize(usual.ok, "success", "successes"),
        meaning,
      }]
      : [],
    ...all.rate === null ? [] : [{
      label: "Applications pushed and started",
      value: formatValue(all.rate, "1/min", { digits: 3 }),
      unit: "1/min",
      n: `at most ${formatValue(all.most_in_flight, "")} in flight`,
      meaning,
    }],
  ];
}
