/**
 * The interface of a container platform: applications in, instances on cells, and what keeps them there. A simulator, a
 * Cloud Foundry and a real control plane implement it, so that experiments are written once.
 */
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import type { Outcome } from "../../record/mod.ts";

/** Kind of an application of the push mix. */
export type AppKind = "hello" | "microservice" | "web" | "crashing";

/** An application to be pushed. */
export interface AppSpec {
  /** Unique on the platform. */
  readonly name: string;
  readonly kind: AppKind;
  readonly instances: number;
  /** Limits of each instance, in bytes. */
  readonly memory: number;
  readonly disk: number;
  /** Lines of log per second of each instance. */
  readonly logRate: number;
  /** Seconds from the start of an instance to its crash; null for one that does not crash by itself. */
  readonly crashAfter: number | null;
}

/** Limits of one push. */
export interface PushOptions {
  /** Limit of each of the two phases, in seconds. */
  readonly timeout: number;
  /** Cancels a push: what has not ended is `cancelled`. */
  readonly signal: AbortSignal;
}

/** How an action ended. `error` and `code` are empty if there is none. */
export interface PlatformResult {
  /** Milliseconds since 1970, by the platform's clock; null if it never began. */
  readonly startedAt: number | null;
  /** Seconds; null if it never began. */
  readonly duration: number | null;
  readonly outcome: Outcome;
  /** Text for readers. */
  readonly error: string;
  /** Word for what the error was: `insufficient-resources`, `store-unavailable`, `exit-1`. */
  readonly code: string;
  /** Attempts within it, at least 1 once it began. */
  readonly attempts: number;
}

/** A moment of a start, by the platform's own account; `stage` is one of the stage model `start`. */
export interface PushStage {
  readonly stage: string;
  /** Milliseconds since 1970, by the clock of the platform's components. */
  readonly at: number;
}

/** The two phases of a push: the upload; then staging and start, until each instance has been running. */
export interface PushResult {
  /** Identifies the application on the platform; empty if the push phase failed before there was one. */
  readonly guid: string;
  readonly push: PlatformResult;
  /** `cancelled` and never begun where the push phase failed. */
  readonly start: PlatformResult;
  /** Stages of the start that were reached, in order; empty for a platform that does not tell. */
  readonly stages: readonly PushStage[];
}

/**
 * State of an instance. `unclaimed`: desired, with no cell; `claimed`: a cell makes its container; `crashed`: waits for
 * its next restart; `missing`: desired, and the platform has no record of it.
 */
export type InstanceStatus =
  | "unclaimed"
  | "claimed"
  | "running"
  | "crashed"
  | "missing";

/** An instance, as the platform tells. */
export interface InstanceState {
  /** Name of its application. */
  readonly app: string;
  readonly index: number;
  /** Empty for none. */
  readonly cell: string;
  readonly state: InstanceStatus;
  /** Milliseconds since 1970 when it took this state; null for a platform that does not tell. */
  readonly since: number | null;
}

/** A change on the platform; `at` in milliseconds since 1970, by the platform's clock. */
export type PlatformEvent =
  | InstanceEvent
  | TaskEvent
  | CellEvent
  | StoreEvent
  | RoutesEvent
  | MeasuredEvent;

/** An instance took a state. `reason` is empty, or a word: `desired`, `evacuated`, `cell-lost`, `insufficient-resources`. */
export interface InstanceEvent extends InstanceState {
  readonly kind: "instance";
  readonly at: number;
  readonly reason: string;
  /**
   * The instance among all that the platform has, counted from 0, so that who follows many need not look each up by its
   * name; null for a platform that does not count them.
   */
  readonly number: number | null;
}

/** A task took a state. */
export interface TaskEvent {
  readonly kind: "task";
  readonly at: number;
  readonly task: string;
  readonly state: "pending" | "running" | "completed" | "failed";
  /** Empty for none. */
  readonly cell: string;
  readonly reason: string;
}

/** `dead` and `alive` are what befell a cell; `missing` and `present` are what the platform noticed. */
export interface CellEvent {
  readonly kind: "cell";
  readonly at: number;
  readonly cell: string;
  readonly state: "dead" | "alive" | "missing" | "present";
}

/** The store was cut off, lost its data, was reached again, or had every desired application again. */
export interface StoreEvent {
  readonly kind: "store";
  readonly at: number;
  readonly state: "cut" | "wiped" | "reached" | "restored";
  readonly share: StoreShare;
}

/** The routes of an instance were registered or pruned. */
export interface RoutesEvent {
  readonly kind: "route";
  readonly at: number;
  readonly app: string;
  readonly index: number;
  readonly state: "registered" | "pruned";
}

/** What a platform's own objectives are about has ended: a request to its API, or the start of a pod. */
export interface MeasuredEvent {
  readonly kind: "measured";
  /** `pod_start`: from when a pod is told to be there until it is told to run. */
  readonly operation: "api_call" | "pod_start";
  /** Unique among those of the run. */
  readonly id: string;
  /** Verb and resource of a request: `create deployments`. */
  readonly subject: string;
  /** When it began. */
  readonly at: number;
  /** Null for one that did not end. */
  readonly seconds: number | null;
  readonly outcome: Outcome;
  readonly error: string;
  readonly code: string;
}

