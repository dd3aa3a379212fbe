/** A host of one cell, with durations of milliseconds and a BBS in memory. */
import { toCell } from "../../../../src/systems/diego/cells/cell.ts";
import {
  type CellHost,
  noCounts,
} from "../../../../src/systems/diego/cells/cell_host.ts";
import type { Cell } from "../../../../src/systems/diego/cells/cell.ts";
import type { Presence } from "../../../../src/systems/diego/clients/locket_client.ts";
import type { LrpWork } from "../../../../src/systems/diego/cells/work.ts";
import { toFakeBbs } from "../_fake_bbs.ts";
import type { FakeBbs } from "../_fake_bbs.ts";
import { CRASH_AFTER } from "../../../../src/systems/diego/cells/run_container.ts";

const ok = { outcome: "ok", error: "", code: "", bytes: 0 } as const;

export interface TestHost extends AsyncDisposable {
  readonly host: CellHost;
  readonly bbs: FakeBbs;
  readonly cell: Cell;
  /** Presences that were taken, and those that were given up. */
  readonly presences: Presence[];
  readonly released: Presence[];
}

const MS = 0.001;

export function toTestHost(
  { createPool = 32, memoryMb = 1024 }: {
    readonly createPool?: number;
    readonly memoryMb?: number;
  } = {},
): TestHost {
  const stop = new AbortController();
  const bbs = toFakeBbs();
  const presences: Presence[] = [];
  const released: Presence[] = [];
  const host: CellHost = {
    plan: {
      ...{ loopEvery: 20 * MS, evacuationEvery: 10 * MS, zone: "z1" },
      // No evacuation lasts as long.
      evacuationTimeout: 600,
      ...{ presenceEvery: 10 * MS, presenceTtl: 1 },
    },
    bbs,
    locket: {
      present(presence) {
        presences.push(presence);
        return Promise.resolve(ok);
      },
      release(presence) {
        released.push(presence);
        return Promise.resolve(ok);
      },
    },
    draws: {
      create: () => 5 * MS,
      boot: () => 5 * MS,
      task: () => 5 * MS,
      stop: () => 5 * MS,
      offset: () => 0,
    },
    counts: noCounts(),
    signal: stop.signal,
    timers: new Set(),
    nextPort: 0,
  };
  const cell = toCell({
    ...{ name: "cell-0000", index: 0, zone: "z1", createPool },
    url: "https://127.0.0.1:1/cell-0000",
    room: { memoryMb, diskMb: 10_000, containers: 10 },
  });
  return {
    ...{ host, bbs, cell, presences, released },
    [Symbol.asyncDispose]() {
      stop.abort();
      for (const timer of host.timers) clearTimeout(timer);
      return Promise.resolve();
    },
  };
}

/** Desires an LRP with one instance, which is unclaimed, and returns the work that the auctioneer gives a cell. */
export function desire(
  bbs: FakeBbs,
  guid: string,
  { memoryMb = 128, crashAfter = null }: {
    readonly memoryMb?: number;
    readonly crashAfter?: number | null;
  } = {},
): LrpWork {
  bbs.desired.set(guid, {
    ...{ guid, domain: "d", rootFs: "preloaded:cflinuxfs4", instances: 1 },
    action: {
      run: {
        ...{ path: "/p", args: [], user: "u" },
        env: crashAfter === null
          ? []
          : [{ name: CRASH_AFTER, value: String(crashAfter) }],
      },
    },
    ...{ diskMb: 100, memoryMb, routes: null, logGuid: guid, annotation: "" },
    metricTags: {
      source_id: { text: guid, dynamic: 0 },
      index: { text: "", dynamic: 1 },
    },
  });
  bbs.records.set(`${guid}/0`, {
    ...{ guid, index: 0, state: "UNCLAIMED", presence: 0 },
    ...{ instance: "", cell: "" },
  });
  return {
    ...{ process_guid: guid, index: 0, domain: "d", instance_guid: "" },
    ...{ PlacementTags: [], VolumeDrivers: [], RootFs: "", MaxPids: 0 },
    ...{ MemoryMB: memoryMb, DiskMB: 100 },
  };
}

/** Longest wait; a machine may be twenty times slower than an idle one. */
const MAX_WAIT_MS = 60_000;

/** Waits until a condition holds, which is looked at every 2 ms. */
export async function until(isDone: () => boolean): Promise<void> {
  const end = performance.now() + MAX_WAIT_MS;
  while (!isDone()) {
    if (performance.now() > end) throw new Error("it did not happen");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
