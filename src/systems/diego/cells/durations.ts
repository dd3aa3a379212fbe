/** Draws durations of cells. */
import { seededRandom } from "../../../statistics/basics/random.ts";
import type { CellsPlan, Duration } from "./cells_plan.ts";

/** Half of the least step of the generator, so that no logarithm is that of 0. */
const LEAST_SHARE = 2 ** -33;

/** Returns seconds that are drawn anew at each call. */
export type Draws = Readonly<
  Record<keyof CellsPlan["durations"] | "offset", () => number>
>;

/** Returns the draws of a plan; `offset` is a share of 1, for what is spread evenly. */
export function toDraws(
  { durations, seed }: Pick<CellsPlan, "durations" | "seed">,
): Draws {
  const random = seededRandom(seed);
  // Box and Muller (Annals of Mathematical Statistics 29, 1958), as the process may read no package with a quantile.
  const drawNormal = () =>
    Math.sqrt(-2 * Math.log(random() + LEAST_SHARE)) *
    Math.cos(2 * Math.PI * random());
  const draw = ({ median, spread }: Duration) => () =>
    median * Math.exp(spread * drawNormal());
  const { create, boot, task, stop } = durations;
  return {
    create: draw(create),
    boot: draw(boot),
    task: draw(task),
    stop: draw(stop),
    offset: random,
  };
}
