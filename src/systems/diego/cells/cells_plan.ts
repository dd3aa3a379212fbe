/** What a process of cells is told when it starts, what it can be told later, and what it tells of itself: JSON. */
import { z } from "zod";
import { IdentityFiles } from "../clients/tls_identity.ts";

const Address = z.strictObject({ host: z.string(), port: z.number().int() });

/** A duration, log-normal: its median in seconds, and the standard deviation of its logarithm, 0 for a constant. */
const Duration = z.strictObject({
  median: z.number().min(0),
  spread: z.number().min(0),
});
export type Duration = z.infer<typeof Duration>;

export const CellsPlan = z.strictObject({
  /** Names of the cells. */
  cells: z.array(z.string()).min(1),
  /** Index of the first among all cells of the run. */
  first: z.number().int(),
  /** Where the API of all of them is served, each below a path of its name. */
  api: Address,
  /** Where commands are taken and the status is told. */
  control: Address,
  bbs: Address,
  locket: Address,
  /** Certificates towards the BBS and Locket. */
  client: IdentityFiles,
  /** Certificates of the API. */
  server: IdentityFiles,
  /** Capacity of a cell. */
  memoryMb: z.number().int(),
  diskMb: z.number().int(),
  containers: z.number().int(),
  zone: z.string(),
  /** Presence in Locket: seconds that it lasts, and from one renewal to the next. */
  presenceTtl: z.number().int(),
  presenceEvery: z.number(),
  /** Seconds from one bulk loop to the next, in ordinary times and while a cell is evacuated. */
  loopEvery: z.number(),
  evacuationEvery: z.number(),
  /** Seconds after which an evacuation ends, whatever is left. */
  evacuationTimeout: z.number(),
  /** Containers that a cell makes at once. */
  createPool: z.number().int(),
  durations: z.strictObject({
    /** To make a container. */
    create: Duration,
    /** From the container to the running process: downloads, launch, health check. */
    boot: Duration,
    /** To run a task. */
    task: Duration,
    /** To stop a process. */
    stop: Duration,
  }),
  /** Connections to the BBS of the whole process, and seconds until a request is given up. */
  connections: z.number().int(),
  timeout: z.number(),
  seed: z.number().int(),
});
export type CellsPlan = z.infer<typeof CellsPlan>;

/** An instance that a cell is to run, with what it takes. */
const PlacedInstance = z.strictObject({
  cell: z.string(),
  guid: z.string(),
  index: z.number().int(),
  domain: z.string(),
  memoryMb: z.number(),
  diskMb: z.number(),
});
export type PlacedInstance = z.infer<typeof PlacedInstance>;

/** What can be done to cells. */
export const CellsCommand = z.discriminatedUnion("act", [
  z.strictObject({
    /** `kill`: without a word; `restore`: dead ones come back, empty; `evacuate`: their instances move away, then they end. */
    act: z.enum(["kill", "restore", "evacuate"]),
    cells: z.array(z.string()),
  }),
  z.strictObject({
    /** They run these instances, which nobody has placed on them. A process ignores those of cells of another one. */
    act: z.literal("run"),
    instances: z.array(PlacedInstance),
  }),
]);
export type CellsCommand = z.infer<typeof CellsCommand>;

/** What befalls whole cells. */
export type CellsAct = Exclude<CellsCommand["act"], "run">;

const Requests = z.strictObject({
  ok: z.number(),
  /** Refused by the state of the record. */
  conflict: z.number(),
  failed: z.number(),
});

/** Since the last status, unless it is a state. */
export const CellsStatus = z.strictObject({
  /** Cells by what they are now. */
  present: z.number(),
  dead: z.number(),
  evacuating: z.number(),
  /** Containers now, and those of them that do not run yet. */
  containers: z.number(),
  starting: z.number(),
  /** Share of one processor. */
  cpu: z.number(),
  /** Longest delay of the event loop, and longest wait for a connection to the BBS, in seconds. */
  lag: z.number(),
  wait: z.number(),
  waiting: z.number(),
  /** Bulk loops: how many ended, how many failed, and the longest, in seconds. */
  loops: z.number(),
  failedLoops: z.number(),
  longestLoop: z.number(),
  /** Renewals of presences, by how they ended. */
  presences: Requests,
  /** Requests to the BBS by their kind. */
  requests: z.record(z.string(), Requests),
});
export type CellsStatus = z.infer<typeof CellsStatus>;
