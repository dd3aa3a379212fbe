/** Procedure of `control-plane`: seeds a control plane, drives its load, and may let its store or its cells fail. */
import { mountLimitedDisk } from "../../lab/limits/limited_disk.ts";
import { missingCapability } from "../../lab/plan/capability.ts";
import { processTrees } from "../../lab/processes/process_tree.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { ProcessProbe } from "../../lab/probes/process_probe.ts";
import { startResourceProbes } from "../../lab/probes/resource_probes.ts";
import type { LoadReceivers } from "../../lab/load/load_handle.ts";
import { toRedactor } from "../../lab/recording/redact.ts";
import { defineProcedure } from "../../lab/run/define_procedure.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { formatValue } from "../../record/mod.ts";
import type {
  ControlPlane,
  ControlPlaneSystem,
} from "../../systems/control_plane/control_plane.ts";
import { startControlPlaneLoad } from "../../workloads/control_plane/control_plane_load.ts";
import type { CellsPlan } from "../../workloads/control_plane/plans.ts";
import {
  type ControlPlaneContext,
  type ControlPlaneRun,
  recordSize,
  toPlans,
} from "./control_plane_run.ts";
import {
  checkControlPlane,
  controlPlaneSettings,
  type ControlPlaneValues,
  faultNeeds,
  isSeedFault,
} from "./control_plane_settings.ts";
import { disturb, type DoomedCells } from "./disturb_control_plane.ts";
import { openRecoveryAccount } from "./recovery_account.ts";
import { seedControlPlane } from "./seed_control_plane.ts";
import { verifyDesired } from "./verify_desired.ts";

/** Estimated seconds to start and stop a control plane. */
const START_AND_STOP_S = 6;

/** LRPs that a store takes a second, about, when they are seeded in batches. */
const SEEDED_PER_S = 5000;

const PROBE_EVERY_S = 1;

export const controlPlaneProcedure = defineProcedure({
  settings: controlPlaneSettings,
  estimate(values) {
    checkControlPlane(values);
    const { cells, instances_per_cell, fault, outage, recovery } = values;
    return START_AND_STOP_S + cells * instances_per_cell / SEEDED_PER_S +
      values.warmup + values.duration +
      (fault === "none" ? 0 : outage) +
      (fault === "none" || isSeedFault(fault) ? 0 : recovery) +
      values.cooldown;
  },
  estimateSimulation: null,
  async setUp(context) {
    const run = await startRun(context);
    const { values, recorder, owned } = context;
    const plans = toPlans(run);
    await seedControlPlane(run, plans.seed);
    const receivers = {
      ...toLoadReceivers(run),
      run_id: recorder.run_id,
    };
    const load = owned.use(startControlPlaneLoad({
      ...{ cells: plans.cells, loops: plans.loops, driver: "generator" },
    }, receivers));
    const doomed = plans.doomed === null
      ? null
      : toDoomed(plans.doomed, run, receivers);
    return {
      system_version: run.plane.version,
      loads: [load, ...doomed ? [doomed.load] : []],
      async phases({ runPhase, wait, coolDown }) {
        await runPhase("warm_up", values.warmup);
        await runPhase("measure", values.duration);
        await recordSize(run);
        await disturb(run, { steps: { wait }, doomed });
        run.recovery.end();
        await coolDown(values.cooldown, async () => {
          await doomed?.stop();
          const results = await load.stop();
          for (const reason of results.flatMap(({ untold }) => untold)) {
            recorder.warn(
              "changes-untold",
              `changes may not have been told: ${reason}`,
            );
          }
          if (values.fault === "none") return;
          await verifyDesired(results.flatMap(({ desired }) => desired), {
            ...{ plan: plans.common, recorder },
          });
          await recordSize(run);
        });
      },
    };
  },
});

