import { requireFinite } from "../basics/finite.ts";

/** Groups of repetitions, one a configuration, in one unit. */
export type Groups = readonly (readonly number[])[];

/** Draws a sample of equal size with replacement. */
export function resample(
  values: readonly number[],
  random: () => number,
): number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? NaN);
}

/** Throws a RangeError for no group, an empty one, or a value that is not finite. */
export function requireGroups(groups: Groups): void {
  const empty = groups.findIndex((group) => group.length === 0);
  if (groups.length === 0 || empty >= 0) {
    throw new RangeError(
      `Cannot resample as ${
        groups.length === 0 ? "there is no group" : "a group is empty"
      }: ${groups.length === 0 ? 0 : `group ${empty + 1} of ${groups.length}`}`,
    );
  }
  for (const group of groups) requireFinite(group, "resample", "a group");
}
