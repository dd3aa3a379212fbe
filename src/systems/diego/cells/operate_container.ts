/**
 * What a cell tells the BBS about its containers, as the rep of a real cell does: an operation for each container when its
 * state has changed, and in every bulk loop. Operations of one container are made one after the other, and while one is
 * made, at most one more waits.
 */
import { routes } from "../wire/routes.ts";
import { type Cell, deleteContainer } from "./cell.ts";
import { ask, type CellHost } from "./cell_host.ts";
import type { Container } from "./container.ts";
import { evacuateContainer } from "./evacuate_container.ts";
import { toNetInfo } from "./net_info.ts";
import { runContainer, stopContainer, watchLife } from "./run_container.ts";

/** Asks for an operation on a container. */
export function operate(
  host: CellHost,
  cell: Cell,
  container: Container,
): void {
  if (container.busy) {
    container.again = true;
    return;
  }
  container.busy = true;
  operateNow(host, cell, container).finally(() => {
    container.busy = false;
    if (!container.again) return;
    container.again = false;
    operate(host, cell, container);
  });
}

async function operateNow(
  host: CellHost,
  cell: Cell,
  container: Container,
): Promise<void> {
  if (!cell.alive || container.gone) return;
  if (container.lrp === null) await operateTask(host, cell, container);
  else if (cell.evacuating) await evacuateContainer(host, cell, container);
  else if (container.state === "running") await tell(host, cell, container);
  else if (container.state === "completed") await end(host, cell, container);
  else await claim(host, cell, container);
}

/** An instance that runs is told again in every loop; one that another cell runs is stopped. */
async function tell(
  host: CellHost,
  cell: Cell,
  container: Container,
): Promise<void> {
  const { lrp: key, name, port, metricTags } = container;
  if (key === null) return;
  const isSame = watchLife(cell, container);
  const { code } = await ask(host, routes.start, {
    ...{ key, instanceKey: { instance: name, cell: cell.name } },
    ...{ netInfo: toNetInfo(port), metricTags },
    ...{ routable: true, zone: host.plan.zone },
  });
  if (code === "conflict" && isSame()) {
    stopContainer(host, cell, container, operate);
  }
}

async function end(
  host: CellHost,
  cell: Cell,
  container: Container,
): Promise<void> {
  const { lrp: key, name, stopped, reason } = container;
  if (key === null) return;
  const isSame = watchLife(cell, container);
  const instanceKey = { instance: name, cell: cell.name };
  if (stopped) {
    const { guid, index } = key;
    await ask(host, routes.removeActual, { guid, index, instanceKey });
  } else await ask(host, routes.crash, { key, instanceKey, reason });
  if (isSame()) deleteContainer(cell, container);
}

/** An instance that is not running yet is claimed; a new one is then run. */
async function claim(
  host: CellHost,
  cell: Cell,
  container: Container,
): Promise<void> {
  const { lrp: key, name, state } = container;
  if (key === null) return;
  const { guid, index } = key;
  const isSame = watchLife(cell, container);
  const instanceKey = { instance: name, cell: cell.name };
  const { outcome, code } = await ask(host, routes.claim, {
    ...{ guid, index, instanceKey },
  });
  if (!isSame()) return;
  if (code === "conflict") deleteContainer(cell, container);
  if (outcome !== "ok" || state !== "reserved") return;
  const { value } = await ask(host, routes.desiredLrp, { guid });
  // Without it, the next bulk loop tries again.
  if (!value?.lrp || !isSame() || container.state !== "reserved") return;
  const { action, metricTags } = value.lrp;
  const run = { action, metricTags, onChange: operate };
  runContainer(host, cell, container, run);
}

async function operateTask(
  host: CellHost,
  cell: Cell,
  container: Container,
): Promise<void> {
  const { name: guid, state } = container;
  const isSame = watchLife(cell, container);
  if (state === "completed") {
    await completeTask(host, cell, container);
    if (isSame()) deleteContainer(cell, container);
    return;
  }
  const { code, value } = await ask(host, routes.startTask, {
    ...{ guid, cell: cell.name },
  });
  if (!isSame()) return;
  if (code === "conflict" || code === "missing") {
    deleteContainer(cell, container);
  }
  if (!value?.shouldStart) return;
  const found = await ask(host, routes.task, { guid });
  const task = found.value?.task;
  if (!task?.definition || !isSame()) return;
  const { action } = task.definition;
  const run = { action, metricTags: {}, onChange: operate };
  runContainer(host, cell, container, run);
}

async function completeTask(
  host: CellHost,
  cell: Cell,
  { name: guid, reason }: Container,
): Promise<void> {
  const completed = {
    ...{ guid, cell: cell.name, result: "" },
    ...{ failed: reason !== "", failureReason: reason },
  };
  const { code } = await ask(host, routes.completeTask, completed);
  if (code !== "conflict") return;
  const failureReason = "invalid state transition";
  await ask(host, routes.completeTask, {
    ...{ ...completed, failed: true, failureReason },
  });
}
