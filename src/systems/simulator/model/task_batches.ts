/** Batches of tasks in the model. */
import type { PlatformResult, PushOptions } from "../../platform/platform.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import { addApp, whenReached } from "./applications.ts";
import { addEntity, type App } from "./entities.ts";
import { toPhase } from "./phase.ts";
import { desireTask } from "./task_stages.ts";
import type { World } from "./world.ts";

/** Runs tasks, all desired at once; calls `done` when all have ended, or at the limit. */
export function runTasks(
  world: World,
  n: number,
  options: PushOptions,
  done: (batch: TaskBatch) => void,
): void {
  const { entities, random, now } = world;
  const batch = addApp(world, {
    name: `tasks-${world.apps.length}`,
    spec: null,
    memory: constants.task_memory.value,
    disk: constants.task_disk.value,
    runs: () => draws.run_task(random),
  });
  const created = new Float64Array(n);
  const phase = toPhase(world, options, ({ outcome }) => {
    batch.onChange = null;
    done({ app: batch, startedAt: now, created, outcome });
  });
  whenReached(world, phase, () => {
    let ended = 0;
    batch.onChange = () => {
      if (++ended === n) phase.succeed();
    };
    for (let i = 0; i < n; i++) {
      const row = addEntity(entities, batch, now);
      created[i] = desireTask(world, row) - now;
    }
    if (n === 0) phase.succeed();
  });
}

/** A batch of tasks that has ended, or reached its limit. */
export interface TaskBatch {
  readonly app: App;
  /** Seconds since the start. */
  readonly startedAt: number;
  /** Seconds until each was acknowledged. */
  readonly created: Float64Array;
  readonly outcome: PlatformResult["outcome"];
}