/**
 * How much of the store a fault befalls. Cut off in part it answers slowly, in whole it does not answer. Of its data, a
 * part is the records of some applications, chosen by the run's seed.
 */
export type StoreShare = "partial" | "total";

/** One task of a batch. */
export interface TaskResult {
  readonly task: string;
  /** Empty if it never had one. */
  readonly cell: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Seconds until the platform acknowledged it; null if it did not. */
  readonly created: number | null;
  /** Seconds until it completed, or failed; null if it did neither within the limit. */
  readonly completed: number | null;
  readonly outcome: Outcome;
  readonly error: string;
  readonly code: string;
}

/** A value of one of the platform's own metrics; names are those that its components emit. */
export interface PlatformSample {
  /** Component: `bbs`, `auctioneer`, `route_emitter`, `locket`, or `rep` for the largest, or the sum, of all cells. */
  readonly source: string;
  /** `ConvergenceLRPDuration`, `PresentCells`, `LRPsMissing`. */
  readonly metric: string;
  /** Base unit: `s`, `B`, `1/s`, or empty for a count. */
  readonly unit: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly value: number;
}

/** Time of a platform: of the machine, or virtual. */
export interface PlatformClock {
  readonly isVirtual: boolean;
  /** Milliseconds since 1970, with a fraction. */
  now(): number;
  /**
   * Resolves after some seconds, or rejects with the signal's reason. Where time is virtual it passes only while every
   * caller waits for the clock or for the platform: between two such calls, await nothing else.
   */
  wait(seconds: number, signal: AbortSignal): Promise<void>;
}

/** A started platform. What is null it cannot do. No function throws for a failure of the platform. */
export interface Platform extends AsyncDisposable {
  /** Version that the platform itself reports. */
  readonly version: string;
  readonly clock: PlatformClock;
  /** Names of its cells; empty for a platform that does not tell. */
  readonly cells: readonly string[];
  /** Settings and assumptions that a result rests on, a sentence each. */
  readonly remarks: readonly string[];
  push(app: AppSpec, options: PushOptions): Promise<PushResult>;
  /** Lists all instances, those that are missing too. Rejects if the platform cannot tell now. */
  instances(): Promise<readonly InstanceState[]>;
  /** Returns the samples of its metrics since the last call, in order of time; empty for a platform without any. */
  samples(): readonly PlatformSample[];
  /** Sets the number of instances; resolves once they run, or are gone. */
  readonly scale:
    | ((
      app: string,
      instances: number,
      options: PushOptions,
    ) => Promise<PlatformResult>)
    | null;
  readonly remove:
    | ((app: string, options: PushOptions) => Promise<PlatformResult>)
    | null;
  /** Runs `n` tasks at once; resolves when all have ended, or at the limit. */
  readonly runTasks:
    | ((n: number, options: PushOptions) => Promise<readonly TaskResult[]>)
    | null;
  /** Calls `onEvent` for each event, in order; it must not call the platform. */
  readonly watch:
    | ((onEvent: (event: PlatformEvent) => void) => Disposable)
    | null;
  /** Destroys up to `n` cells that are alive, by the run's seed; returns their names. */
  readonly killCells: ((n: number) => Promise<readonly string[]>) | null;
  /** Brings destroyed cells back, empty. */
  readonly restoreCells: ((cells: readonly string[]) => Promise<void>) | null;
  /** Cuts the store off for some seconds; resolves at once, and its events follow. */
  readonly cutStore:
    | ((share: StoreShare, seconds: number) => Promise<void>)
    | null;
  /** Removes data of the store, which is unreachable for some seconds; resolves at once, and its events follow. */
  readonly wipeStore:
    | ((share: StoreShare, seconds: number) => Promise<void>)
    | null;
  /** Reads its log: lager lines without line feed, in order of time. */
  readonly logs: (() => AsyncIterable<string>) | null;
}

export interface StartPlatformOptions {
  /** Number of cells; a platform that has its own number of them says so by an error. */
  readonly cells: number;
  /** Capacity of a cell, in bytes. */
  readonly cellMemory: number;
  readonly cellDisk: number;
  /** For all that is drawn at random. */
  readonly seed: number;
  /** Milliseconds since 1970 at which virtual time begins: the start of the run. */
  readonly startedAt: number;
  /** Whether the log is going to be read; a platform that need not keep one then does not. */
  readonly logs: boolean;
  /** The system's own settings, as given with `--set`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Owns processes, ports and the temporary folder; unused by a platform in this process. */
  readonly processes: ProcessGroup;
  readonly signal: AbortSignal;
}

/** A kind of container platform. */
export interface PlatformSystem extends System {
  /** Starts it, or connects to it, and resolves once its cells are present. Throws an Error, `TimeoutError`. */
  start(options: StartPlatformOptions): Promise<Platform>;
}
