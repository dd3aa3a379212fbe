/** What a run notes and limits of the nodes of a user's own system. */
import { limitResources } from "../../lab/limits/resource_limits.ts";
import { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ValuesOf } from "../../lab/plan/settings.ts";
import type { SetUpContext } from "../../lab/run/define_procedure.ts";
import type { NodeGroup } from "../../lab/system/system_under_test.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { formatValue, toEvent, UsageError } from "../../record/mod.ts";
import type { ownSettings } from "./own_settings.ts";

/** Context in which a run is set up. */
export type OwnContext = SetUpContext<ValuesOf<typeof ownSettings>>;

/** Records how each node was started; its folder and port differ in every run. */
export function recordCommands(
  { nodes }: NodeGroup,
  { recorder }: Pick<OwnContext, "recorder">,
): void {
  for (const { name, process } of nodes) {
    if (process === null) continue;
    recorder.event(
      "configuration",
      name,
      process.command.join(" ").replaceAll(process.folder, "{folder}"),
    );
  }
}

/**
 * Records the other machines that nodes run on, with how far their clocks are from that of the run. All times of the record
 * are of the clock of the run, so that no two clocks are compared in it.
 */
export async function recordMachines(
  { nodes }: NodeGroup,
  { recorder, receivers: { onEvents } }: Pick<
    OwnContext,
    "recorder" | "receivers"
  >,
): Promise<void> {
  await Promise.all(nodes.map(async ({ name, process }) => {
    if (process === null || process.far === null) return;
    const { host, system, cores, memory } = process.far;
    const { offset, bound } = await process.far.measureClock();
    onEvents([
      toEvent({
        ...{ run_id: recorder.run_id, at: timestamp() },
        ...{ kind: "machine", subject: name, detail: host },
        data: {
          ...{ system, cores, memory },
          ...{ clock_offset: offset, clock_bound: bound },
        },
      }),
    ]);
  }));
}

/** Limits memory and processors of each node, if its budget says so. */
export async function limitNodes(
  { nodes }: NodeGroup,
  { values, recorder, owned }: OwnContext,
): Promise<void> {
  const { memory_limit: memory, cpu_limit: cpu } = values;
  if (memory === 0 && cpu === 0) return;
  for (const { name, process } of nodes) {
    if (process === null) {
      throw new UsageError(
        `Cannot limit ${name} as it was started by somebody else: use --set memory_limit=0 cpu_limit=0`,
      );
    }
    if (!(process instanceof ManagedProcess)) {
      throw new UsageError(
        `Cannot limit ${name} as it runs on another machine: use --set memory_limit=0 cpu_limit=0`,
      );
    }
    const budget = owned.use(
      await limitResources(process, {
        ...{ memory, cpu },
        onOom: ({ at, resident, limit }) =>
          recorder.event(
            "oom",
            name,
            `${formatValue(resident, "MiB")} MiB of ${
              formatValue(limit, "MiB")
            } MiB`,
            at,
          ),
      }),
    );
    recorder.event("note", name, `budget: ${budget.enforced}`);
  }
}
