/** Availability of a node second by second, from its increments: a silent second of a slow node is no outage. */

/** `unclear`: silent, for no longer than expected between two increments at the rate of the time. */
export type NodeState = "up" | "down" | "unclear";

/** Seconds on each side of a silence over which the rate is averaged. */
const RATE_WINDOW_S = 10;

/** Probability of a silence at the given rate above which it is no evidence of an outage. */
const MAX_OUTAGE_P = 0.01;

/**
 * Classifies each second of a node by its increments: any increment is up. A silence is an outage if it is too long
 * for the lower of the rates in the ten seconds before and after it, that is, if r increments a second leave a gap of
 * s seconds with a probability e^(-rs) below 1 % (of a Poisson process; a closed loop is more even). Otherwise it is
 * unclear: at half an increment a second most seconds are silent. A silence at the beginning or end of the log is
 * classified by the only rate available; without any increment the node was down.
 */
export function nodeStates(counts: readonly number[]): NodeState[] {
  const states = counts.map((count): NodeState => count > 0 ? "up" : "down");
  for (let from = 0, to = 0; from < counts.length; from = to + 1) {
    to = from;
    while (to < counts.length && counts[to] === 0) to += 1;
    if (to === from) continue;
    const rates = [
      counts.slice(Math.max(0, from - RATE_WINDOW_S), from),
      counts.slice(to, to + RATE_WINDOW_S),
    ]
      .filter((seconds) => seconds.length > 0)
      .map((seconds) =>
        seconds.reduce((sum, count) => sum + count, 0) / seconds.length
      );
    const rate = Math.min(...rates);
    if (rates.length > 0 && Math.exp(-rate * (to - from)) > MAX_OUTAGE_P) {
      states.fill("unclear", from, to);
    }
  }
  return states;
}
