/** When a comparison of interleaved runs is looked at, and with which confidence, before its first run. */
import { UsageError } from "../record/mod.ts";

/** Order of the variants in a block: a drift of the machine that is even over the block cancels. */
export const blockOrder = ["a", "b", "b", "a"] as const;

/** One of two variants. */
export type Variant = (typeof blockOrder)[number];

/** The blocks after which the interval is looked at. */
export interface PairedLooks {
  /** Numbers of blocks, ascending; the last is all that there is time for. */
  readonly blocks: readonly number[];
  /** Confidence of each interval, so that all of them hold together at 95 %. */
  readonly confidence: number;
}

/** Chance that any of the intervals misses the change. */
const LEVEL = 0.05;
/** Growth from one look to the next: few looks cost little confidence, many cost time after the interval is narrow. */
const GROWTH = 1.25;
/** Ways to label two and two runs of a block. */
const WAYS = 6;

/**
 * Plans the looks of at most `most` blocks. The first look is after as many blocks as can give an interval at all at its
 * share of the level (Bonferroni): looking once more often would otherwise make a miss likelier. Throws `UsageError` if
 * there is no time for so many.
 */
export function planLooks(most: number): PairedLooks {
  for (let first = 1; first <= most; first++) {
    const blocks = looksFrom(first, most);
    const level = LEVEL / blocks.length;
    if (2 / WAYS ** first <= level) return { blocks, confidence: 1 - level };
  }
  throw new UsageError(
    `Cannot compare within the budget as it has time for ${most} ${
      most === 1 ? "block" : "blocks"
    } of A B B A, and an interval needs ${leastBlocks()}: raise --budget, or make runs shorter`,
  );
}

function looksFrom(first: number, most: number): number[] {
  const blocks = [first];
  while ((blocks.at(-1) ?? most) < most) {
    const last = blocks.at(-1) ?? most;
    blocks.push(Math.min(most, Math.max(last + 1, Math.round(last * GROWTH))));
  }
  return blocks;
}

/** Returns the fewest blocks that can give an interval, with a single look. */
function leastBlocks(): number {
  let blocks = 1;
  while (2 / WAYS ** blocks > LEVEL) blocks += 1;
  return blocks;
}
