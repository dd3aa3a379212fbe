/** What befell the cells of a run, and what the platform noticed of it: as moments, and as timelines of those that died. */
import { z } from "zod";
import { stageModels, stageNames } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import type { StageTimelines } from "../stages/stage_timelines.ts";

const Moment = z.strictObject({
  /** Seconds since 1970. */
  second: z.number(),
  cell: z.string(),
  /** `dead` and `alive` are what befell it, `missing` and `present` what the platform noticed. */
  state: z.enum(["dead", "missing", "alive", "present"]),
});

/** A change of one cell. */
export type CellMoment = z.infer<typeof Moment>;

/** Reads the changes of the cells of a run, in order of time; those of one time begin with what befell a cell. */
export function cellMoments(
  store: Store,
  run_id: string,
): Promise<CellMoment[]> {
  return store.query(
    Moment,
    `SELECT epoch(events.at) AS second, subject AS cell, detail AS state FROM events
     WHERE run_id = $1 AND kind = 'note' AND detail IN ('dead', 'alive', 'missing', 'present') AND events.at IS NOT NULL
     ORDER BY events.at, subject, detail`,
    [run_id],
  );
}

const { "dead-cell": model } = stageModels;

/** The states that are the stages of a dead cell, in order. */
const stageStates = ["dead", "missing", "alive", "present"] as const;

/**
 * Reads the timelines of the cells of a run that died, each from its first death on; null without any. A cell that was
 * brought back before its platform noticed lacks that stage, unless it was noticed then.
 */
export async function deadCellTimelines(
  store: Store,
  run_id: string,
): Promise<StageTimelines | null> {
  const cells = Map.groupBy(
    await cellMoments(store, run_id),
    ({ cell }) => cell,
  );
  const dead = [...cells].flatMap(([cell, moments]) => {
    const died = moments.find(({ state }) => state === "dead")?.second;
    if (died === undefined) return [];
    const seconds = stageStates.map((wanted) =>
      moments.find(({ state, second }) => state === wanted && second >= died)
        ?.second ?? NaN
    );
    return [{ cell, died, seconds }];
  }).sort((a, b) => a.died - b.died);
  const [first] = dead;
  if (!first) return null;
  const zero = first.died;
  const names = stageNames(model);
  // What no cell reached is not told, as in timelines of stages that were recorded.
  const told = names.flatMap((stage, i) =>
    dead.some(({ seconds }) => !Number.isNaN(seconds[i])) ? [{ stage, i }] : []
  );
  const until = told.findIndex(({ stage }) => stage === model.until);
  return {
    ...{ run_id, kind: model.kind, counted: model.entity, zero },
    stages: told.map(({ stage }) => stage),
    until: until < 0 ? told.length - 1 : until,
    entities: dead.map(({ cell, seconds }) => ({
      ...{ entity: cell, subject: "", cell, outcome: "" },
      times: Float64Array.from(told, ({ i }) => (seconds[i] ?? NaN) - zero),
    })),
  };
}
