/** Cells that die and come back, and what the platform notices of it. */
import { repeat } from "../../lab/timing/periodic.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import {
  drawSome,
  seededRandom,
  spreadSeed,
} from "../../statistics/basics/random.ts";
import type { CellEvent } from "../platform/platform.ts";
import type { Cells } from "./cells/start_cells.ts";
import type { DiegoSession } from "./diego_session.ts";
import { routes } from "./wire/routes.ts";

/** Time between two looks at which cells are present, in seconds, while one is dead or was not seen again. */
const LOOK_S = 1;

export interface CellFaults {
  /** Kills up to `n` cells that are alive, by the seed of the run; returns their names. */
  kill(n: number): Promise<readonly string[]>;
  restore(cells: readonly string[]): Promise<void>;
}

/** Returns the faults of cells; what the BBS notices of them is told too, until the session ends. */
export function toCellFaults(
  session: Pick<DiegoSession, "bulk" | "watchers" | "signal">,
  { cells, seed }: { readonly cells: Cells; readonly seed: number },
): CellFaults {
  const { bulk, watchers, signal } = session;
  const random = seededRandom(spreadSeed(seed));
  const dead = new Set<string>();
  /** Of cells that died, whether the BBS takes them for present. */
  const present = new Map<string, boolean>();
  const tell = (cell: string, state: CellEvent["state"]) => {
    for (const watcher of watchers) {
      watcher({ kind: "cell", at: now(), cell, state });
    }
  };
  repeat(async () => {
    if (present.size === 0) return;
    const { value } = await bulk.call(routes.cells, {});
    if (value === null) return;
    const seen = new Set(value.cells.map(({ cell }) => cell));
    for (const [cell, was] of present) {
      const is = seen.has(cell);
      if (is === was) continue;
      present.set(cell, is);
      tell(cell, is ? "present" : "missing");
      if (is && !dead.has(cell)) present.delete(cell);
    }
  }, { every: LOOK_S, signal });
  return {
    async kill(n) {
      const alive = cells.names.filter((name) => !dead.has(name));
      const chosen = drawSome(alive, n, random);
      await cells.command("kill", chosen);
      for (const cell of chosen) {
        dead.add(cell);
        present.set(cell, true);
        tell(cell, "dead");
      }
      return chosen;
    },
    async restore(names) {
      const gone = names.filter((name) => dead.has(name));
      await cells.command("restore", gone);
      for (const cell of gone) {
        dead.delete(cell);
        tell(cell, "alive");
      }
    },
  };
}
