/** What a cell that is evacuated tells the BBS about its containers: others are to run their instances. */
import { routes } from "../wire/routes.ts";
import { type Cell, deleteContainer } from "./cell.ts";
import { ask, type CellHost } from "./cell_host.ts";
import type { Container } from "./container.ts";
import { toNetInfo } from "./net_info.ts";
import { watchLife } from "./run_container.ts";

/** Tells of one container: what runs is kept until the BBS says that another cell runs it, all else is given up. */
export async function evacuateContainer(
  host: CellHost,
  cell: Cell,
  container: Container,
): Promise<void> {
  const { lrp: key, name, state, port, metricTags } = container;
  if (key === null) return;
  const isSame = watchLife(cell, container);
  const instanceKey = { instance: name, cell: cell.name };
  let keeps = false;
  if (state === "running") {
    const { value } = await ask(host, routes.evacuateRunning, {
      ...{ key, instanceKey, netInfo: toNetInfo(port), metricTags },
      ...{ routable: true, zone: host.plan.zone },
    });
    // One that the BBS does not answer for is kept.
    keeps = value?.keepContainer ?? true;
  } else if (state !== "completed") {
    await ask(host, routes.evacuateClaimed, { key, instanceKey });
  } else if (container.stopped) {
    await ask(host, routes.evacuateStopped, { key, instanceKey });
  } else {
    const { reason } = container;
    await ask(host, routes.evacuateCrashed, { key, instanceKey, reason });
  }
  if (!keeps && isSame()) deleteContainer(cell, container);
}
