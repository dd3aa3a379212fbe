/** Recovery times over repetitions: median, range and survival curve by definition, with censored repetitions. */
import { formatDuration } from "../../record/mod.ts";
import {
  type BoundedMedian,
  boundedMedian,
  type CensoredDuration,
  type KaplanMeier,
  kaplanMeier,
} from "../../statistics/mod.ts";
import type { CensoredTime, Gap } from "./censored_time.ts";
import type { Recovery } from "./recovery.ts";

/** Definitions of recovery time, in their usual order of occurrence. */
export const recoveryDefinitions = {
  leader: {
    label: "New leader",
    from: "injection",
    until: "a node leads again, where a leader was lost before healing",
  },
  probeGap: {
    label: "Survivors fail",
    from: "last success",
    until:
      "the next success of a probe of any node that was not hit; the longest such time begun before healing",
  },
  loadGap: {
    label: "Load fails",
    from: "last success",
    until:
      "the next success of the load at any node; the longest begun before healing",
  },
  nodeGap: {
    label: "One node fails",
    from: "last success",
    until:
      "the next success of a probe of the same node; the longest of any node",
  },
  recovered: {
    label: "Steady again",
    from: "injection",
    until: "the load is back near its rate, and holds it for some seconds",
  },
  healGap: {
    label: "Survivors fail after healing",
    from: "last success",
    until:
      "the next success of a probe of any node that was not hit; the longest begun after healing",
  },
  healLeader: {
    label: "New leader after healing",
    from: "healing",
    until: "the last new leader, where a leader was lost after healing",
  },
  caughtUp: {
    label: "Caught up",
    from: "healing",
    until:
      "every node that was hit has all that the others have, where one was seen down or alone before healing",
  },
  recoveredAfterHealing: {
    label: "Steady after healing",
    from: "healing",
    until: "the load is back near its rate, and holds it for some seconds",
  },
} as const;

/** Name of a definition of recovery. */
export type RecoveryDefinition = keyof typeof recoveryDefinitions;

/** Times over repetitions, some of which may be known only to be longer, or to be below a limit. */
export interface RepeatedTimes {
  /** Repetitions in which it was measured. */
  readonly n: number;
  readonly repetitions: number;
  /** Repetitions that did not recover during observation. */
  readonly censored: number;
  /** Repetitions with a gap below the detection limit, which is its upper bound. */
  readonly below: number;
  /** Bounds of the median, in seconds; null where more than half are censored. */
  readonly median: BoundedMedian | null;
  /** Shortest and longest, by upper bounds. */
  readonly shortest: CensoredDuration;
  readonly longest: CensoredDuration;
  /** Survival curve, with each time below a limit at that limit: it lies at or above the true one. */
  readonly curve: KaplanMeier;
}

/** Recovery times by one definition over the repetitions of one fault on one variant of a system. */
export interface RecoveryTimes extends RepeatedTimes {
  readonly system: string;
  readonly fault: string;
  readonly pre_vote: Recovery["pre_vote"];
  readonly definition: RecoveryDefinition;
}

/** Returns a row for each system, variant, fault and definition that was measured at least once. */
export function recoveryTimes(
  recoveries: readonly Recovery[],
): RecoveryTimes[] {
  const groups = Map.groupBy(
    recoveries,
    ({ system, fault, pre_vote }) => JSON.stringify([system, fault, pre_vote]),
  );
  const definitions = Object.keys(recoveryDefinitions) as RecoveryDefinition[];
  return [...groups.values()].flatMap((runs) =>
    definitions.flatMap((definition) => {
      const [run] = runs;
      const times = repeatedTimes(
        runs.flatMap((run) => run[definition] ?? []),
        runs.length,
      );
      return !run || !times ? [] : [{
        system: run.system,
        fault: run.fault,
        pre_vote: run.pre_vote,
        definition,
        ...times,
      }];
    })
  );
}

/** Summarises times that were measured in some of so many repetitions; null without one. */
export function repeatedTimes(
  measured: readonly (CensoredTime | Gap)[],
  repetitions: number,
): RepeatedTimes | null {
  const times = measured.map(toCensored)
    .toSorted((a, b) => a.seconds - b.seconds);
  const [shortest] = times;
  const longest = times.at(-1);
  if (!shortest || !longest) return null;
  const curve = kaplanMeier(
    times.map(({ seconds }) => seconds),
    times.map(({ known }) => known !== "beyond"),
  );
  return {
    n: times.length,
    repetitions,
    censored: curve.censored,
    below: times.filter(({ known }) => known === "below").length,
    median: boundedMedian(times),
    shortest,
    longest,
    curve,
  };
}

/** Converts a time to its bounds: an undetected gap is shorter than its limit. */
export function toCensored(time: CensoredTime | Gap): CensoredDuration {
  if ("detected" in time && !time.detected) {
    return { seconds: time.limit ?? time.seconds, known: "below" };
  }
  return { seconds: time.seconds, known: time.censored ? "beyond" : "seen" };
}

/** Formats one time: `1.42 s`, `> 15 s` if censored, `below 60 ms` for an undetected gap, `–` if not measured. */
export function formatCensoredTime(time: CensoredTime | Gap | null): string {
  return time === null ? "–" : formatCensored(toCensored(time));
}

function formatCensored({ seconds, known }: CensoredDuration): string {
  const signs = { seen: "", below: "below ", beyond: "> " };
  return `${signs[known]}${formatDuration(seconds)}`;
}

/** Formats the median or its bounds, with the range and the number of repetitions as a note. */
export function formatTimes(
  { n, repetitions, censored, below, median, shortest, longest }: RepeatedTimes,
): { readonly text: string; readonly note: string } {
  const [from, to] = below === n
    ? [shortest, longest].map(({ seconds }) => formatDuration(seconds))
    : [formatCensored(shortest), formatSeconds(longest)];
  const range = formatRange(from ?? "", to ?? "");
  const notes = [
    shortest.seconds === longest.seconds
      ? ""
      : below === n
      ? `limits ${range}`
      : range,
    n < repetitions ? `${n} of ${repetitions}` : "",
    below > 0 && below < n ? `${below} of ${n} below a limit` : "",
    censored > 0 ? `${censored} not seen to end` : "",
  ];
  return {
    text: formatMedian(median),
    note: notes.filter((note) => note !== "").join(", "),
  };
}

/** Formats as `formatCensored` does, without the sign of a censored time: their number is in the note. */
function formatSeconds({ seconds, known }: CensoredDuration): string {
  return formatCensored({
    seconds,
    known: known === "beyond" ? "seen" : known,
  });
}

function formatMedian(median: BoundedMedian | null): string {
  if (median === null || median.upper === null) return "not reached";
  const { lower, upper } = median;
  if (lower === upper) return formatDuration(upper);
  return lower === 0
    ? `below ${formatDuration(upper)}`
    : formatRange(formatDuration(lower), formatDuration(upper));
}

/** Formats a range, with the unit only once if both ends share it. */
function formatRange(from: string, to: string): string {
  const unit = to.split(" ").at(-1) ?? "";
  return from.endsWith(` ${unit}`)
    ? `${from.slice(0, -unit.length - 1)} to ${to}`
    : `${from} to ${to}`;
}
