/** Whether a node answered, second by second, from how much it did: a silent second of a slow node is no outage. */

/** `unclear`: silent, and no longer than its pace at the time leaves between two answers. */
export type NodeState = "up" | "down" | "unclear";

/** Seconds on each side of a silence from which the pace is taken. */
const PACE_S = 10;

/** Chance of a silence at the pace before it or after it from which on it may be one of its pauses. */
const CHANCE = 0.01;

/**
 * Tells in which seconds a node was up, from what it did in each: any increment is up. A silence is an outage if it is too long
 * for the slower of the paces in the ten seconds before and after it: if r increments a second leave a gap of s seconds with a
 * chance e^(-rs) below 1 % (of a Poisson process; a loop that waits for its answers is more even). Else nothing can be told: at
 * half an increment a second most seconds are silent. A silence that the log begins or ends with is judged by the one pace there
 * is; without any increment the node was down.
 */
export function nodeStates(counts: readonly number[]): NodeState[] {
  const states = counts.map((count): NodeState => count > 0 ? "up" : "down");
  for (let from = 0, to = 0; from < counts.length; from = to + 1) {
    to = from;
    while (to < counts.length && counts[to] === 0) to += 1;
    if (to === from) continue;
    const paces = [
      counts.slice(Math.max(0, from - PACE_S), from),
      counts.slice(to, to + PACE_S),
    ]
      .filter((seconds) => seconds.length > 0)
      .map((seconds) =>
        seconds.reduce((sum, count) => sum + count, 0) / seconds.length
      );
    const pace = Math.min(...paces);
    if (paces.length > 0 && Math.exp(-pace * (to - from)) > CHANCE) {
      states.fill("unclear", from, to);
    }
  }
  return states;
}
