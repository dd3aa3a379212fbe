/** A run on a control plane: what its phases act on, and the plans of its threads. */
import type { LimitedDisk } from "../../lab/limits/limited_disk.ts";
import type { SetUpContext } from "../../lab/run/define_procedure.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import type { ControlPlane } from "../../systems/control_plane/control_plane.ts";
import type {
  CellsPlan,
  CommonPlan,
  LoopsPlan,
  SeedPlan,
} from "../../workloads/control_plane/plans.ts";
import {
  type ControlPlaneValues,
  deadCells,
} from "./control_plane_settings.ts";
import type { RecoveryAccount } from "./recovery_account.ts";

export type ControlPlaneContext = SetUpContext<ControlPlaneValues>;

export interface ControlPlaneRun {
  readonly context: ControlPlaneContext;
  readonly plane: ControlPlane;
  /** The disk of the store; null for that of the machine. */
  readonly disk: LimitedDisk | null;
  readonly recovery: RecoveryAccount;
}

/** Plans of all threads: `doomed` are the cells that die, null if none does. */
export interface Plans {
  readonly common: CommonPlan;
  readonly seed: SeedPlan;
  readonly cells: readonly CellsPlan[];
  readonly loops: LoopsPlan;
  readonly doomed: CellsPlan | null;
}

export function toPlans(
  { context, plane }: Pick<ControlPlaneRun, "context" | "plane">,
): Plans {
  const { values, recorder: { run_id }, seed } = context;
  const common: CommonPlan = {
    ...{ run_id, seed, client: plane.client, cells: values.cells },
    instances: values.cells * values.instances_per_cell,
    runInfo: values.run_info,
    limits: {
      connections: values.connections,
      timeout: values.timeout,
      bulkTimeout: values.bulk_timeout,
    },
  };
  const shared = {
    ...common,
    empty: false,
    presentInterval: values.present_interval,
    ttl: values.ttl,
    cellInterval: values.cell_interval,
    writeShare: values.write_share,
    desires: values.desires,
    creation: values.creation,
  };
  // Cells that the control plane runs itself are not those of the load.
  const dead = values.fault === "kill-cells" && plane.cells === null
    ? deadCells(values)
    : 0;
  const alive = values.cells - dead;
  const threads = Math.min(values.threads - 1, alive);
  return {
    common,
    seed: { ...common, batch: values.batch, seeders: values.seeders },
    cells: Array.from({ length: threads }, (_, thread) => ({
      ...{ ...shared, thread, threads, name: `cells-${thread}` },
      first: Math.floor(alive * thread / threads),
      until: Math.floor(alive * (thread + 1) / threads),
    })),
    loops: {
      ...common,
      bulkInterval: values.bulk_interval,
      creation: values.creation,
    },
    doomed: dead === 0 ? null : {
      ...{ ...shared, thread: 0, threads: 1, name: "doomed" },
      ...{ first: alive, until: values.cells, desires: 0 },
    },
  };
}

/** Records the size of the store; nothing where it does not tell. */
export async function recordSize(
  { context: { recorder, receivers }, plane }: ControlPlaneRun,
): Promise<void> {
  const size = await plane.size?.() ?? null;
  if (size === null) return;
  const at = timestamp();
  const { run_id } = recorder;
  const rows = [
    ["size", "B", size.bytes],
    ["desired_lrps", "", size.desired],
    ["actual_lrps", "", size.actual],
  ] as const;
  receivers.onSamples(
    rows.flatMap(([metric, unit, value]) =>
      value === null
        ? []
        : [{ run_id, source: "store", metric, unit, at, value }]
    ),
  );
}
