/** Recovery over the repetitions of one fault on one platform: the range of the runs' times, with those that never ended. */
import { compareText } from "../../../record/mod.ts";
import {
  type BoundedMedian,
  boundedMedian,
  type CensoredDuration,
} from "../../../statistics/mod.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { type FaultCase, faultName } from "./fault_name.ts";
import { ALL_KINDS, type RecoveryCurve } from "./recovery_curves.ts";

/** A time over repetitions. Seconds; null where no run has it. */
export interface RepeatedTime {
  readonly n: number;
  /** Runs that were watched for less than it took. */
  readonly censored: number;
  readonly median: BoundedMedian | null;
  readonly shortest: CensoredDuration | null;
  readonly longest: CensoredDuration | null;
}

/** Runs of one fault on platforms of one size and fill. */
export interface RecoverySummary extends FaultCase {
  readonly system: string;
  /** `3 of 10 cells die`. */
  readonly name: string;
  /** Seconds for which the full platform was left alone before; null if not recorded. */
  readonly soak: number | null;
  /** `all`, or the kind of an application. */
  readonly kind: string;
  readonly runs: number;
  /** Lost instances of all runs, and those that ran again. */
  readonly lost: number;
  readonly returned: number;
  /** Time until the first instance was noticed to be gone. */
  readonly noticed: RepeatedTime;
  /** Time until half, 95 % and all of them ran again. */
  readonly half: RepeatedTime;
  readonly most: RepeatedTime;
  readonly all: RepeatedTime;
  /** Time until requests reached all of them again. */
  readonly routable: RepeatedTime;
}

/**
 * Returns a row for each system, fault with its settings, and kind, of the runs that count: in order of the runs, and of
 * each fault all kinds together first.
 */
export function recoverySummaries(
  runs: readonly PlatformRun[],
  curves: readonly RecoveryCurve[],
): RecoverySummary[] {
  const counted = new Map(
    runs.filter(({ status }) => status === "ok")
      .map((run) => [run.run_id, run]),
  );
  const pairs = curves.flatMap((curve) => {
    const run = counted.get(curve.run_id);
    return run ? [{ run, curve }] : [];
  });
  const groups = Map.groupBy(
    pairs,
    ({ run, curve }) => JSON.stringify([run.system, caseOf(run), curve.kind]),
  );
  const rows = [...groups.values()].flatMap((group): RecoverySummary[] => {
    const [first] = group;
    if (!first) return [];
    const { system } = first.run;
    const one = caseOf(first.run);
    const own = group.map(({ curve }) => curve);
    const sum = (of: (curve: RecoveryCurve) => number) =>
      own.reduce((total, curve) => total + of(curve), 0);
    const at = (index: number) =>
      repeatedTime(own.map(({ times }) => times[index]?.time ?? null));
    return [{
      ...{ ...one, system, name: faultName(one) },
      ...{ kind: first.curve.kind, runs: own.length },
      lost: sum(({ n }) => n),
      returned: sum(({ returned }) => returned),
      noticed: repeatedTime(
        own.map(({ first_noticed: seconds }) =>
          seconds === null ? null : { seconds, censored: false }
        ),
      ),
      half: at(0),
      most: at(1),
      all: at(2),
      routable: repeatedTime(own.map(({ routable }) => routable)),
    }];
  });
  const cases = Map.groupBy(
    rows,
    ({ system, name, soak }) => JSON.stringify([system, name, soak]),
  );
  return [...cases.values()].flatMap((own) => own.toSorted(byKind));
}

function byKind(a: RecoverySummary, b: RecoverySummary): number {
  const rank = ({ kind }: RecoverySummary) => kind === ALL_KINDS ? "" : kind;
  return compareText(rank(a), rank(b));
}

function caseOf(
  { fault, cells, kill_share, fill, outage, soak }: PlatformRun,
): FaultCase & Pick<RecoverySummary, "soak"> {
  return { fault, cells, kill_share, fill, outage, soak };
}

/** Returns the range of a time over repetitions. */
export function repeatedTime(
  times: readonly (CensoredTime | null)[],
): RepeatedTime {
  const known = times.flatMap((time): CensoredDuration[] =>
    time === null
      ? []
      : [{ seconds: time.seconds, known: time.censored ? "beyond" : "seen" }]
  ).sort((a, b) => a.seconds - b.seconds);
  return {
    n: known.length,
    censored: known.filter((time) => time.known === "beyond").length,
    median: boundedMedian(known),
    shortest: known[0] ?? null,
    longest: known.at(-1) ?? null,
  };
}
