/** Recovery over repetitions: each definition of it with its curve, censored repetitions counted for what they are. */
import { formatDuration } from "../../record/mod.ts";
import {
  type BoundedMedian,
  boundedMedian,
  type Censored,
  type KaplanMeier,
  kaplanMeier,
} from "../../statistics/mod.ts";
import type { Gap, Waiting } from "./censored_time.ts";
import type { Recovery } from "./recovery.ts";

/** Ways to tell how long recovery took, in the order in which they tend to come. */
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
  steady: {
    label: "Steady again",
    from: "injection",
    until: "the load is back at its rate, and stays there",
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
  settled: {
    label: "Steady after healing",
    from: "healing",
    until: "the load is back at its rate, and stays there",
  },
} as const;
export type RecoveryDefinition = keyof typeof recoveryDefinitions;

/** One definition over the repetitions of one fault on one variant of a system. */
export interface RecoveryTimes {
  readonly system: string;
  readonly fault: string;
  readonly pre_vote: Recovery["pre_vote"];
  readonly definition: RecoveryDefinition;
  /** Repetitions for which it was measured, of how many. */
  readonly n: number;
  readonly of: number;
  /** Repetitions that were not seen to recover. */
  readonly censored: number;
  /** Repetitions whose gap was too short to be told from those before the fault: shorter than a limit, which is all that is known. */
  readonly below: number;
  /** What is sure of the median, in seconds; null where more than half were not seen to recover. */
  readonly median: BoundedMedian | null;
  /** Shortest and longest, by the longest that each can be. */
  readonly least: Censored;
  readonly most: Censored;
  /** Each that is below a limit as long as that: the curve is at or above the true one. */
  readonly curve: KaplanMeier;
}

/** A row for each system, variant, fault and definition that was measured at least once. */
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
      const waits = runs.flatMap((run) => run[definition] ?? [])
        .map(toCensored)
        .toSorted((a, b) => a.seconds - b.seconds);
      const [run] = runs;
      const [least] = waits;
      const most = waits.at(-1);
      if (!run || !least || !most) return [];
      const curve = kaplanMeier(
        waits.map(({ seconds }) => seconds),
        waits.map(({ known }) => known !== "beyond"),
      );
      return [{
        system: run.system,
        fault: run.fault,
        pre_vote: run.pre_vote,
        definition,
        n: waits.length,
        of: runs.length,
        censored: curve.censored,
        below: waits.filter(({ known }) => known === "below").length,
        median: boundedMedian(waits),
        least,
        most,
        curve,
      }];
    })
  );
}

/** What is known of a time: a gap that is not detected is shorter than its limit, whatever it was. */
function toCensored(wait: Waiting | Gap): Censored {
  if ("detected" in wait && !wait.detected) {
    return { seconds: wait.limit ?? wait.seconds, known: "below" };
  }
  return { seconds: wait.seconds, known: wait.censored ? "beyond" : "seen" };
}

/**
 * One time as text: `1.42 s`, `> 15 s` where watching ended first, `below 60 ms` for a gap too short to be seen, `–` where it
 * was not measured.
 */
export function formatWaiting(wait: Waiting | Gap | null): string {
  return wait === null ? "–" : formatCensored(toCensored(wait));
}

function formatCensored({ seconds, known }: Censored): string {
  const signs = { seen: "", below: "below ", beyond: "> " };
  return `${signs[known]}${formatDuration(seconds)}`;
}

/** The median as text, or between which bounds it is, and beside it the range and how many repetitions it is of. */
export function formatTimes(
  { n, of, censored, below, median, least, most }: RecoveryTimes,
): { readonly text: string; readonly note: string } {
  const [from, to] = below === n
    ? [least, most].map(({ seconds }) => formatDuration(seconds))
    : [formatCensored(least), formatSeconds(most)];
  const range = formatRange(from ?? "", to ?? "");
  const notes = [
    least.seconds === most.seconds
      ? ""
      : below === n
      ? `limits ${range}`
      : range,
    n < of ? `${n} of ${of}` : "",
    below > 0 && below < n ? `${below} of ${n} below a limit` : "",
    censored > 0 ? `${censored} not seen to end` : "",
  ];
  return {
    text: formatMedian(median),
    note: notes.filter((note) => note !== "").join(", "),
  };
}

/** As `formatCensored`, but without a sign where watching ended first: how many those are is said beside it. */
function formatSeconds({ seconds, known }: Censored): string {
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

/** From and to, with their unit once where they share it. */
function formatRange(from: string, to: string): string {
  const unit = to.split(" ").at(-1) ?? "";
  return from.endsWith(` ${unit}`)
    ? `${from.slice(0, -unit.length - 1)} to ${to}`
    : `${from} to ${to}`;
}
