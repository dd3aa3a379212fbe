/** Settings of the experiment on control planes, with their defaults. */
import {
  choice,
  number,
  type Settings,
  type ValuesOf,
} from "../../lab/plan/settings.ts";
import type { Capability } from "../../lab/plan/capability.ts";
import { UsageError } from "../../record/mod.ts";

export const controlPlaneSettings = {
  cells: number("Cells", 100, {
    ...{ min: 1, max: 10_000 },
    about: "simulated cells",
  }),
  instances_per_cell: number("Instances a cell", 200, {
    ...{ min: 1, max: 10_000 },
    about: "seeded on each cell, one an LRP",
  }),
  layout: choice("Layout", ["indexed", "plain"], {
    about:
      "indexed: instances of a cell, and those without one, are found by indexes or prefixes of keys; plain: by no index",
  }),
  run_info: number("Run info", 1024, {
    ...{ unit: "B", max: 65_536, integer: true },
    about: "bytes that only a cell needs of an LRP",
  }),
  batch: number("LRPs seeded at once", 500, {
    ...{ min: 1, max: 10_000 },
    about: "in one request, or one after the other without batches",
  }),
  seeders: number("Seeders", 4, {
    ...{ min: 1, max: 1000 },
    about: "requests in flight while seeding",
  }),
  tolerance: number("Tolerance", 0.05, {
    ...{ unit: "1", max: 1 },
    about: "share of requests that may fail while seeding",
  }),
  present_interval: number("Presence renewed every", 15, {
    ...{ unit: "s", min: 0.05, identifies: true },
    about: "by each cell",
  }),
  ttl: number("Presence lasts", 60, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "after a renewal",
  }),
  cell_interval: number("Cell loop every", 30, {
    ...{ unit: "s", min: 0.05, identifies: true },
    about: "a cell fetches its instances",
  }),
  write_share: number("Written again", 0.02, {
    ...{ unit: "1", max: 1 },
    about: "share of its instances that a cell records in each of its loops",
  }),
  bulk_interval: number("Bulk loops every", 30, {
    ...{ unit: "s", min: 0.05, identifies: true },
    about: "route-emitter, bulker and convergence, which read everything",
  }),
  desires: number("New LRPs", 5, {
    ...{ unit: "1/s", max: 10_000 },
    about: "desired, placed, started, and every other one removed",
  }),
  creation: number("Container made in", 1, {
    ...{ unit: "s", max: 600, identifies: true },
    about: "median, of a cell",
  }),
  connections: number("Connections", 16, {
    ...{ min: 1, max: 1000 },
    about: "of each thread, where the protocol has one request on each",
  }),
  timeout: number("Time-out", 10, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "of a request",
  }),
  bulk_timeout: number("Time-out of bulk", 120, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "of a fetch of everything",
  }),
  threads: number("Generator threads", 2, {
    ...{ min: 2, max: 64, identifies: false },
    about: "one of the bulk loops, the others of the cells",
  }),
  fault: choice(
    "Fault",
    [
      ...["none", "kill-store", "pause-store", "wipe-store"] as const,
      ...["fill-disk", "kill-cells"] as const,
      ...["kill-store-in-seed", "kill-api-in-seed"] as const,
    ],
    {
      about:
        "kill-store: SIGKILL, started again; pause-store: SIGSTOP; wipe-store: killed, and starts empty; fill-disk: no room is left; kill-cells: some cells die; ...-in-seed: killed when half is seeded; api: what answers for the store",
    },
  ),
  disk_size: number("Disk of the store", 0, {
    ...{ unit: "B", max: 2 ** 40, integer: true },
    about: "of a disk in memory for its data; 0 = the machine's disk",
  }),
  outage: number("Outage", 10, {
    ...{ unit: "s", min: 0.1, identifies: true },
    about: "from the fault until the store, or the cells, come back",
  }),
  recovery: number("Watched after healing", 60, {
    unit: "s",
    about: "load after healing, to observe the recovery",
  }),
  kill_share: number("Cells that die", 0.1, {
    ...{ unit: "1", min: 0, max: 0.9 },
    about: "share of the cells, by kill-cells; at least one",
  }),
  warmup: number("Warm-up", 10, { unit: "s", about: "load before measuring" }),
  duration: number("Duration", 120, {
    ...{ unit: "s", min: 0.1 },
    about: "measured load",
  }),
  cooldown: number("Cool-down", 5, {
    unit: "s",
    about: "idle time after the load, before the next run",
  }),
} satisfies Settings;

export type ControlPlaneValues = ValuesOf<typeof controlPlaneSettings>;

/** What a fault needs of a system beyond keeping the records. */
export const faultNeeds: Readonly<
  Record<ControlPlaneValues["fault"], readonly Capability[]>
> = {
  none: [],
  "kill-store": ["kill-store"],
  "pause-store": ["pause-store"],
  "wipe-store": ["kill-store", "wipe-store"],
  "fill-disk": ["fill-disk", "kill-store"],
  "kill-cells": ["kill-cells"],
  "kill-store-in-seed": ["kill-store"],
  "kill-api-in-seed": ["kill-api"],
};

/** Faults as they read. */
export const faultTitles: Readonly<
  Record<Exclude<ControlPlaneValues["fault"], "none">, string>
> = {
  "kill-store": "The store is killed (SIGKILL), and started again",
  "pause-store": "The store stands still (SIGSTOP), and goes on",
  "wipe-store": "The store is killed and loses all data, and starts empty",
  "fill-disk": "The disk under the store is full, and has room again",
  "kill-cells": "Cells die without a word, and come back empty",
  "kill-store-in-seed":
    "The store is killed when half is seeded, and started again",
  "kill-api-in-seed":
    "What answers for the store is killed when half is seeded, and started again",
};

/** Faults that come before the load begins. */
type SeedFaultName = "kill-store-in-seed" | "kill-api-in-seed";

/** Returns true for a fault that comes while the control plane is seeded. */
export function isSeedFault(
  fault: ControlPlaneValues["fault"],
): fault is SeedFaultName {
  return fault === "kill-store-in-seed" || fault === "kill-api-in-seed";
}

/** Throws `UsageError` for values that contradict each other. */
export function checkControlPlane(
  values: ControlPlaneValues,
): void {
  const { cells, fault, kill_share, ttl, present_interval } = values;
  if (fault === "fill-disk" && values.disk_size === 0) {
    throw new UsageError(
      "Cannot fill the disk as it is that of the machine: use --set disk_size=1GiB",
    );
  }
  if (fault === "kill-cells" && deadCells({ cells, kill_share }) >= cells) {
    throw new UsageError(
      `Cannot kill all cells as none would be left to recover on: use --set cells=10, current value is ${cells}`,
    );
  }
  if (ttl <= present_interval) {
    throw new UsageError(
      `Cannot renew presences every ${present_interval} s as they last for ${ttl} s: use --set ttl=${
        4 * present_interval
      }`,
    );
  }
}

/** Returns how many cells die; those with the highest numbers. */
export function deadCells(
  { cells, kill_share }: Pick<ControlPlaneValues, "cells" | "kill_share">,
): number {
  return Math.max(1, Math.round(cells * kill_share));
}
