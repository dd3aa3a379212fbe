/** Recovery over repetitions: each definition of it with its curve, censored repetitions counted for what they are. */
import {
  type KaplanMeier,
  kaplanMeier,
  survivalQuantile,
} from "../statistics/mod.ts";
import type { Recovery } from "./recovery.ts";

/** Ways to tell how long recovery took, in the order in which they tend to come. */
export const recoveryDefinitions = {
  leader: "New leader",
  probeGap: "Probes of survivors fail",
  loadGap: "Load without success",
  nodeGap: "Node without success",
  healGap: "Outage after healing",
  caughtUp: "Caught up after healing",
  steady: "Steady again",
  settled: "Steady after healing",
} as const;
export type RecoveryDefinition = keyof typeof recoveryDefinitions;

/** One definition over the repetitions of one fault on one system. */
export interface RecoveryTimes {
  readonly system: string;
  readonly fault: string;
  readonly definition: RecoveryDefinition;
  /** Repetitions for which it was measured. */
  readonly n: number;
  /** Repetitions that were not seen to recover. */
  readonly censored: number;
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
      const seconds = waits.map((wait) => wait.seconds);
      const curve = kaplanMeier(
        seconds,
        waits.map(({ censored }) => !censored),
      );
      return [{
        system: first.system,
        fault: first.fault,
        definition,
        n: waits.length,
        censored: curve.censored,
        median: survivalQuantile(curve, 0.5).value,
        least: Math.min(...seconds),
        most: Math.max(...seconds),
        curve,
      }];
    })
  );
}
