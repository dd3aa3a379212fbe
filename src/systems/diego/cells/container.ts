/** A container of a cell, which holds an instance of an LRP or a task: simulated, so that it is a state and a size. */
import type { LrpKey } from "../wire/messages.ts";
import type { LrpWork, TaskWork } from "./work.ts";

/**
 * States of the executor of a real cell. `reserved`: resources are set aside; `initializing`: waits for its container;
 * `created`: the container is there; `running`; `completed`: the process has ended.
 */
export type ContainerState =
  | "reserved"
  | "initializing"
  | "created"
  | "running"
  | "completed";

export interface Container {
  /** Name of it in the cell: the guid of the instance, or of the task. */
  readonly name: string;
  /** Null for a task. */
  readonly lrp: LrpKey | null;
  readonly work: LrpWork | TaskWork;
  readonly memoryMb: number;
  readonly diskMb: number;
  /** Port of the host that leads to it. */
  readonly port: number;
  state: ContainerState;
  metricTags: Readonly<Record<string, string>>;
  /** How the process ended: it was stopped, or it failed for a reason. */
  stopped: boolean;
  reason: string;
  /** It is no longer there. */
  gone: boolean;
  /** Something is being told to the BBS about it; and something is to be told again, as its state has changed meanwhile. */
  busy: boolean;
  again: boolean;
}

/** Whether a container counts as one that starts, for the auction. */
export function isStarting({ state }: Container): boolean {
  return state === "reserved" || state === "initializing" ||
    state === "created";
}
