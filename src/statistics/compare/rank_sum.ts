/**
 * Counts, for every rank sum, the ways to draw `size` of the given doubled ranks that have this sum: the exact null
 * distribution of Wilcoxon's statistic, ties included (Streitberg and Röhmel, Statistical Software Newsletter 12,
 * 1986). Ranks are doubled so that mid-ranks are integers. Counts are exact up to 2^53, which holds for 50 ranks and
 * fewer.
 */
export function rankSumCounts(
  doubledRanks: readonly number[],
  size: number,
): Float64Array {
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const counts = Array.from(
    { length: size + 1 },
    () => new Float64Array(total + 1),
  );
  counts[0]?.fill(1, 0, 1);
  for (const [index, rank] of doubledRanks.entries()) {
    // Largest draw first, so that a rank is not drawn twice.
    for (let drawn = Math.min(size, index + 1); drawn >= 1; drawn--) {
      const from = counts[drawn - 1];
      const to = counts[drawn];
      if (!from || !to) continue;
      for (let sum = rank; sum <= total; sum++) {
        to[sum] = (to[sum] ?? 0) + (from[sum - rank] ?? 0);
      }
    }
  }
  return counts[size] ?? new Float64Array();
}
