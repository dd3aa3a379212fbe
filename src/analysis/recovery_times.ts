/** Recovery over repetitions: each definition of it with its curve, censored repetitions counted for what they are. */
import { formatDuration } from "../record/mod.ts";
import {
  type KaplanMeier,
  kaplanMeier,
  survivalQuantile,
} from "../statistics/mod.ts";
import type { Gap, Recovery, Waiting } from "./recovery.ts";

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

/** One definition over the repetitions of one fault on one system. */
export interface RecoveryTimes {
  readonly system: string;
  readonly fault: string;
  readonly definition: RecoveryDefinition;
  /** Repetitions for which it was measured, of how many. */
  readonly n: number;
  readonly of: number;
  /** Repetitions that were not seen to recover. */
  readonly censored: number;
  /** Repetitions without a gap beyond noise, which count as 0 s. */
  readonly none: number;
  /** Kaplan-Meier median in seconds; null where more than half were not seen to recover. */
  readonly median: number | null;
  /** Shortest and longest time seen, in seconds; a censored one is a lower bound. */
  readonly least: number;
  readonly most: number;
  readonly curve: KaplanMeier;
}

/** A row for each system, fault and definition that was measured at least once. */
export function recoveryTimes(
  recoveries: readonly Recovery[],
): RecoveryTimes[] {
  const groups = Map.groupBy(
    recoveries,
    ({ system, fault }) => `${system} ${fault}`,
  );
  const definitions = Object.keys(recoveryDefinitions) as RecoveryDefinition[];
  return [...groups.values()].flatMap((runs) =>
    definitions.flatMap((definition) => {
      const waits = runs.flatMap((run) => run[definition] ?? []);
      const [first] = runs;
      if (waits.length === 0 || !first) return [];
      const seconds = waits.map((wait) => isNone(wait) ? 0 : wait.seconds);
      const curve = kaplanMeier(
        seconds,
        waits.map((wait) => isNone(wait) || !wait.censored),
      );
      return [{
        system: first.system,
        fault: first.fault,
        definition,
        n: waits.length,
        of: runs.length,
        censored: curve.censored,
        none: waits.filter(isNone).length,
        median: survivalQuantile(curve, 0.5).value,
        least: Math.min(...seconds),
        most: Math.max(...seconds),
        curve,
      }];
    })
  );
}

/** One time as text: `1.42 s`, `> 15 s` where watching ended first, `none` for a gap within noise, `–` where not measured. */
export function formatWaiting(wait: Waiting | Gap | null): string {
  if (wait === null) return "–";
  if (isNone(wait)) return "none";
  return `${wait.censored ? "> " : ""}${formatDuration(wait.seconds)}`;
}

/** The median as text, and beside it the range and how many repetitions it is of. */
export function formatTimes(
  { n, of, censored, none, median, least, most }: RecoveryTimes,
): { readonly text: string; readonly note: string } {
  const text = (seconds: number) =>
    seconds === 0 && none > 0 ? "none" : formatDuration(seconds);
  const notes = [
    least === most ? "" : formatRange(text(least), text(most)),
    n < of ? `${n} of ${of}` : "",
    censored > 0 ? `${censored} not seen to end` : "",
  ];
  return {
    text: median === null ? "not reached" : text(median),
    note: notes.filter((note) => note !== "").join(", "),
  };
}

/** From and to, with their unit once where they share it. */
function formatRange(from: string, to: string): string {
  const [value, unit] = from.split(" ");
  return unit !== undefined && to.endsWith(` ${unit}`)
    ? `${value} to ${to}`
    : `${from} to ${to}`;
}

function isNone(wait: Waiting | Gap): boolean {
  return "detected" in wait && !wait.detected;
}
