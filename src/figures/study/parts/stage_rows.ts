/** One stage of one entity, in one unit of time. */
export interface StageBar {
  readonly entity: string;
  /** Empty for entities without groups. */
  readonly group: string;
  readonly stage: string;
  readonly from: number;
  /** Null for a stage that was not seen to end. */
  readonly to: number | null;
}

/** Order of entities. Each but `group` takes all entities as one group. */
export type StageOrder = "given" | "end" | "start" | "group";

/** An entity with its stages. */
export interface StageEntity {
  readonly name: string;
  readonly bars: readonly StageBar[];
}

/** Entities that stand together. */
export interface StageGroup {
  readonly name: string;
  readonly entities: readonly StageEntity[];
}

/**
 * Puts the entities in order: as given, by the end of their last stage, by the start of their first, or group by group and
 * within a group as given. What was not seen to end comes last by end.
 */
export function layOutStages(
  bars: readonly StageBar[],
  order: StageOrder,
): StageGroup[] {
  const entities = [
    ...Map.groupBy(bars, ({ group, entity }) => JSON.stringify([group, entity]))
      .values(),
  ].map((bars) => ({ name: bars[0]?.entity ?? "", bars }));
  if (order === "group") {
    const groups = Map.groupBy(entities, ({ bars }) => bars[0]?.group ?? "");
    return [...groups].map(([name, entities]) => ({ name, entities }));
  }
  const key = order === "end" ? endOf : startOf;
  return [{
    name: "",
    entities: order === "given"
      ? entities
      : entities.toSorted((a, b) => compare(key(a), key(b))),
  }];
}

function startOf({ bars }: StageEntity): number {
  return bars.reduce((least, { from }) => Math.min(least, from), Infinity);
}

function endOf({ bars }: StageEntity): number {
  return bars.reduce(
    (most, { to }) => Math.max(most, to ?? Infinity),
    -Infinity,
  );
}

/** A difference of infinities is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
