/** The bulk loop of a cell: what the BBS records of it is compared with its containers. */
import { repeat } from "../../../lab/timing/periodic.ts";
import { type ActualLrp, presences } from "../wire/messages.ts";
import { routes } from "../wire/routes.ts";
import type { Cell } from "./cell.ts";
import { ask, type CellHost } from "./cell_host.ts";
import { operate } from "./operate_container.ts";

/** Why a task without a container failed, in the words of the rep. */
const NO_CONTAINER = "task container does not exist";

/** Makes the loops of a cell until `signal` aborts; the first after a share of the interval, so that cells are spread. */
export async function loopCell(
  host: CellHost,
  cell: Cell,
  { every, after, signal }: {
    readonly every: number;
    readonly after: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  await repeat(
    // An evacuation has loops of its own.
    () => cell.evacuating ? undefined : makeLoop(host, cell),
    { every, after, signal },
  );
}

/** Makes one loop: fetches, and begins an operation for each container and for each record without one. */
export async function makeLoop(host: CellHost, cell: Cell): Promise<void> {
  const { counts } = host;
  const { life, name } = cell;
  const began = performance.now();
  const [lrps, tasks] = await Promise.all([
    ask(host, routes.actualLrps, { domain: "", cell: name }),
    ask(host, routes.tasks, { domain: "", cell: name }),
  ]);
  const seconds = (performance.now() - began) / 1000;
  counts.loops++;
  counts.longestLoop = Math.max(counts.longestLoop, seconds);
  if (lrps.value === null || tasks.value === null) {
    counts.failedLoops++;
    return;
  }
  if (!cell.alive || cell.life !== life) return;
  for (const container of [...cell.containers.values()]) {
    operate(host, cell, container);
  }
  await Promise.all([
    ...removeRecords(host, cell, lrps.value.lrps),
    ...tasks.value.tasks
      .filter(({ guid }) => !cell.containers.has(guid))
      .map(({ guid }) =>
        ask(host, routes.completeTask, {
          ...{ guid, cell: name, failed: true },
          ...{ failureReason: NO_CONTAINER, result: NO_CONTAINER },
        })
      ),
  ]);
}

/** Removes the records of instances that the cell has no container for. */
function removeRecords(
  host: CellHost,
  cell: Cell,
  lrps: readonly ActualLrp[],
): Promise<unknown>[] {
  return lrps.flatMap(({ key, instanceKey, presence }) => {
    if (key === null || instanceKey === null) return [];
    if (cell.containers.has(instanceKey.instance)) return [];
    const { guid, index } = key;
    return [
      presence === presences.evacuating
        ? ask(host, routes.removeEvacuating, { key, instanceKey })
        : ask(host, routes.removeActual, { guid, index, instanceKey }),
    ];
  });
}
