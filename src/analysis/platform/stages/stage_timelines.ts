/**
 * Timelines of the entities of one run: which reached which stage when.
 *
 * A stage is a moment. What is measured is the time from the stage before it to the moment at which it is reached, and
 * is named after the stage that is reached. Where clocks differ, it may be negative.
 */
import { z } from "zod";
import {
  compareText,
  maybeStageModel,
  stageNames,
} from "../../../record/mod.ts";
import { median } from "../../../statistics/mod.ts";
import {
  maybeNumberColumn,
  maybeTextColumn,
  numberColumn,
  textColumn,
} from "../../../store/column_types.ts";
import type { Store } from "../../../store/mod.ts";

/** An entity: a task, an instance, a push. */
export interface EntityTimeline {
  /** Id of its operation. */
  readonly entity: string;
  readonly subject: string;
  /** Empty if not recorded. */
  readonly cell: string;
  readonly outcome: string;
  /** Seconds since the zero of the run, by position of the stage; NaN where the stage was not seen. */
  readonly times: Float64Array;
}

/** Timelines of one kind of operations in one run. */
export interface StageTimelines {
  readonly run_id: string;
  readonly kind: string;
  /** What an entity is: `task`. */
  readonly counted: string;
  /**
   * Stages that at least one entity reached, in the order of the model; those that no model knows follow, in the order
   * of their median times. What no entity has is not told by such a record, and no entity lacks it.
   */
  readonly stages: readonly string[];
  /** Position of the stage that completes a timeline; of the last one where the model does not say, or it was not seen. */
  readonly until: number;
  /** Seconds since 1970 of the first stage of all. */
  readonly zero: number;
  /** In order of their operations' start, those without one last; of those that start at once, in order of their numbers. */
  readonly entities: readonly EntityTimeline[];
}

/** Whether any stage of an entity was seen. */
export function hasStage({ times }: Pick<EntityTimeline, "times">): boolean {
  return times.some((time) => !Number.isNaN(time));
}

const EntityColumns = z.tuple([
  textColumn,
  textColumn,
  textColumn,
  textColumn,
]);

const TimeColumns = z.tuple([
  numberColumn,
  numberColumn,
  maybeTextColumn,
  maybeNumberColumn,
]);

/** Entities that begin at once have numbers at the end of their ids: 9 comes before 10. */
const order = "started_at NULLS LAST, length(operation_id), operation_id";

const entitySql = `
  SELECT operation_id, subject, worker, outcome FROM operations
  WHERE run_id = $1 AND kind = $2 ORDER BY ${order}`;

/**
 * Numbers, as texts that repeat take many times as long to read: of the entity in its order, from 0, and of the stage in
 * the list $3, from 1; the text of a stage that is not in it.
 */
const timeSql = `
  WITH entities AS (
    SELECT operation_id, row_number() OVER (ORDER BY ${order}) - 1 AS entity FROM operations
    WHERE run_id = $1 AND kind = $2),
  own AS (SELECT operation_id, stage, "at" AS seen_at FROM stages WHERE run_id = $1)
  SELECT CAST(entity AS DOUBLE) AS entity,
    CAST(coalesce(list_position($3::JSON::VARCHAR[], stage), 0) AS DOUBLE) AS stage_number,
    CASE WHEN NOT list_contains($3::JSON::VARCHAR[], stage) THEN stage END AS other,
    CAST(epoch_us(seen_at) AS DOUBLE) / 1e6 AS second
  FROM entities JOIN own USING (operation_id)
  ORDER BY entity, seen_at, stage`;

const Kind = z.strictObject({ kind: z.string(), operations: z.number() });

/** Returns the kinds of operations of a run of which any has stages, with the number of operations, by name. */
export function stagedKinds(
  store: Store,
  run_id: string,
): Promise<z.infer<typeof Kind>[]> {
  return store.query(
    Kind,
    `SELECT kind, count(*) AS operations FROM operations
     WHERE run_id = $1 AND kind IN (
       SELECT kind FROM operations SEMI JOIN stages USING (run_id, operation_id) WHERE run_id = $1)
     GROUP BY kind ORDER BY kind`,
    [run_id],
  );
}

/** Returns the timelines of a run's operations of one kind; null if none of them has a stage. */
export async function stageTimelines(
  store: Store,
  { run_id, kind }: { readonly run_id: string; readonly kind: string },
): Promise<StageTimelines | null> {
  const model = maybeStageModel(kind);
  const known = model ? stageNames(model) : [];
  const params = [run_id, kind];
  const { values } = await store.columns(timeSql, [
    ...params,
    JSON.stringify(known),
  ]);
  // A result without rows has no columns either.
  if (values.length === 0) return null;
  const [owners, numbers, others, seconds] = TimeColumns.parse(values);
  const zero = seconds.reduce<number>(
    (first, second) => Math.min(first, second ?? Infinity),
    Infinity,
  );
  if (zero === Infinity) return null;
  const [ids, subjects, cells, outcomes] = EntityColumns.parse(
    (await store.columns(entitySql, params)).values,
  );
  const named = numbers.map((number, i) =>
    known[number - 1] ?? others[i] ?? null
  );
  const stages = inOrder(known, named, seconds);
  const positions = new Map(stages.map((stage, at) => [stage, at]));
  const entities = ids.map((entity, i): EntityTimeline => ({
    entity,
    subject: subjects[i] ?? "",
    cell: cells[i] ?? "",
    outcome: outcomes[i] ?? "",
    times: new Float64Array(stages.length).fill(NaN),
  }));
  for (const [i, owner] of owners.entries()) {
    const times = entities[owner]?.times;
    const position = positions.get(named[i] ?? "") ?? -1;
    // The first time counts: rows are in order of time.
    if (!times || position < 0 || !Number.isNaN(times[position])) continue;
    times[position] = (seconds[i] ?? NaN) - zero;
  }
  const until = stages.indexOf(model?.until ?? "");
  return {
    ...{ run_id, kind, stages, zero, entities },
    counted: model?.entity ?? kind,
    until: until < 0 ? stages.length - 1 : until,
  };
}

/** Puts the stages that were seen in the order of the model, and the others behind them by their median times. */
function inOrder(
  known: readonly string[],
  names: readonly (string | null)[],
  seconds: readonly (number | null)[],
): string[] {
  const ofModel = new Set(known);
  const seen = new Set<string>();
  // Of the others alone: those of the model have an order.
  const times = new Map<string, number[]>();
  for (let i = 0; i < names.length; i++) {
    const [name, second] = [names[i] ?? null, seconds[i] ?? null];
    if (name === null || second === null) continue;
    if (ofModel.has(name)) {
      seen.add(name);
      continue;
    }
    const own = times.get(name) ?? [];
    times.set(name, own);
    own.push(second);
  }
  const others = [...times]
    .map(([name, own]) => ({ name, middle: median(own) }))
    .sort((a, b) => a.middle - b.middle || compareText(a.name, b.name));
  return [
    ...known.filter((name) => seen.has(name)),
    ...others.map(({ name }) => name),
  ];
}
