/**
 * The interface of a control plane: what keeps the records of the applications that are desired, of their instances, and of
 * the cells that run them. It is what cells and loops see, where `platform/platform.ts` is what a user sees: nobody pushes
 * here, nothing is staged, and cells are simulated by whoever calls it.
 *
 * A system has two sides. The process that records a run starts it, looks after it, and lets its store fail
 * (`ControlPlane`). The threads that are its load connect by plain data (`ControlPlaneClient`), made by
 * `workloads/control_plane/connect_client.ts`.
 */
import type { Attempt } from "../../lab/clients/attempt.ts";
import type { ProbeTarget } from "../../lab/probes/resource_probes.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import type { ControlPlaneClientSpec, Layout } from "./client_spec.ts";

/** A kind of control plane. One system may be a key-value store or a platform as well, hence the name of the function. */
export interface ControlPlaneSystem extends System {
  /**
   * Starts it, or connects to it, and resolves once it serves. Throws `UnavailableError` for a program that is missing,
   * an Error with the log tail if a process ends, `TimeoutError` if it does not serve in time.
   */
  startControlPlane(options: StartControlPlaneOptions): Promise<ControlPlane>;
}

export interface StartControlPlaneOptions {
  /** How many cells there are going to be; their names are those of `toCellName()`. */
  readonly cells: number;
  /** How a store lays records out; a control plane with a schema of its own refuses all but the default by `UsageError`. */
  readonly layout: Layout;
  /** For all that is drawn at random. */
  readonly seed: number;
  /** The system's own settings, as given with `--set`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Owns processes, ports and the temporary folder. */
  readonly processes: ProcessGroup;
  /** Where a store keeps its data, in a folder of its own: the temporary folder, or a disk in it. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A started control plane. What is null it cannot do. Its processes end with the `ProcessGroup` that owns them. */
export interface ControlPlane extends AsyncDisposable {
  /** Version that it reports; of several components, each with its name. */
  readonly version: string;
  /** How load threads reach it: plain data, to be posted to them. */
  readonly client: ControlPlaneClientSpec;
  /** What no record may have; short ones are not looked for. */
  readonly secrets: readonly string[];
  /** Its components and its store, whose processor time and memory are sampled; names are the sources of their samples. */
  readonly components: readonly ProbeTarget[];
  /** What is real and what is not, and settings that a result rests on, a sentence each. */
  readonly remarks: readonly string[];
  /** Returns the size of its store; null while it does not tell. */
  readonly size: (() => Promise<StoreSize | null>) | null;
  /** Lets its store fail. */
  readonly store: StoreControl | null;
  /** Lets that fail which answers requests; null where that is the store itself, or is not ours. */
  readonly api: Pick<StoreControl, "kill" | "start" | "takesDown"> | null;
  /**
   * Lets cells die that the system runs itself, for one whose cells are not in the load: those of a scheduler that places
   * instances. Null where the cells are those of the load.
   */
  readonly cells: CellControl | null;
}

/** What a store holds. */
export interface StoreSize {
  /** Records of desired applications and of actual instances; null for a store that does not count them cheaply. */
  readonly desired: number | null;
  readonly actual: number | null;
  /** Bytes of its files, allocated on disk; null for one that has those of others too. */
  readonly bytes: number | null;
}

/** What can befall a store. All resolve when it has happened. */
export interface StoreControl {
  /** Names of the processes that end with it, or while it is away. */
  readonly takesDown: readonly string[];
  /** Kills all of its processes (SIGKILL). */
  kill(): Promise<void>;
  /** Starts it again after `kill()`, or `wipe()`; resolves once it answers, which may be before it has caught up. */
  start(): Promise<void>;
  /** Stops all of its processes (SIGSTOP), and lets them go on. */
  pause(): Promise<void>;
  resume(): void;
  /** Removes all data of a killed store: as on a new machine, it starts empty. Null if that cannot be done. */
  readonly wipe: (() => Promise<void>) | null;
}

export interface CellControl {
  /** Lets cells die without a word: they no longer renew their presence, nor answer. */
  kill(cells: readonly string[]): Promise<void>;
  /** Brings cells back, empty. */
  restore(cells: readonly string[]): Promise<void>;
  /**
   * Returns the guids of the LRPs with an instance that is recorded as running on one of some cells. Throws an Error if that is
   * not told.
   */
  runningOn(cells: readonly string[]): Promise<readonly string[]>;
  /** Puts instances on them; null where only the scheduler can. */
  readonly placing: Placing | null;
}

/**
 * Puts instances on cells that the system runs itself, without its scheduler: it would take hours for 200,000 of them, and
 * what is asked is what the control plane does when they run.
 */
export interface Placing {
  /** Ends the scheduler, so that what is desired waits for a cell. */
  hold(): Promise<void>;
  /** Lets cells run instances from now on, as if they had long been placed there. Each tells the control plane of it. */
  place(lrps: readonly PlacedLrp[]): Promise<void>;
  /** Returns how many instances are recorded as running; null while it cannot be told. */
  running(): Promise<number | null>;
  /** Starts the scheduler again, and resolves once it works. */
  release(): Promise<void>;
}

/** A long-running process (LRP) that is desired: an application. */
export interface DesiredLrp {
  /** Unique; letters, digits and hyphens. */
  readonly guid: string;
  readonly instances: number;
  /** Limits of each instance, in bytes. */
  readonly memory: number;
  readonly disk: number;
  /** Host names by which it is reached. */
  readonly routes: readonly string[];
  /** Bytes of what only a cell needs to run it: its command, environment and the like. */
  readonly runInfo: string;
}

/** One instance of a desired LRP. */
export interface LrpKey {
  readonly guid: string;
  readonly index: number;
}

/**
 * `unclaimed`: no cell has it; `claimed`: a cell makes its container; `running`; `crashed`: waits for its restart. One
 * whose cell is no longer present keeps its state until convergence.
 */
export type LrpState = "unclaimed" | "claimed" | "running" | "crashed";

/** The record of an instance. */
export interface ActualLrp extends LrpKey {
  readonly state: LrpState;
  /** Empty for none. */
  readonly cell: string;
  /** Milliseconds since 1970 when it took this state. */
  readonly since: number;
  readonly crashes: number;
}

/**
 * How a request ended. Requests never throw and are never made twice; one that the control plane refuses, as its record
 * is in another state, has failed with the code `conflict`, one without a record with `missing`.
 */
export interface Answer<T> extends Attempt {
  /** Null unless `ok`. */
  readonly value: T | null;
}

/** What a bulk fetch returned. `Attempt.bytes` are those of the answer, where the protocol tells. */
export interface Fetched {
  readonly desired: number;
  readonly actual: number;
}

/** What convergence found: instances that a cell has to be found for. */
export interface Converged {
  /** Instances whose cell is not present. */
  readonly lost: readonly ActualLrp[];
  /** Instances without a cell: unclaimed, or crashed. */
  readonly waiting: readonly ActualLrp[];
}

/** A change that a control plane tells its subscribers. */
export interface ControlPlaneEvent extends LrpKey {
  readonly kind: "desired" | "removed" | "claimed" | "running" | "crashed";
}

/**
 * A connection of a load thread, which may have many requests in flight. What is null the control plane cannot do, or does
 * by itself.
 */
export interface ControlPlaneClient extends AsyncDisposable {
  /** Desires an LRP: from now on it is to run. Its instances are unclaimed. */
  desire(lrp: DesiredLrp): Promise<Answer<null>>;
  /** Removes an LRP and its instances. */
  remove(guid: string): Promise<Answer<null>>;
  /**
   * What a route-emitter asks: routes of every desired LRP, and cell and state of every instance.
   */
  fetchRoutes(): Promise<Answer<Fetched>>;
  /** What a bulker asks (nsync): which LRPs are desired, and their versions; without their run info. */
  fetchDesired(): Promise<
    Answer<Fetched & { readonly guids: readonly string[] }>
  >;
  /** Which cells are present. */
  fetchCells(): Promise<Answer<readonly string[]>>;
  /** Desires many LRPs, with one running instance each on a given cell, at once; null where each is desired by itself. */
  readonly seed:
    | ((batch: readonly PlacedLrp[]) => Promise<Answer<null>>)
    | null;
  /** What cells ask; null where the system runs its cells itself. */
  readonly cell: CellClient | null;
  /** Lists the instances that run; null where the cells that ask know, or nothing that runs could be lost. */
  readonly fetchRunning: (() => Promise<Answer<readonly LrpKey[]>>) | null;
  /** Finds what has lost its cell, or never had one; null where the control plane converges, and places, by itself. */
  readonly converge: (() => Promise<Answer<Converged>>) | null;
  /**
   * Calls `onEvent` for each change from now on, until disposed of; `onLost` when it may have missed some. Null for one
   * that tells no changes.
   */
  readonly watch: ((subscriber: Subscriber) => Promise<AsyncDisposable>) | null;
}

export interface PlacedLrp {
  readonly lrp: DesiredLrp;
  readonly cell: string;
}

export interface Subscriber {
  readonly onEvent: (event: ControlPlaneEvent) => void;
  readonly onLost: (reason: string) => void;
}

/** The requests of cells (Diego's rep). */
export interface CellClient {
  /** Tells that a cell is there, for `ttl` seconds from now. */
  present(cell: string, ttl: number): Promise<Answer<null>>;
  /** Lists the instances that are recorded on a cell. */
  fetch(cell: string): Promise<Answer<readonly ActualLrp[]>>;
  /** A cell takes an instance that has none, or `from` a cell that is not present: unclaimed to claimed. */
  claim(key: LrpKey, cell: string, from: string): Promise<Answer<null>>;
  /** A cell runs an instance: the record is made if it is not there. */
  start(key: LrpKey, cell: string): Promise<Answer<null>>;
  /** An instance crashed on a cell: it has no cell, and waits for its restart. */
  crash(key: LrpKey, cell: string): Promise<Answer<null>>;
  /** A cell cannot run an instance that it claimed: it is unclaimed again, with the reason. */
  fail(key: LrpKey, cell: string, reason: string): Promise<Answer<null>>;
}

/** Returns the name of a cell, counted from 0: `cell-0000`. */
export function toCellName(index: number): string {
  return `cell-${String(index).padStart(4, "0")}`;
}
