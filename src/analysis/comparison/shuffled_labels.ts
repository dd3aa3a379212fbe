/** Checks the whole comparison on runs whose sides are shuffled: every difference that it then finds is a false alarm. */
import {
  relabelledTest,
  seededRandom,
  type Stratum,
  wilson,
  type WilsonInterval,
} from "../../statistics/mod.ts";
import { LEVEL } from "../overview/comparison.ts";
import {
  adjustTests,
  type CompareOptions,
  isOfInterest,
  type MetricPair,
} from "./compare_metrics.ts";
import { effectOf } from "./effect.ts";

/** The A/A check of a comparison. */
export interface LabelCheck {
  readonly rounds: number;
  /** Share of the rounds in which any metric of any case was called different. */
  readonly alarms: WilsonInterval;
}

/** Options of `checkLabels`. */
export interface LabelCheckOptions
  extends Pick<CompareOptions, "smallest" | "level"> {
  /** Default 499, and fewer, at least 99, where there are very many metrics. */
  readonly rounds?: number;
  /** Equal seeds give equal rates. @default {1} */
  readonly seed?: number;
}

/**
 * Shuffles the sides of the runs within each session of each case, and compares all metrics anew, each run as a whole, so
 * that metrics stay as dependent as they are. Null if no test can reach the level.
 */
export function checkLabels(
  all: readonly MetricPair[],
  { smallest, level = LEVEL, seed = 1, ...more }: LabelCheckOptions,
): LabelCheck | null {
  const able = all.filter(({ test }) => test.leastP <= level)
    .map((one) => ({ ...one, ...toRelabelled(one) }));
  if (able.length === 0) return null;
  const { rounds = roundsFor(able.flatMap(({ runs }) => runs.flat()).length) } =
    more;
  const runs = [...new Set(able.flatMap(({ runs }) => runs.flat()))];
  const random = seededRandom(seed);
  let alarms = 0;
  for (let round = 0; round < rounds; round++) {
    const keys = new Map(runs.map((run) => [run, random()]));
    const places = able.map(({ runs, strata }) =>
      runs.map((runs, s) =>
        runs.map((run, place) => ({ place, key: keys.get(run) ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .slice(0, strata[s]?.first.length)
          .map(({ place }) => place)
      )
    );
    const tests = able.map(({ pOf, test: { leastP } }, i) => ({
      p: pOf(places[i] ?? []),
      leastP,
    }));
    const isAlarm = adjustTests(tests, level).some((p, i) => {
      const one = able[i];
      if (p === null || p > level || !one) return false;
      const effect = effectOf(relabel(one.strata, places[i] ?? []), {
        isShare: one.meaning.unit === "1",
      });
      return effect !== null && isOfInterest(effect, one.meaning, smallest);
    });
    if (isAlarm) alarms += 1;
  }
  return { rounds, alarms: wilson(alarms, rounds) };
}

const MOST_ROUNDS = 499, LEAST_ROUNDS = 99;
/** Values that all rounds shuffle together: about ten seconds. */
const MAX_SHUFFLED = 2e7;

function roundsFor(values: number): number {
  const rounds = Math.floor(MAX_SHUFFLED / values);
  return Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, rounds));
}

/** Returns the sessions with values of both sides: the runs of each, those of side A first, their values, and the test. */
function toRelabelled({ pair, metric, strata }: MetricPair) {
  const complete = pair.strata.flatMap((stratum, i) => {
    const values = strata[i];
    const runs = [...stratum.a, ...stratum.b].filter(({ metrics }) =>
      typeof metrics[metric] === "number"
    );
    return values && values.first.length > 0 && values.second.length > 0
      ? [{ runs, values }]
      : [];
  });
  return {
    runs: complete.map(({ runs }) => runs),
    strata: complete.map(({ values }) => values),
    pOf: relabelledTest(complete.map(({ values }) => values)),
  };
}

function relabel(
  strata: readonly Stratum[],
  places: readonly (readonly number[])[],
): Stratum[] {
  return strata.map(({ first, second }, i) => {
    const chosen = new Set(places[i]);
    const values = [...first, ...second];
    return {
      first: values.filter((_, place) => chosen.has(place)),
      second: values.filter((_, place) => !chosen.has(place)),
    };
  });
}
