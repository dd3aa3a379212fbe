/** What a start goes through, by the names of the stage model `start`: staging, then the first instance. */
import type { PushStage } from "../../platform/platform.ts";
import { constants } from "../base/latencies.ts";
import type { App } from "./entities.ts";
import { toMs, type World } from "./world.ts";

/** The course of one start. Times are seconds since the platform's start; NaN for what has not happened. */
export interface Course {
  readonly begunAt: number;
  /** Entity of the staging; -1 for none yet. */
  staging: number;
  /** When the staging began to run, and for how long it does. */
  ranAt: number;
  seconds: number;
  isStaged: boolean;
}

/** Creates the course of a start that begins now. */
export function emptyCourse(now: number): Course {
  return {
    begunAt: now,
    ...{ staging: -1, ranAt: NaN, seconds: NaN, isStaged: false },
  };
}

/** Returns the stages that a start has reached by now. */
export function toPushStages(
  world: World,
  app: App,
  { begunAt, staging, ranAt, seconds, isStaged }: Course,
): PushStage[] {
  const { entities, now, failures } = world;
  // A staging that was lost with its cell told nothing more.
  const ran = failures.has(staging) ? NaN : ranAt;
  const staged = (share: number) => ran + share * seconds;
  const ofContainer = (row: number): readonly [number, number] => {
    const creating = entities.creatingAt[row] ?? 0;
    const created = entities.createdAt[row] ?? 0;
    if (creating === 0) return [NaN, NaN];
    return [creating, created >= creating ? created : NaN];
  };
  const { staging_app, staging_buildpacks, staging_build } = constants;
  const [creatingStaging, createdStaging] = ofContainer(staging);
  const first = app.entities[0] ?? -1;
  const [creating, created] = ofContainer(first);
  const up = entities.upAt[first] ?? NaN;
  const moments = [
    ["CC-Says-Start", begunAt],
    ["Creating-Stg", creatingStaging],
    ["Created-Stg", createdStaging],
    ["Finish-DL-App", staged(staging_app.value)],
    ["Finish-DL-Buildpack", staged(staging_buildpacks.value)],
    ["Finish-Builder", isStaged ? staged(staging_build.value) : NaN],
    ["Finish-Upload", isStaged ? staged(1) : NaN],
    ["Creating-Inst", creating],
    ["Created-Inst", created],
    ["Healthy", up >= created ? up : NaN],
  ] as const;
  return moments.flatMap(([stage, time]) =>
    time <= now ? [{ stage, at: toMs(world, time) }] : []
  );
}
