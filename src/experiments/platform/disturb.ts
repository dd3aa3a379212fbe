/** Faults of a platform, and the time until every instance runs again. */
import type { Capability } from "../../lab/plan/capability.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type { StoreShare } from "../../systems/platform/platform.ts";
import { runBatch } from "./batch.ts";
import {
  beginPhase,
  type PlatformRun,
  recordFault,
  waitUntilDone,
  watchFor,
} from "./platform_run.ts";
import type { PlatformFault } from "./platform_settings.ts";

/**
 * Time without an instance that is lost, after which a platform has recovered from a fault of its store: it notices what
 * is gone in loops of 30 s and a minute, one after the other.
 */
const QUIET_S = 300;

/** Time after cells were brought back, in seconds. */
const AFTER_RESTORE_S = 120;

interface FaultKind {
  readonly title: string;
  readonly needs: Capability;
  /** How a store is hit; null for cells. */
  readonly store: {
    readonly action: "cutStore" | "wipeStore";
    readonly share: StoreShare;
  } | null;
}

const kinds: Readonly<Record<PlatformFault, FaultKind>> = {
  "kill-cells": {
    title: "Cells die",
    needs: "kill-cells",
    store: null,
  },
  "cut-store-partial": {
    title: "A part of the store is cut off",
    needs: "cut-store",
    store: { action: "cutStore", share: "partial" },
  },
  "cut-store-total": {
    title: "The store is cut off",
    needs: "cut-store",
    store: { action: "cutStore", share: "total" },
  },
  "wipe-store-partial": {
    title: "The store loses a part of its data",
    needs: "wipe-store",
    store: { action: "wipeStore", share: "partial" },
  },
  "wipe-store-total": {
    title: "The store loses all data",
    needs: "wipe-store",
    store: { action: "wipeStore", share: "total" },
  },
};

/** Returns the capability that a fault needs. */
export function needsOf(fault: PlatformFault): Capability {
  return kinds[fault].needs;
}

/** Makes the phases `fault` and `heal`. */
export async function disturb(run: PlatformRun): Promise<void> {
  const { store, title } = kinds[run.context.values.fault];
  if (store) await troubleStore(run, title, store);
  else await killSomeCells(run, title);
}

/** Destroys cells, waits until what ran there runs elsewhere, and brings the cells back. */
async function killSomeCells(run: PlatformRun, title: string): Promise<void> {
  const { platform, tracker, context } = run;
  const { values, recorder } = context;
  const { clock, killCells, restoreCells } = platform;
  if (!killCells) return;
  beginPhase(run, "fault");
  run.sampler.sample();
  const at = clock.now();
  const cells = await killCells(
    Math.max(1, Math.round(values.cells * values.kill_share)),
  );
  const lost = tracker.beginFault({ at, cells });
  const subject = cells.join(",");
  const fault = values.fault;
  recordFault(run, { kind: "fault", at, subject, fault, title });
  recorder.event(
    "note",
    "fault",
    `${lost} instances were on the ${cells.length} cells that died`,
  );
  recordRoom(run, at, values.cells - cells.length);
  await waitForRecovery(run, { quiet: 0, meanwhile: null });
  tracker.endFault();
  beginPhase(run, "heal");
  if (restoreCells) await restoreCells(cells);
  recordFault(run, {
    kind: "heal",
    ...{ at: clock.now(), subject, fault, title },
  });
  await watchFor(run, { phase: "heal", seconds: AFTER_RESTORE_S });
}

/** Records what the instances that are desired may use, and what the cells that are left have. */
function recordRoom(
  { tracker, context: { recorder, receivers, values } }: PlatformRun,
  at: number,
  cellsLeft: number,
): void {
  const desired = tracker.counts()
    .reduce((sum, { memory }) => sum + memory, 0);
  const sample = (metric: string, value: number) => ({
    ...{ run_id: recorder.run_id, source: "platform", metric, unit: "B" },
    ...{ at: toTime(at), value },
  });
  receivers.onSamples([
    sample("desired_memory", desired),
    sample("left_memory", cellsLeft * values.cell_memory),
  ]);
}

/** Takes the store away, with small tasks all the while, and waits until every instance runs, and has for a while. */
async function troubleStore(
  run: PlatformRun,
  title: string,
  { action, share }: NonNullable<FaultKind["store"]>,
): Promise<void> {
  const { platform, tracker, context: { values, recorder } } = run;
  const act = platform[action];
  if (!act) return;
  const { clock } = platform;
  const { fault, outage } = values;
  beginPhase(run, "fault");
  const at = clock.now();
  run.sampler.sample();
  // Before the store is hit, as what it loses at once is lost by the fault.
  tracker.beginFault({ at, cells: [] });
  await act(share, outage);
  const subject = "store";
  recordFault(run, { kind: "fault", at, subject, fault, title });
  const probe = toProbe(run);
  const healAt = at + outage * 1000;
  while (clock.now() < healAt) await probe(healAt);
  beginPhase(run, "heal", healAt);
  recordFault(run, { kind: "heal", at: healAt, subject, fault, title });
  await waitForRecovery(run, { quiet: QUIET_S, meanwhile: probe });
  tracker.endFault();
  const unfollowed = tracker.unfollowed();
  if (unfollowed > 0) {
    recorder.event(
      "note",
      "fault",
      `The records of ${unfollowed} running instances that crash by themselves were lost too; their return is not followed`,
    );
  }
}

/** Waits until no instance has been lost for `quiet` seconds, at most for the time of the setting. */
async function waitForRecovery(
  run: PlatformRun,
  { quiet, meanwhile }: {
    readonly quiet: number;
    /** Acts while it waits; null only waits. */
    readonly meanwhile: ((until: number) => Promise<void>) | null;
  },
): Promise<void> {
  const { platform: { clock }, tracker, context: { values, recorder } } = run;
  const end = clock.now() + values.limit * 1000;
  let quietSince = clock.now();
  const isDone = () => {
    if (tracker.recovering() > 0) quietSince = clock.now();
    return tracker.recovering() === 0 &&
      clock.now() - quietSince >= quiet * 1000;
  };
  const detail = () => `${tracker.recovering()} instances do not run again yet`;
  if (meanwhile) {
    while (!isDone() && clock.now() < end) await meanwhile(end);
  } else {
    await waitUntilDone(run, { limit: values.limit, isDone, detail });
  }
  if (tracker.recovering() === 0) return;
  recorder.warn(
    "not-recovered",
    `${tracker.recovering()} instances did not run again within ${values.limit} s`,
  );
}

/** Returns a function that runs one task, which tells whether the platform does what it is asked, and waits a period. */
function toProbe(run: PlatformRun): (until: number) => Promise<void> {
  const { platform: { clock }, context: { values, signal } } = run;
  const { probe_every } = values;
  let n = 0;
  return async (until) => {
    const next = Math.min(until, clock.now() + probe_every * 1000);
    await runBatch(run, {
      ...{ n: 1, timeout: probe_every, prefix: `probe-${++n}-` },
    });
    // Always waits, so that time passes on a platform that answers at once.
    const left = Math.max(0.001, (next - clock.now()) / 1000);
    await clock.wait(left, signal);
  };
}
