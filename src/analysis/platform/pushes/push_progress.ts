/** Pushes over the time of a run: how many were done, how many failed. */
import { pushEnd, type PushOperation } from "./push_operations.ts";
import { isFailure } from "./push_times.ts";

/** Pushes that ended in one part of a run's time. */
export interface PushProgress {
  readonly run_id: string;
  /** Seconds from the first push. */
  readonly from: number;
  readonly to: number;
  /** Applications whose start ended well, per second. */
  readonly rate: number;
  /** Phases that failed in it. */
  readonly failed: number;
  /** Applications done until its end. */
  readonly done: number;
}

/** Parts that the time of a run is split into. */
const PARTS = 60;

/** Returns sixty equal parts of each run's time of pushing, in order; none of a run without a push that ended. */
export function pushProgress(
  operations: readonly PushOperation[],
): PushProgress[] {
  const runs = Map.groupBy(operations, ({ run_id }) => run_id);
  return [...runs].flatMap(([run_id, own]) => {
    const zero = own.reduce(
      (first, { started }) => Math.min(first, started ?? Infinity),
      Infinity,
    );
    const ended = own.flatMap((operation) => {
      const at = pushEnd(operation);
      return at === null ? [] : [{ ...operation, second: at - zero }];
    });
    const length = ended.reduce(
      (last, { second }) => Math.max(last, second),
      0,
    );
    if (!(length > 0)) return [];
    const width = length / PARTS;
    const done = new Int32Array(PARTS);
    const failed = new Int32Array(PARTS);
    for (const operation of ended) {
      const part = Math.min(PARTS - 1, Math.floor(operation.second / width));
      const isDone = operation.phase === "start" && operation.outcome === "ok";
      if (isDone) done[part]!++;
      if (isFailure(operation)) failed[part]!++;
    }
    let sum = 0;
    return Array.from(done, (n, i): PushProgress => ({
      ...{ run_id, from: i * width, to: (i + 1) * width },
      ...{ rate: n / width, failed: failed[i] ?? 0, done: sum += n },
    }));
  });
}
