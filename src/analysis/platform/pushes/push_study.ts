/** Pushes of the whole mix to platforms of different size: the runs that can be compared, and what each size took. */
import { z } from "zod";
import { type MeanInterval, meanInterval } from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun, platformRuns } from "../runs/platform_runs.ts";
import type { MixKind } from "./mix_check.ts";
import { type PushOperation, pushOperations } from "./push_operations.ts";
import { type PushRun, pushRuns } from "./push_times.ts";
import { type RanInstances, ranInstances } from "./ran_instances.ts";
import { cellCount } from "../runs/cell_count.ts";

/** A run that pushed the mix. */
export interface ScaleRun {
  readonly run: PlatformRun;
  readonly push: PushRun;
  /** Seconds until the last push ended; null if pushes were cancelled, or none ended. */
  readonly all_in: number | null;
}

/** The runs of one number of cells. */
export interface PushScale {
  readonly cells: number;
  /** `10 cells`. */
  readonly label: string;
  readonly runs: readonly ScaleRun[];
  /** Seconds until the last push ended, over the runs that came to it. */
  readonly seconds: MeanInterval;
  /** Applications pushed and started, per second. */
  readonly rate: MeanInterval;
  /** Applications of all runs. */
  readonly apps: number;
  readonly ok: number;
  readonly failed: number;
  readonly cancelled: number;
}

/** What is compared: other runs of the experiment ask something else. */
export interface PushStudyOptions {
  readonly system: string;
  /** Share of the mix, 1 = 96 instances a cell. */
  readonly fill: number;
  /** Pushes in flight for each cell. */
  readonly parallel: number;
}

/** The pushes of one system. */
export interface PushStudy extends PushStudyOptions {
  readonly mix: readonly MixKind[];
  /** Every run of the system that pushed, of any setting and status, in order of time. */
  readonly runs: readonly PlatformRun[];
  /** Runs that count and have other settings than are compared. */
  readonly others: readonly PlatformRun[];
  /** By number of cells. */
  readonly scales: readonly PushScale[];
  /** Both phases of every push of the compared runs. */
  readonly operations: readonly PushOperation[];
  /** Every run that pushed, as a whole. */
  readonly pushes: readonly PushRun[];
  readonly ran: readonly RanInstances[];
  /** Attempts of the platform's client beyond the first, by run; null where not recorded. */
  readonly retries: ReadonlyMap<string, number>;
}

/** Reads the pushes of an experiment. */
export async function pushStudy(
  store: Store,
  mix: readonly MixKind[],
  options: PushStudyOptions,
  experiment = "platform-push",
): Promise<PushStudy> {
  const all = await platformRuns(store, experiment);
  const operations = await pushOperations(store, experiment);
  const pushes = pushRuns(operations);
  const byId = new Map(pushes.map((push) => [push.run_id, push]));
  const runs = all.filter(({ system, run_id }) =>
    system === options.system && byId.has(run_id)
  );
  const valid = runs.filter(({ status }) => status === "ok");
  const compared = mostRepeated(
    valid.filter(({ cells, fill, parallel }) =>
      cells !== null && fill === options.fill && parallel === options.parallel
    ),
  );
  const ids = new Set(compared.map(({ run_id }) => run_id));
  const scales = [...Map.groupBy(compared, ({ cells }) => cells ?? 0)]
    .toSorted(([a], [b]) => a - b)
    .map(([cells, own]) =>
      toScale(
        cells,
        own.flatMap((run) => {
          const push = byId.get(run.run_id);
          return push ? [{ run, push }] : [];
        }),
      )
    );
  return {
    ...{ ...options, mix, runs, scales, pushes },
    others: valid.filter(({ run_id }) => !ids.has(run_id)),
    operations: operations.filter(({ run_id }) => ids.has(run_id)),
    ran: await ranInstances(store, experiment),
    retries: await readRetries(store, experiment),
  };
}

/** Keeps, of several cases with one number of cells, the one with most runs. */
function mostRepeated(runs: readonly PlatformRun[]): PlatformRun[] {
  const sizes = Map.groupBy(runs, ({ cells }) => cells);
  return [...sizes.values()].flatMap((own) => {
    const cases = [...Map.groupBy(own, ({ case_id }) => case_id).values()]
      .toSorted((a, b) => b.length - a.length);
    return cases[0] ?? [];
  });
}

function toScale(
  cells: number,
  runs: readonly Omit<ScaleRun, "all_in">[],
): PushScale {
  const own = runs.map((one): ScaleRun => ({
    ...one,
    all_in: one.push.cancelled > 0 ? null : one.push.seconds,
  }));
  const sum = (of: (push: PushRun) => number) =>
    own.reduce((total, { push }) => total + of(push), 0);
  return {
    ...{ cells, label: cellCount(cells) },
    runs: own,
    seconds: meanInterval(own.flatMap(({ all_in }) => all_in ?? [])),
    rate: meanInterval(own.flatMap(({ push }) => push.rate ?? [])),
    apps: sum(({ apps }) => apps),
    ok: sum(({ ok }) => ok),
    failed: sum(({ failed }) => failed),
    cancelled: sum(({ cancelled }) => cancelled),
  };
}

const Retries = z.strictObject({ run_id: z.string(), n: z.number() });

async function readRetries(
  store: Store,
  experiment: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query(
    Retries,
    `SELECT run_id, sum(value) AS n FROM samples JOIN runs USING (run_id)
     WHERE experiment = $1 AND metric = 'push_retries' GROUP BY run_id ORDER BY run_id`,
    [experiment],
  );
  return new Map(rows.map(({ run_id, n }) => [run_id, n]));
}

/** Returns the label of the number of cells of each compared run, by its id. */
export function scaleLabels(
  { scales }: Pick<PushStudy, "scales">,
): ReadonlyMap<string, string> {
  return new Map(
    scales.flatMap(({ label, runs }) =>
      runs.map(({ run }) => [run.run_id, label] as const)
    ),
  );
}

/** Puts the phases of all runs of a number of cells together: their run is then named by it. */
export function poolScales(
  study: Pick<PushStudy, "scales" | "operations">,
): PushOperation[] {
  const labels = scaleLabels(study);
  return study.scales.flatMap(({ label }) =>
    study.operations.filter(({ run_id }) => labels.get(run_id) === label)
      .map((operation) => ({ ...operation, run_id: label }))
  );
}
