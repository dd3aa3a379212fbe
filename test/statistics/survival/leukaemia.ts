/**
 * Weeks of remission of children with leukaemia under 6-mercaptopurine and under placebo (Freireich et al., Blood 21,
 * 1963; Gehan, Biometrika 52, 1965), the worked example of most books on survival.
 */
export const sixMp = remissions("6-MP", [
  ...[6, 6, 6, 7, 10, 13, 16, 22, 23],
  ...[-6, -9, -10, -11, -17, -19, -20, -25, -32, -32, -34, -35],
]);

export const placebo = remissions("placebo", [
  ...[1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8],
  ...[11, 11, 12, 12, 15, 17, 22, 23],
]);

/** A negative number is a remission that was still going on. */
function remissions(name: string, weeks: readonly number[]) {
  return {
    name,
    weeks: weeks.map(Math.abs),
    ended: weeks.map((week) => week > 0),
  };
}
