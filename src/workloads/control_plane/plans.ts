/** Parameters of the threads of a control plane's load: plain data, to be sent to workers. */
import type {
  ClientLimits,
  ControlPlaneClientSpec,
} from "../../systems/control_plane/client_spec.ts";

/** What all threads know. */
export interface CommonPlan {
  readonly run_id: string;
  readonly seed: number;
  readonly client: ControlPlaneClientSpec;
  readonly limits: ClientLimits;
  readonly cells: number;
  /** Seeded instances, one an LRP. */
  readonly instances: number;
  /** Bytes of run info of an LRP. */
  readonly runInfo: number;
}

/** The thread that seeds. */
export interface SeedPlan extends CommonPlan {
  /** LRPs of a request. */
  readonly batch: number;
  /** Requests in flight. */
  readonly seeders: number;
}

/** A thread that plays cells. Intervals are seconds. */
export interface CellsPlan extends CommonPlan {
  /** Name of the thread, its index, and how many of its kind there are. */
  readonly name: string;
  readonly thread: number;
  readonly threads: number;
  /** Indices of its cells: the last is not included. */
  readonly first: number;
  readonly until: number;
  /** Whether they come back without what they ran before. */
  readonly empty: boolean;
  readonly presentInterval: number;
  readonly ttl: number;
  readonly cellInterval: number;
  /** Share of its instances that a cell records again in each of its loops. */
  readonly writeShare: number;
  /** New LRPs that all threads desire, per second; 0 for none. */
  readonly desires: number;
  /** Median of the seconds to make a container. */
  readonly creation: number;
}

/** The thread of bulk loops. */
export interface LoopsPlan extends CommonPlan {
  readonly bulkInterval: number;
  readonly creation: number;
}

/** What a thread knows when it is stopped. */
export interface CellsResult {
  /** LRPs whose desire was acknowledged, and whose removal was not asked for. */
  readonly desired: readonly string[];
  /** Why changes may not have been told, each once; empty if all could be. */
  readonly untold: readonly string[];
}
