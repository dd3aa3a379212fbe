/** The few stages that take most of the time: more cannot be told apart by colour. */
import type { StageBar } from "../../../figures/mod.ts";
import type { StageCase, StageShare } from "./stage_study.ts";

/** Stages that figures name; the others are put together. */
const MOST = 5;

/** Name of all stages but the main ones. */
export const OTHER_STAGES = "other stages";

/** Returns the stages with the largest shares of the time of some cases, in order of the stages. */
export function mainStages(
  cases: readonly Pick<StageCase, "shares">[],
): ReadonlySet<string> {
  const sums = new Map<string, number>();
  for (const { stage, share } of cases.flatMap(({ shares }) => shares)) {
    sums.set(stage, (sums.get(stage) ?? 0) + (share || 0));
  }
  // One other stage has a name of its own.
  if (sums.size <= MOST + 1) return new Set(sums.keys());
  const kept = new Set(
    [...sums].toSorted(([, a], [, b]) => b - a).slice(0, MOST)
      .map(([stage]) => stage),
  );
  return new Set([...sums.keys()].filter((stage) => kept.has(stage)));
}

/** Puts neighbouring bars of stages together that are none of the main ones; bars of an entity follow each other. */
export function joinOthers(
  bars: readonly StageBar[],
  main: ReadonlySet<string>,
): StageBar[] {
  const joined: StageBar[] = [];
  for (const bar of bars) {
    if (main.has(bar.stage)) {
      joined.push(bar);
      continue;
    }
    const last = joined.at(-1);
    const continues = last !== undefined && last.stage === OTHER_STAGES &&
      last.entity === bar.entity && last.group === bar.group;
    if (continues) joined[joined.length - 1] = { ...last, to: bar.to };
    else joined.push({ ...bar, stage: OTHER_STAGES });
  }
  return joined;
}

/** Puts the shares of stages together that are none of the main ones, at the place of the first of them. */
export function joinShares(
  shares: readonly StageShare[],
  main: ReadonlySet<string>,
): StageShare[] {
  const joined: StageShare[] = [];
  for (const one of shares) {
    if (main.has(one.stage)) {
      joined.push(one);
      continue;
    }
    const i = joined.findIndex(({ stage }) => stage === OTHER_STAGES);
    const before = joined[i]?.share ?? 0;
    const sum = { stage: OTHER_STAGES, share: before + one.share };
    if (i < 0) joined.push(sum);
    else joined[i] = sum;
  }
  return joined;
}
