/** What a cell takes of the work that the auctioneer gives it, and what it stops. */
import { addContainer, type Cell, hasRoom } from "./cell.ts";
import type { CellHost } from "./cell_host.ts";
import type { PlacedInstance } from "./cells_plan.ts";
import type { Container } from "./container.ts";
import { operate } from "./operate_container.ts";
import { stopContainer } from "./run_container.ts";
import { type LrpWork, STACK, type TaskWork, type Work } from "./work.ts";

/** Least port of a container, and their number on a host. */
const FIRST_PORT = 40_000;
const PORTS = 20_000;

/** What a cell did not take. */
export interface FailedWork {
  readonly LRPs: readonly LrpWork[];
  readonly Tasks: readonly TaskWork[];
}

/**
 * Takes work: the largest instances first, as the rep does, and of each kind what there is room for. Returns the rest. A
 * cell that is evacuated takes nothing.
 */
export function takeWork(host: CellHost, cell: Cell, work: Work): FailedWork {
  const lrps = [...work.LRPs ?? []].sort((a, b) => b.MemoryMB - a.MemoryMB);
  const tasks = work.Tasks ?? [];
  if (cell.evacuating) return { LRPs: lrps, Tasks: tasks };
  const reserve = (container: Container): boolean => {
    if (cell.containers.has(container.name) || !hasRoom(cell, container)) {
      return false;
    }
    addContainer(cell, container);
    operate(host, cell, container);
    return true;
  };
  return {
    LRPs: lrps.filter((lrp) =>
      !reserve(toContainer(host, lrp, {
        name: crypto.randomUUID(),
        lrp: {
          guid: lrp.process_guid,
          index: lrp.index,
          domain: lrp.domain,
        },
      }))
    ),
    Tasks: tasks.filter((task) =>
      !reserve(toContainer(host, task, { name: task.TaskGuid, lrp: null }))
    ),
  };
}

/** Runs an instance that nobody has placed on the cell: it is there at once, and told to the BBS. A dead cell runs none. */
export function runPlaced(
  host: CellHost,
  cell: Cell,
  { guid, index, domain, memoryMb, diskMb }: Omit<PlacedInstance, "cell">,
): void {
  if (!cell.alive) return;
  const work: LrpWork = {
    ...{ process_guid: guid, index, domain, instance_guid: "", RootFs: STACK },
    ...{ MemoryMB: memoryMb, DiskMB: diskMb, MaxPids: 0 },
  };
  const container: Container = {
    ...toContainer(host, work, {
      name: crypto.randomUUID(),
      lrp: { guid, index, domain },
    }),
    ...{ state: "running", metricTags: { source_id: guid } },
  };
  addContainer(cell, container);
  operate(host, cell, container);
}

/** Stops an instance or a task; returns false if the cell has none of the name. */
export function stopWork(host: CellHost, cell: Cell, name: string): boolean {
  const container = cell.containers.get(name);
  if (!container) return false;
  stopContainer(host, cell, container, operate);
  return true;
}

function toContainer(
  host: CellHost,
  work: LrpWork | TaskWork,
  identity: Pick<Container, "name" | "lrp">,
): Container {
  const port = FIRST_PORT + host.nextPort++ % PORTS;
  return {
    ...identity,
    ...{ work, memoryMb: work.MemoryMB, diskMb: work.DiskMB, port },
    ...{ state: "reserved", metricTags: {}, stopped: false, reason: "" },
    ...{ gone: false, busy: false, again: false },
  };
}
