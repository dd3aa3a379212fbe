/**
 * New LRPs that come while a load runs: each is desired, placed on a cell, claimed and started there; some crash, some
 * cannot be started at first, and every other one is removed in the end.
 */
import { successful, unsuccessful } from "../../lab/clients/attempt.ts";
import type {
  Answer,
  CellClient,
  ControlPlaneClient,
  LrpKey,
} from "../../systems/control_plane/control_plane.ts";
import { toCellName } from "../../systems/control_plane/control_plane.ts";
import type { Containers } from "./containers.ts";
import type { EventAccount } from "./event_account.ts";
import type { lrpMaker } from "./lrps.ts";
import type { Requests } from "./requests.ts";

/** Of so many new LRPs one crashes once it runs, one cannot be started by the cell that claimed it, one is removed. */
const ONE_CRASHES_OF = 10;
const ONE_FAILS_OF = 25;
const ONE_IS_REMOVED_OF = 2;

/** What every new LRP needs. */
interface LrpOptions {
  readonly client: ControlPlaneClient;
  readonly make: ReturnType<typeof lrpMaker>;
  readonly requests: Requests;
  readonly events: EventAccount;
  /** Gets the guid of each LRP whose desire was acknowledged, and then of each whose removal was asked for. */
  readonly onDesired: (guid: string) => void;
  readonly onRemove: (guid: string) => void;
  /** Waits for seconds, or until the load is stopped. */
  readonly sleep: (seconds: number) => Promise<void>;
}

/** What one needs on cells of ours. */
export interface NewLrpOptions extends LrpOptions {
  readonly cell: CellClient;
  /** Draws the index of a cell, and the seconds to make a container. */
  readonly drawCell: () => number;
  readonly drawCreation: () => number;
  readonly containers: Containers;
}

/** What one needs where the control plane places it by itself. */
export interface PlacedLrpOptions extends LrpOptions {
  /** Seconds until it is given up. */
  readonly limit: number;
  readonly isStopped: () => boolean;
}

/** Lets one LRP live on a control plane that places it: its operation `lrp` lasts until it is told to run. */
export async function placedLrp(
  number: number,
  due: number,
  options: PlacedLrpOptions,
): Promise<void> {
  const { client, make, requests, events, limit, isStopped } = options;
  const lrp = make("new", number);
  const key: LrpKey = { guid: lrp.guid, index: 0 };
  let isRunning = false;
  const running = events.untilRunning(key)
    .then(() => void (isRunning = true));
  const { outcome } = await requests.record("lrp", number, due, async () => {
    const desired = await requests.send(
      "desire_lrp",
      () => events.expect("desired", key, () => client.desire(lrp)),
      due,
    );
    if (desired.outcome !== "ok") return desired;
    options.onDesired(lrp.guid);
    await Promise.race([running, options.sleep(limit)]);
    if (isRunning) return successful(0);
    return isStopped()
      ? unsuccessful("unfinished", "the load ended before it was told to run")
      : unsuccessful("timeout", "it was not told to run");
  });
  if (outcome === "ok" && number % ONE_IS_REMOVED_OF === 0) {
    await remove(key, options);
  }
}

async function remove(
  key: LrpKey,
  { client, requests, events, onRemove }: LrpOptions,
): Promise<void> {
  onRemove(key.guid);
  await requests.send(
    "remove_lrp",
    () => events.expect("removed", key, () => client.remove(key.guid)),
  );
}

/** Lets one LRP live; `number` counts from 0. Its operation `lrp` lasts from when it was due until it runs. */
export async function newLrp(
  number: number,
  due: number,
  options: NewLrpOptions,
): Promise<void> {
  const { client, make, requests, events } = options;
  const lrp = make("new", number);
  const key: LrpKey = { guid: lrp.guid, index: 0 };
  let cell = options.drawCell();
  const { outcome } = await requests.record("lrp", number, due, async () => {
    const desired = await requests.send(
      "desire_lrp",
      () => events.expect("desired", key, () => client.desire(lrp)),
      due,
    );
    if (desired.outcome !== "ok") return desired;
    options.onDesired(lrp.guid);
    if (number % ONE_FAILS_OF === ONE_FAILS_OF - 1) {
      const failed = await failFirst(key, cell, options);
      if (failed.outcome !== "ok") return failed;
      cell = options.drawCell();
    }
    return await run(key, cell, options);
  });
  if (outcome === "ok") await end(number, key, cell, options);
}

/** A cell claims an instance, and cannot start it. */
async function failFirst(
  key: LrpKey,
  cell: number,
  options: NewLrpOptions,
): Promise<Answer<null>> {
  const name = toCellName(cell);
  const claimed = await claim(key, name, options);
  if (claimed.outcome !== "ok") return claimed;
  return await options.requests.send(
    "fail_lrp",
    () => options.cell.fail(key, name, "insufficient resources"),
  );
}

/** A cell claims an instance, makes its container, and starts it. */
async function run(
  key: LrpKey,
  cell: number,
  options: NewLrpOptions,
): Promise<Answer<null>> {
  const { requests, events, containers, sleep } = options;
  const name = toCellName(cell);
  const claimed = await claim(key, name, options);
  if (claimed.outcome !== "ok") return claimed;
  await sleep(options.drawCreation());
  const started = await requests.send(
    "start_lrp",
    () => events.expect("running", key, () => options.cell.start(key, name)),
  );
  if (started.outcome === "ok") containers.add(cell, key);
  return started;
}

function claim(
  key: LrpKey,
  name: string,
  { requests, events, cell }: NewLrpOptions,
): Promise<Answer<null>> {
  return requests.send(
    "claim_lrp",
    () => events.expect("claimed", key, () => cell.claim(key, name, "")),
  );
}

/** Lets an instance crash, or be removed, once it has run. */
async function end(
  number: number,
  key: LrpKey,
  cell: number,
  options: NewLrpOptions,
): Promise<void> {
  const { cell: cells, containers, requests, events } = options;
  if (number % ONE_CRASHES_OF === ONE_CRASHES_OF - 1) {
    containers.remove(cell, key);
    await requests.send(
      "crash_lrp",
      () =>
        events.expect("crashed", key, () => cells.crash(key, toCellName(cell))),
    );
  } else if (number % ONE_IS_REMOVED_OF === 0) {
    containers.remove(cell, key);
    await remove(key, options);
  }
}
