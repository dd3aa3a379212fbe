/** A Diego as a platform. */
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { InstanceState, Platform } from "../platform/platform.ts";
import type { CellFaults } from "./cell_faults.ts";
import { pushApp, removeApp, scaleApp } from "./diego_apps.ts";
import type { DiegoSession } from "./diego_session.ts";
import { runTasks } from "./diego_tasks.ts";
import { routes } from "./wire/routes.ts";
import type { StoreFaults } from "./store_faults.ts";

export interface DiegoPlatformOptions
  extends Pick<Platform, "version" | "cells" | "remarks" | "samples" | "logs"> {
  readonly cellFaults: CellFaults;
  /** Null where the store is not ours. */
  readonly storeFaults: StoreFaults | null;
  /** What ends with the platform: its session, and what looks after its processes. */
  readonly owned: AsyncDisposable;
  /** Whether the records of the run are removed at the end, as the BBS is somebody's own. */
  readonly cleansUp: boolean;
}

export function toDiegoPlatform(
  session: DiegoSession,
  options: DiegoPlatformOptions,
): Platform {
  const { version, cells, remarks, samples, logs, cellFaults } = options;
  const { storeFaults, owned, cleansUp } = options;
  return {
    ...{ version, cells, remarks, samples, logs },
    clock: { isVirtual: false, now, wait: delay },
    push: (app, limits) => pushApp(session, app, limits),
    instances: () => listInstances(session),
    scale: (app, instances, limits) =>
      scaleApp(session, app, instances, limits),
    remove: (app, limits) => removeApp(session, app, limits),
    runTasks: (n, limits) => runTasks(session, n, limits),
    watch(onEvent) {
      session.watchers.add(onEvent);
      return {
        [Symbol.dispose]: () => void session.watchers.delete(onEvent),
      };
    },
    killCells: (n) => cellFaults.kill(n),
    restoreCells: (names) => cellFaults.restore(names),
    cutStore: storeFaults &&
      ((share, seconds) => storeFaults.cut(share, seconds)),
    wipeStore: storeFaults &&
      ((share, seconds) => storeFaults.wipe(share, seconds)),
    async [Symbol.asyncDispose]() {
      if (cleansUp) await removeAll(session);
      await owned[Symbol.asyncDispose]();
    },
  };
}

/** Throws an Error if the BBS does not answer. */
async function listInstances(
  session: DiegoSession,
): Promise<readonly InstanceState[]> {
  if (!await session.resync()) {
    throw new Error("Cannot list instances as the BBS does not answer");
  }
  return [...session.apps.values()].flatMap(({ guid, spec }) =>
    [...session.states.instancesOf(guid).values()].map((
      { index, cell, state, since },
    ) => ({ app: spec.name, index, cell, state, since }))
  );
}

/** Removes what the run has desired from a BBS that goes on. */
async function removeAll({ bulk, apps }: DiegoSession): Promise<void> {
  const guids = [...apps.keys()];
  apps.clear();
  await Promise.all(
    guids.map((guid) => bulk.call(routes.removeDesired, { guid })),
  );
}
