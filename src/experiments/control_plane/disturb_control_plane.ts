/** Phases `fault` and `heal` of a run on a control plane. */
import type { LimitedDisk } from "../../lab/limits/limited_disk.ts";
import type { PhaseSteps } from "../../lab/run/phase_steps.ts";
import { now, toTime } from "../../lab/timing/wall_clock.ts";
import { toEvent } from "../../record/mod.ts";
import { toCellName } from "../../systems/control_plane/control_plane.ts";
import type {
  ControlPlane,
  StoreControl,
} from "../../systems/control_plane/control_plane.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import type { CellsPlan } from "../../workloads/control_plane/plans.ts";
import {
  cellOfSeeded,
  maybeSeeded,
} from "../../workloads/control_plane/lrps.ts";
import type { ControlPlaneRun } from "./control_plane_run.ts";
import {
  deadCells,
  faultTitles,
  isSeedFault,
} from "./control_plane_settings.ts";
import type { LossOptions } from "./recovery_account.ts";

/** The cells that die: those of the load, unless the control plane runs its cells itself. */
export interface DoomedCells {
  readonly plan: CellsPlan;
  /** Lets them die. */
  kill(): Promise<void>;
  /** Lets them come back, empty. */
  restore(): Promise<void>;
}

type Loss = Omit<LossOptions, "at"> | null;

const noLoss = () => null;

/** What befalls the control plane. */
interface Disturbance {
  readonly subject: string;
  inject(): Promise<void>;
  heal(): Promise<void>;
  /** Returns the instances that it is going to take away; null for none. */
  readonly loss: () => Loss | Promise<Loss>;
}

/** Injects the fault of a run, heals it after the outage, and watches the recovery. */
export async function disturb(
  run: ControlPlaneRun,
  { steps, doomed }: {
    readonly steps: Pick<PhaseSteps, "wait">;
    readonly doomed: DoomedCells | null;
  },
): Promise<void> {
  const { context: { values, recorder }, recovery } = run;
  const { fault, outage } = values;
  if (fault === "none" || isSeedFault(fault)) return;
  const { subject, inject, heal, ...fated } = toDisturbance(run, fault, doomed);
  const loss = await fated.loss();
  recorder.phase("fault");
  // Before, as what is due while a process dies has no answer.
  const at = now();
  await inject();
  if (loss !== null) recovery.begin({ ...loss, at });
  recorder.append("events", [toEvent({
    ...{ run_id: recorder.run_id, at: toTime(at), kind: "fault", subject },
    ...{ detail: fault, data: { title: faultTitles[fault] } },
  })]);
  let isHealed = false;
  try {
    await steps.wait("fault", outage);
    recorder.phase("heal");
    await heal();
    isHealed = true;
  } finally {
    // A paused store could not be stopped in order.
    if (!isHealed && fault === "pause-store") await heal();
  }
  recorder.event("heal", subject, fault);
  await steps.wait("heal", values.recovery);
}

function toDisturbance(
  { context: { values }, plane, disk }: ControlPlaneRun,
  fault: Exclude<keyof typeof faultTitles, `${string}-in-seed`>,
  doomed: DoomedCells | null,
): Disturbance {
  const instances = Array.from(
    { length: values.cells * values.instances_per_cell },
    (_, number) => number,
  );
  if (fault === "kill-cells" && plane.cells !== null) {
    const { kill, restore, runningOn } = plane.cells;
    const names = cellNames(values.cells - deadCells(values), values.cells);
    return {
      subject: names.join(","),
      inject: () => kill(names),
      heal: () => restore(names),
      async loss() {
        const guids = await runningOn(names);
        const seeded = guids.flatMap((guid) => maybeSeeded(guid) ?? []);
        return { noticed: null, instances: seeded };
      },
    };
  }
  if (fault === "kill-cells") {
    const { plan, kill, restore } = requireDoomed(doomed);
    return {
      subject: cellNames(plan.first, plan.until).join(","),
      ...{ inject: kill, heal: restore },
      loss: () => ({
        noticed: "Noticed-Missing-Cell",
        instances: instances.filter((number) =>
          cellOfSeeded(number, values.cells) >= plan.first
        ),
      }),
    };
  }
  const store = requireStore(plane);
  const subject = [...new Set(["store", ...store.takesDown])].join(",");
  if (fault === "pause-store") {
    return {
      ...{ subject, inject: () => store.pause(), loss: noLoss },
      heal: () => Promise.resolve(store.resume()),
    };
  }
  if (fault === "fill-disk") {
    const { fill, free } = requireDisk(disk);
    return {
      ...{ subject, inject: fill, loss: noLoss },
      async heal() {
        await free();
        // Some end when they cannot write.
        await store.start();
      },
    };
  }
  const inject = () => store.kill();
  if (fault === "kill-store") {
    return { subject, inject, heal: () => store.start(), loss: noLoss };
  }
  return {
    ...{ subject, inject },
    // An empty store is made in the outage, as by whoever replaces it.
    async heal() {
      await store.wipe?.();
      await store.start();
    },
    loss: () => ({
      // Cells that are not of the load do not tell.
      noticed: plane.cells === null ? "Noticed-Missing-Record" : null,
      instances,
    }),
  };
}

/** Names of cells by their indices; the last is not included. */
function cellNames(first: number, until: number): string[] {
  return Array.from(
    { length: until - first },
    (_, i) => toCellName(first + i),
  );
}

/** Throws `UnavailableError` for a store that is not ours. */
function requireStore({ store }: Pick<ControlPlane, "store">): StoreControl {
  if (store !== null) return store;
  throw new UnavailableError(
    "Cannot let the store fail as somebody else started it: use --set fault=none",
  );
}

function requireDisk(disk: LimitedDisk | null): LimitedDisk {
  if (disk !== null) return disk;
  throw new TypeError("Cannot fill the disk of the machine");
}

function requireDoomed(doomed: DoomedCells | null): DoomedCells {
  if (doomed !== null) return doomed;
  throw new TypeError("Cannot kill cells as none is doomed");
}
