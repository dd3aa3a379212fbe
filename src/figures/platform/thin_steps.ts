/**
 * Returns the steps, in order of time, without those that another one follows within the same bin of `width`: a count that
 * changes thousands of times holds no more than can be seen. Nothing is left out where `width` is 0.
 */
export function thinSteps<Step>(
  steps: readonly Step[],
  timeOf: (step: Step) => number,
  width: number,
): Step[] {
  const bin = (step: Step) => Math.floor(timeOf(step) / width);
  return steps.filter((step, i) => {
    const next = steps[i + 1];
    return next === undefined || width === 0 || bin(next) !== bin(step);
  });
}