/** Starts the control plane and its probes. */
async function startRun(
  context: ControlPlaneContext,
): Promise<ControlPlaneRun> {
  const { values, recorder, receivers, owned, processes, signal } = context;
  const system = toControlPlaneSystem(context.system);
  const missing = missingCapability(system, [
    ...faultNeeds[values.fault].filter((need) => need !== "fill-disk"),
    ...values.disk_size > 0 ? ["fill-disk"] as const : [],
  ]);
  if (missing !== "") throw new UnavailableError(`Cannot run as ${missing}`);
  context.onProgress("set up", `${system.title}`);
  const disk = values.disk_size === 0
    ? null
    : await mountLimitedDisk(processes, values.disk_size);
  const plane = owned.use(
    await system.startControlPlane({
      ...{ cells: values.cells, layout: values.layout, seed: context.seed },
      ...{ settings: context.systemSettings, processes, signal },
      folder: disk?.folder ?? processes.folder,
    }),
  );
  recorder.redactWith(toRedactor(plane.secrets));
  if (disk !== null && plane.store === null) {
    throw new UnavailableError(
      "Cannot limit the disk of the store as somebody else started it: use --set disk_size=0",
    );
  }
  for (const remark of remarksOf(plane, values)) {
    recorder.event("remark", system.name, remark);
  }
  context.watchExits(processes.processes);
  owned.use(watchComponents(context, plane));
  return {
    ...{ context, plane, disk },
    recovery: openRecoveryAccount({
      run_id: recorder.run_id,
      onOperations: receivers.onOperations,
      onStages: (rows) => recorder.append("stages", rows),
    }),
  };
}

function remarksOf(
  { remarks, cells }: ControlPlane,
  values: ControlPlaneValues,
): string[] {
  return [
    ...remarks,
    ...cells === null
      ? [
        `the ${values.cells} cells are simulated, in threads of ours on the same machine: what they ask is real, what they run is not`,
      ]
      : [],
    ...values.disk_size === 0 ? [] : [
      `the data of the store are on a disk in memory of ${
        formatValue(values.disk_size, "B")
      }, where nothing waits for a disk`,
    ],
  ];
}

/** Samples all components, each with its children, and the machine. */
function watchComponents(
  { recorder: { run_id }, receivers }: ControlPlaneContext,
  { components }: Pick<ControlPlane, "components">,
): AsyncDisposable {
  const trees = processTrees();
  const probe = new ProcessProbe({
    ...{ run_id, onWarning: receivers.onWarning },
    read: trees.read,
  });
  return startResourceProbes({
    ...receivers,
    ...{ run_id, watched: [], metricFamilies: [], every: PROBE_EVERY_S },
    more() {
      trees.begin();
      return probe.sample(
        components.flatMap(({ name, process }) =>
          process?.pid ? [{ name, pid: process.pid }] : []
        ),
      );
    },
  });
}

function toLoadReceivers(
  { context: { receivers }, recovery }: ControlPlaneRun,
): LoadReceivers {
  return { ...receivers, onOperations: (rows) => recovery.take(rows) };
}

/** The cells that die have a load of their own, which ends when they do, and begins anew when they come back. */
function toDoomed(
  plan: CellsPlan,
  { context: { owned } }: ControlPlaneRun,
  receivers: LoadReceivers & { readonly run_id: string },
) {
  const start = (empty: boolean) =>
    owned.use(startControlPlaneLoad({
      ...{ cells: [{ ...plan, empty }], loops: null, driver: plan.name },
    }, {
      ...receivers,
      // The load of the run is that of the others; it neither begins nor ends with this one.
      onEvents: (events) =>
        receivers.onEvents(events.filter(({ kind }) => kind === "stand_still")),
      onSamples: () => {},
    }));
  const load = start(false);
  const loads = [load];
  const doomed: DoomedCells = {
    plan,
    kill: async () => void await load.stop(),
    async restore() {
      const again = start(true);
      loads.push(again);
      await again.started;
    },
  };
  const stop = () => Promise.all(loads.map((each) => each.stop()));
  return { ...doomed, load, stop };
}

/** Throws TypeError if the system is no control plane, which is an error of the registry of experiments. */
function toControlPlaneSystem(system: System): ControlPlaneSystem {
  if ("startControlPlane" in system) return system as ControlPlaneSystem;
  throw new TypeError(
    `Cannot keep records as ${system.name} is no control plane`,
  );
}
