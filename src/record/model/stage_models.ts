/**
 * Stages of tasks, instances, pushes, containers and loops of a container platform, as data: what importers look for in
 * logs, what the simulator writes, and what analyses call complete.
 *
 * Names, order and the older messages are those of Cicerone, the log analysis of 2015 (cloudfoundry-attic/cicerone,
 * commands/*.go), its keys too, in one fixed order; the messages with `db-`, of auctions and of convergence are those of
 * the BBS and the auctioneer of today.
 */
import { container, lrp, push, task } from "./entity_stages.ts";
import {
  auction,
  convergence,
  deadCell,
  missingCell,
  recover,
  request,
} from "./loop_stages.ts";
import type { StageModel } from "./stage_model.ts";

/** All models by the kind of their operations. */
export const stageModels = {
  task,
  lrp,
  start: push,
  container,
  "missing-cell": missingCell,
  "dead-cell": deadCell,
  recover,
  request,
  auction,
  convergence,
} as const satisfies Readonly<Record<string, StageModel>>;

/** Kind of operations with a stage model. */
export type StagedKind = keyof typeof stageModels;

/** Stages that are scheduling: the first six of a task. */
export const schedulingStages: readonly string[] = task.stages.slice(0, 6)
  .map(({ stage }) => stage);

/** Messages, after the name of the source, with which a process begins: its sessions count from 1 again. */
export const processStarts: readonly string[] = ["starting", "started"];

/** Returns the model of a kind of operations, or undefined: an import may have kinds of its own. */
export function maybeStageModel(kind: string): StageModel | undefined {
  return Object.hasOwn(stageModels, kind)
    ? stageModels[kind as StagedKind]
    : undefined;
}

/** Returns the names of the stages of a model, in order. */
export function stageNames({ stages }: Pick<StageModel, "stages">): string[] {
  return stages.map(({ stage }) => stage);
}
