/**
 * Times of pushes that others published, and those of this project's runs. Each row says what its figure was made from:
 * the times that a tool kept of every push, or the times of our own record. They are beside each other, not compared:
 * the platforms, applications and years differ.
 */
import { z } from "zod";
import { Mode, Outcome } from "../../../record/mod.ts";
import { summarise } from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { pushEnd, pushOperations } from "../pushes/push_operations.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";
import { cellCount } from "../runs/cell_count.ts";

/** Experiments of the rows. */
export interface PublishedSources {
  /** Imports of what others published. */
  readonly published: string;
  readonly ours: string;
  /** Those of our runs that are beside them: runs of one setting. */
  readonly runs: readonly PlatformRun[];
}

/** `whole`: upload, staging and start of one `cf push` together. */
export const pushParts = ["push", "start", "whole"] as const;
/** Part of a push that a figure is about. */
export type PushPart = (typeof pushParts)[number];

/** Times of pushes of one load. Seconds; null if no time is known. */
export interface PushFigure {
  readonly origin: "published" | "ours";
  readonly mode: Mode;
  /** Tool that was run, or our experiment. */
  readonly source: string;
  /** Name of the file that was imported; empty for ours. */
  readonly file: string;
  /** What the platform had to bear meanwhile, or its size. */
  readonly load: string;
  readonly part: PushPart;
  /** Pushes, those that did not succeed or of which no time was kept included. */
  readonly n: number;
  /** Pushes that the times are of: they succeeded, and their time was kept. */
  readonly timed: number;
  /** Pushes that did not succeed; the others that are not timed have no time. */
  readonly failed: number;
  readonly median: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly estimator: string;
}

/** Returns the rows of others, by their load, and then ours by number of cells. */
export async function publishedPushes(
  store: Store,
  { published, ours, runs }: PublishedSources,
): Promise<PushFigure[]> {
  return [
    ...await othersPushes(store, published),
    ...await ownPushes(store, ours, runs),
  ];
}

const Row = z.strictObject({
  tool: z.string(),
  file: z.string(),
  load: z.string(),
  part: z.enum(pushParts),
  outcome: Outcome,
  seconds: z.number().nullable(),
});

/** The tool that keeps the time of a whole `cf push`. */
const WHOLE_PUSHES = "diego-performance-app";

async function othersPushes(
  store: Store,
  experiment: string,
): Promise<PushFigure[]> {
  const rows = await store.query(
    Row,
    `WITH loads AS (
       SELECT run_id, any_value(value) FILTER (key = 'test') AS test,
         any_value(number) FILTER (key = 'instances') AS instances, string_agg(CASE WHEN key = 'test' THEN value
         WHEN key = 'instances' THEN value || CASE value WHEN '1' THEN ' instance' ELSE ' instances' END
         ELSE value || ' ' || lower(label) END, ', ' ORDER BY "position") AS load
       FROM params WHERE key IN ('test', 'instances', 'response_size', 'thrashed') GROUP BY run_id)
     SELECT tool, runs.source AS file, coalesce(load, '') AS load, outcome, duration_s AS seconds,
       CASE WHEN tool = $2 THEN 'whole' ELSE operations.kind END AS part
     FROM operations JOIN runs USING (run_id) LEFT JOIN loads USING (run_id)
     WHERE experiment = $1 AND operations.kind IN ('push', 'start')
     ORDER BY tool DESC, test, instances, run_id, part, operation_id`,
    [experiment, WHOLE_PUSHES],
  );
  return figuresOf(rows, ({ tool, file, load, part }) => ({
    ...{ origin: "published", mode: "imported" },
    ...{ source: tool, file, load, part },
    estimator: "median of the times that the tool kept",
  }));
}

async function ownPushes(
  store: Store,
  experiment: string,
  runs: readonly PlatformRun[],
): Promise<PushFigure[]> {
  const byId = new Map(runs.map((run) => [run.run_id, run]));
  const operations = await pushOperations(store, experiment);
  // One key after the other, as to write both of each operation takes longer than all else.
  const apps = [...Map.groupBy(operations, ({ run_id }) => run_id).values()]
    .flatMap((own) => [...Map.groupBy(own, ({ app }) => app).values()]);
  const rows = apps.flatMap((phases) => {
    const run = byId.get(phases[0]?.run_id ?? "");
    if (run === undefined) return [];
    const push = phases.find(({ phase }) => phase === "push");
    const start = phases.find(({ phase }) => phase === "start");
    const end = start === undefined ? null : pushEnd(start);
    const began = push?.started ?? null;
    return [{
      run,
      outcome: phases.find(({ outcome }) => outcome !== "ok")?.outcome ?? "ok",
      seconds: end === null || began === null ? null : end - began,
    }];
  }).sort((a, b) => (a.run.cells ?? 0) - (b.run.cells ?? 0));
  const descriptions = new Map(
    runs.map((run) => [run, describeOwn(experiment, run)]),
  );
  return figuresOf(
    rows,
    ({ run }) => descriptions.get(run) ?? describeOwn(experiment, run),
  );
}

function describeOwn(
  experiment: string,
  { cells, mode, system }: PlatformRun,
): PushDescription {
  return {
    ...{ origin: "ours", mode, source: `${experiment}, ${system}`, file: "" },
    load: cells === null ? "" : cellCount(cells),
    part: "whole",
    estimator: "median of the recorded times",
  };
}

/** What the pushes of a figure have in common. */
type PushDescription = Pick<
  PushFigure,
  "origin" | "mode" | "source" | "file" | "load" | "part" | "estimator"
>;

/** Returns a row for each group of pushes that have the same description, in order. */
function figuresOf<
  T extends { readonly outcome: Outcome; readonly seconds: number | null },
>(
  rows: readonly T[],
  describe: (row: T) => PushDescription,
): PushFigure[] {
  // Thousands of pushes have one description.
  const keys = new Map<PushDescription, string>();
  const groups = Map.groupBy(rows, (row) => {
    const description = describe(row);
    const key = keys.get(description) ?? JSON.stringify(description);
    keys.set(description, key);
    return key;
  });
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const seconds = own.flatMap(({ outcome, seconds }) =>
      outcome === "ok" && seconds !== null ? [seconds] : []
    );
    const { median, min, max } = summarise(seconds);
    return [{
      ...describe(first),
      ...{ n: own.length, timed: seconds.length, median, min, max },
      // Of an unfinished push the tool kept no time, which is not to say that it failed.
      failed: own.filter(({ outcome }) =>
        outcome !== "ok" && outcome !== "unfinished"
      ).length,
    }];
  });
}
