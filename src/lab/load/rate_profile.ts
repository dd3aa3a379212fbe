/** Times at which the requests of an open loop are due whose rate changes: a ramp, a hold, a spike. */
import type { Loop } from "./arrivals.ts";

/** A part of a profile, in which the rate changes evenly; in 1/s, above 0. */
export interface RateStage {
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Returns a generator of interarrival times in ms, as `toInterarrivalTimes()`. The rate after the last stage is that at its
 * end. Throws RangeError for a profile without a stage, or with a rate that is not above 0.
 */
export function toProfileTimes(
  stages: readonly RateStage[],
  { loop, random }: {
    readonly loop: Loop;
    /** Returns numbers in [0, 1). */
    readonly random: () => number;
  },
): () => number {
  const last = stages.at(-1);
  const wrong = stages.find(({ from, to }) => !(from > 0 && to > 0));
  if (!last || wrong) {
    throw new RangeError(
      "Cannot drive a profile as it needs stages with rates above 0",
    );
  }
  const rest = { seconds: Infinity, from: last.to, to: last.to };
  const all = [...stages.filter(({ seconds }) => seconds > 0), rest];
  /** Index of the stage, and the seconds of it that are over. */
  let [index, over] = [0, 0];
  return () => {
    // Arrivals are evenly spaced, or a Poisson process, in the integral of the rate.
    let due = loop === "poisson" ? -Math.log(1 - random()) : 1;
    let waited = 0;
    for (;;) {
      const { seconds, from, to } = all[index] ?? rest;
      const slope = (to - from) / seconds;
      const rate = from + slope * over;
      const left = seconds - over;
      const arrivals = left === Infinity
        ? Infinity
        : left * (rate + slope * left / 2);
      if (arrivals >= due) {
        // Solves rate * t + slope * t² / 2 = due for the time t.
        const root = Math.sqrt(Math.max(0, rate ** 2 + 2 * slope * due));
        const time = 2 * due / (rate + root);
        over += time;
        return 1000 * (waited + time);
      }
      due -= arrivals;
      waited += left;
      index++;
      over = 0;
    }
  };
}

/** Returns a profile at a share of its rates, after seconds at its first rate. */
export function scaleProfile(
  stages: readonly RateStage[],
  { share, before }: {
    readonly share: number;
    /** Seconds. */
    readonly before: number;
  },
): RateStage[] {
  const [first] = stages;
  if (!first) return [];
  return [{ seconds: before, from: first.from, to: first.from }, ...stages]
    .map(({ seconds, from, to }) => ({
      seconds,
      from: from * share,
      to: to * share,
    }));
}

/** Returns how long a profile lasts, in seconds. */
export function profileSeconds(stages: readonly RateStage[]): number {
  return stages.reduce((sum, { seconds }) => sum + seconds, 0);
}

/** Returns the rate after some seconds; before the first stage it is that of its start, after the last that of its end. */
export function rateAt(stages: readonly RateStage[], at: number): number {
  let left = Math.max(0, at);
  let rate = stages[0]?.from ?? 0;
  for (const { seconds, from, to } of stages) {
    if (left < seconds) return from + (to - from) * left / seconds;
    left -= seconds;
    rate = to;
  }
  return rate;
}
