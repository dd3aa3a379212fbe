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

/** Most entities that are drawn: a row of each is a pixel high. */
const MAX_ROWS = 800;

/** Groups as they are drawn. */
export interface DrawnGroups {
  readonly groups: readonly StageGroup[];
  /** All entities, drawn or not. */
  readonly n: number;
  /** Of so many entities one is drawn; 1 if all are. */
  readonly step: number;
  /** True if each that was not seen to end is drawn, whatever its place. */
  readonly keepsOpen: boolean;
}

/**
 * Thins groups to what can be seen: every so-many-th entity in its order, the last one of all, and all those that were not
 * seen to end unless they are many.
 */
export function thinGroups(groups: readonly StageGroup[]): DrawnGroups {
  const all = groups.flatMap(({ entities }) => entities);
  const n = all.length;
  const open = all.filter(isOpen).length;
  const step = Math.ceil(n / MAX_ROWS);
  const keepsOpen = open > 0 && open <= MAX_ROWS / 4;
  if (step <= 1) return { groups, n, step: 1, keepsOpen: false };
  let position = 0;
  return {
    groups: groups.map(({ name, entities }) => ({
      name,
      entities: entities.filter((entity) =>
        position++ % step === 0 || position === n || keepsOpen && isOpen(entity)
      ),
    })).filter(({ entities }) => entities.length > 0),
    ...{ n, step, keepsOpen },
  };
}

function isOpen({ bars }: StageEntity): boolean {
  return bars.some(({ to }) => to === null);
}
