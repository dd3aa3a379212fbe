import { expect, test } from "vitest";
import type { ActualLrp } from "../../../src/systems/control_plane/control_plane.ts";
import { cellLoops } from "../../../src/workloads/control_plane/cell_loops.ts";
import { Containers } from "../../../src/workloads/control_plane/containers.ts";
import { toGuid } from "../../../src/workloads/control_plane/lrps.ts";
import type { CellsPlan } from "../../../src/workloads/control_plane/plans.ts";
import { noEvents, toCellClient, toFakeRequests } from "./_fakes.ts";

const INSTANCES = 10;

const records = Array.from({ length: INSTANCES }, (_, number): ActualLrp => ({
  ...{ guid: toGuid("lrp", number), index: 0, state: "running" },
  ...{ cell: "cell-0000", since: 0, crashes: 0 },
}));

/** Lets one cell go through many loops that are due at whole milliseconds; returns what it wrote again. */
async function write(
  { writeShare, seed = 1 }: {
    readonly writeShare: number;
    readonly seed?: number;
  },
): Promise<readonly string[]> {
  const client = toCellClient(records);
  const plan: CellsPlan = {
    ...{ run_id: "r", seed, cells: 1, instances: INSTANCES, runInfo: 0 },
    client: { kind: "sqlite", url: "http://127.0.0.1:1" },
    limits: { connections: 1, timeout: 1, bulkTimeout: 1 },
    ...{ name: "cells-0", thread: 0, threads: 1, first: 0, until: 1 },
    ...{ empty: false, presentInterval: 15, ttl: 60, cellInterval: 30 },
    ...{ writeShare, desires: 0, creation: 1 },
  };
  const [, loop] = cellLoops({
    ...{ plan, client, requests: toFakeRequests(), events: noEvents },
    containers: new Containers({ cells: 1, instances: INSTANCES }),
  });
  for (let turn = 0; turn < 500; turn++) await loop?.act(turn, 600 * turn);
  return client.started;
}

test("a cell writes a share of its records again, others in each loop", async () => {
  // A fifth of a record in each of 500 loops.
  const few = await write({ writeShare: 0.02 });
  expect(few.length).toBeGreaterThan(60);
  expect(few.length).toBeLessThan(140);
  expect(new Set(few).size).toBe(INSTANCES);
  const many = await write({ writeShare: 0.3 });
  expect(many).toHaveLength(3 * 500);
  expect(new Set(many).size).toBe(INSTANCES);
});

test("what a cell writes again repeats with the seed", async () => {
  const first = await write({ writeShare: 0.02, seed: 7 });
  expect(await write({ writeShare: 0.02, seed: 7 })).toEqual(first);
  expect(await write({ writeShare: 0.02, seed: 8 })).not.toEqual(first);
});
