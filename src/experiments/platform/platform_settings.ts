/** Settings of all experiments on container platforms; each experiment declares those that it varies. */
import {
  choice,
  number,
  type Settings,
  type ValuesOf,
} from "../../lab/plan/settings.ts";

const GIB = 2 ** 30;

/** The platform, and the applications that it is filled with. */
export const mixSettings = {
  cells: number("Cells", 10, {
    ...{ min: 1, max: 5000 },
    about: "cells of the platform, by which the push mix grows",
  }),
  cell_memory: number("Memory of a cell", 32 * GIB, {
    ...{ unit: "B", min: GIB, integer: true },
  }),
  cell_disk: number("Disk of a cell", 128 * GIB, {
    ...{ unit: "B", min: GIB, integer: true },
  }),
  fill: number("Fill", 1, {
    ...{ unit: "1", min: 0.001, max: 4 },
    about: "share of the push mix that is pushed: 1 is 96 instances a cell",
  }),
  chatty: choice("Logs", ["yes", "no"], {
    about: "whether instances write lines of log",
  }),
  parallel: number("Parallel pushes", 2, {
    ...{ min: 0.01, max: 100, integer: false },
    about: "pushes in flight for each cell",
  }),
  push_timeout: number("Push time-out", 600, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "of each phase of a push",
  }),
  retries: number("Push retries", 0, {
    max: 100,
    about: "further pushes of an application whose push failed",
  }),
  tolerance: number("Tolerance", 0.05, {
    ...{ unit: "1", max: 1 },
    about:
      "share of applications that may fail before all pushes are cancelled",
  }),
  settle: number("Settle", 300, {
    unit: "s",
    about: "limit of the wait for all instances after the last push",
  }),
  traced: number("Traced", 1, {
    ...{ unit: "1", max: 1, identifies: false },
    about: "share of the applications whose stages are recorded",
  }),
  poll: number("Poll", 10, {
    ...{ unit: "s", min: 0.05 },
    about: "interval of polling the instances, of a platform without events",
  }),
} satisfies Settings;

/** A quiet time in which the filled platform is watched. */
export const soakSettings = {
  soak: number("Soak", 86_400, {
    ...{ unit: "s", min: 1, identifies: true },
    about: "time for which the filled platform is watched",
  }),
} satisfies Settings;

/** Faults of a platform. */
export const platformFaults = [
  "kill-cells",
  "cut-store-partial",
  "cut-store-total",
  "wipe-store-partial",
  "wipe-store-total",
] as const;
export type PlatformFault = (typeof platformFaults)[number];

/** A fault, and the time after it. */
export const disturbanceSettings = {
  fault: choice("Fault", platformFaults, {
    about: "cells that die, or a store that is cut off or loses its data",
  }),
  kill_share: number("Killed cells", 0.1, {
    ...{ unit: "1", min: 0.0001, max: 1 },
    about: "share of the cells that die, at least one",
  }),
  outage: number("Outage", 60, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "how long the store is away",
  }),
  limit: number("Watched", 3600, {
    ...{ unit: "s", min: 1, identifies: true },
    about: "limit of the wait for every instance to run again",
  }),
  probe_every: number("Probe", 10, {
    ...{ unit: "s", min: 0.1 },
    about: "interval of a small task during a fault of the store",
  }),
} satisfies Settings;

/** Work of one size at once, as Fezzik asks for it. */
export const batchSettings = {
  work: choice("Work", ["tasks", "instances"], {
    about: "tasks, or the instances of one application",
  }),
  factor: number("Factor", 5, {
    ...{ min: 1, max: 1000 },
    about: "tasks or instances for each cell, all at once",
  }),
  batch_timeout: number("Batch time-out", 1800, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "limit until all of them are done",
  }),
} satisfies Settings;

export const platformSettings = {
  ...mixSettings,
  ...soakSettings,
  ...disturbanceSettings,
  ...batchSettings,
} satisfies Settings;

export type PlatformValues = ValuesOf<typeof platformSettings>;
