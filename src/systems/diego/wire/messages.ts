/** Messages of the BBS and of Locket, as far as they are used; `layouts.ts` has their fields on the wire. */
import type { Int64 } from "./codec.ts";

export interface BbsError {
  readonly type: number;
  readonly message: string;
}

/** What every answer of the BBS may hold. */
export interface OnlyError {
  readonly error: BbsError | null;
}

export interface LrpKey {
  readonly guid: string;
  readonly index: number;
  readonly domain: string;
}

export interface InstanceKey {
  readonly instance: string;
  readonly cell: string;
}

export interface NetInfo {
  readonly address: string;
  readonly ports: readonly {
    readonly container: number;
    readonly host: number;
  }[];
  readonly instanceAddress: string;
}

/** `presence` of an actual LRP. */
export const presences = { ordinary: 0, evacuating: 1, suspect: 2 } as const;

/** What changes of an actual LRP. */
export interface ActualLrpInfo {
  readonly crashes: number;
  readonly state: string;
  readonly placementError: string;
  /** Nanoseconds since 1970. */
  readonly since: Int64;
  readonly presence: number;
}

export interface ActualLrp extends ActualLrpInfo {
  readonly key: LrpKey | null;
  readonly instanceKey: InstanceKey | null;
}

export interface StartedLrp {
  readonly key: LrpKey;
  readonly instanceKey: InstanceKey;
  readonly netInfo: NetInfo;
  readonly metricTags: Readonly<Record<string, string>>;
  readonly routable: boolean;
  readonly zone: string;
}

export interface EvacuationAnswer extends OnlyError {
  readonly keepContainer: boolean;
}

export interface RunAction {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly user: string;
}

export interface Action {
  readonly run: RunAction | null;
}

/** `dynamic` is 0 for a text, 1 for the index of the instance, 2 for its guid. */
export interface MetricTag {
  readonly text: string;
  readonly dynamic: number;
}

export interface DesiredLrp {
  readonly guid: string;
  readonly domain: string;
  readonly rootFs: string;
  readonly instances: number;
  readonly action: Action | null;
  readonly diskMb: number;
  readonly memoryMb: number;
  readonly routes: {
    readonly routes: Readonly<Record<string, Uint8Array>>;
  } | null;
  readonly logGuid: string;
  readonly annotation: string;
  readonly metricTags: Readonly<Record<string, MetricTag>>;
}

export interface SchedulingInfo {
  readonly key: LrpKey | null;
  readonly instances: number;
}

export interface TaskDefinition {
  readonly rootFs: string;
  readonly action: Action | null;
  readonly diskMb: number;
  readonly memoryMb: number;
  readonly logGuid: string;
}

/** `state` of a task. */
export const taskStates = {
  pending: 1,
  running: 2,
  completed: 3,
  resolving: 4,
} as const;

export interface Task {
  readonly definition: TaskDefinition | null;
  readonly guid: string;
  readonly domain: string;
  /** Nanoseconds since 1970. */
  readonly createdAt: Int64;
  readonly updatedAt: Int64;
  readonly state: number;
  readonly cell: string;
  readonly failed: boolean;
  readonly failureReason: string;
}

/** A lock, or the presence of a cell. */
export interface Resource {
  readonly key: string;
  readonly owner: string;
  readonly value: string;
  readonly type: "lock" | "presence";
  /** 1 for a lock, 2 for a presence. */
  readonly typeCode: number;
}
