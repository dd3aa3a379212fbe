/** Starts a Diego as a control plane: its cells are in processes of ours, and not in the load. */
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import { UsageError } from "../../record/mod.ts";
import type {
  ControlPlane,
  StartControlPlaneOptions,
  StoreControl,
} from "../control_plane/control_plane.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import { connectBbs } from "./clients/bbs_client.ts";
import { runningOn } from "./clients/running_lrps.ts";
import { databaseNames } from "./components/component_configs.ts";
import type { Components } from "./components/start_components.ts";
import { describeDiego } from "./diego_remarks.ts";
import { toPlacing } from "./cells/placing.ts";
import { startDiego } from "./start_diego.ts";
import { emptyTables } from "./store_faults.ts";

/** Room for any number of instances: what is asked is how the control plane copes, and not whether cells are full. */
const CELL_MEMORY = 2 ** 44;
const CONTAINERS = 100_000;

/** Seconds that a list of what a cell runs may take. */
const TIMEOUT_S = 60;

/** Starts it, and resolves once its cells are present. Throws `UsageError` for a layout, as the BBS has its own. */
export async function startControlPlane(
  options: StartControlPlaneOptions,
): Promise<ControlPlane> {
  if (options.layout !== "indexed") {
    throw new UsageError(
      `Cannot lay out the records of a Diego as its BBS has a schema of its own: use --set layout=indexed, current value is '${options.layout}'`,
    );
  }
  await using owned = new AsyncDisposableStack();
  const started = await startDiego({
    ...{ ...options, logs: false, containers: CONTAINERS },
    ...{ cellMemory: CELL_MEMORY, cellDisk: CELL_MEMORY },
  }, owned);
  const { values, components, cells, processes, bbs, identity } = started;
  const { domain, auctioneer } = started;
  const ending = owned.move();
  return {
    ...{ version: started.version, secrets: [identity.key] },
    client: { kind: "diego", bbs, identity, domain },
    components: processes.map((process) => ({
      ...{ name: process.name, process, metrics: "" },
    })),
    remarks: [
      ...describeDiego(values, {
        cells: options.cells,
        processes: cells.processes.length,
        isOwn: components !== null,
      }),
      ...auctioneer === null ? [] : [
        "Seeded instances run on their cells at once, and their cells tell the BBS of it; the auctioneer is away until nearly all are recorded, and places what is desired from then on.",
      ],
    ],
    size: components && (() => readSize(components)),
    store: components && toStore(components, options.signal),
    api: components && toStoreControl({
      ...{ process: components.processes.bbs, dependants: [], wipe: null },
      // The auctioneer may be away while LRPs are seeded.
      ready: () => components.whenReady(["locket", "bbs"], options.signal),
    }),
    cells: {
      kill: (names) => cells.command("kill", names),
      restore: (names) => cells.command("restore", names),
      async runningOn(names) {
        using client = connectBbs(bbs, {
          ...{ identity, connections: 4, timeout: TIMEOUT_S },
        });
        return await runningOn(client, { domain, cells: names });
      },
      placing: components && auctioneer && toPlacing({
        ...{ database: components.database, auctioneer, cells, domain },
      }),
    },
    [Symbol.asyncDispose]: () => ending[Symbol.asyncDispose](),
  };
}

/**
 * The database as the store. The others end when they have lost their locks, and are started again. One that is wiped has
 * its tables still, without a row: a BBS that is not started again needs them.
 */
function toStore(
  { database, processes }: Components,
  signal: AbortSignal,
): StoreControl {
  let isWiped = false;
  return toStoreControl({
    process: database.process,
    dependants: Object.values(processes).map(({ name }) => name),
    async ready() {
      await database.whenReady(signal);
      if (isWiped) await emptyTables(database);
      isWiped = false;
    },
    wipe() {
      isWiped = true;
      return Promise.resolve();
    },
  });
}

/** Null while the database does not answer. */
async function readSize({ database }: Components) {
  try {
    const [desired, actual] = await Promise.all(
      ["desired_lrps", "actual_lrps"].map(async (table) =>
        Number(
          await database.query(
            databaseNames.bbs,
            `SELECT count(*) FROM ${table}`,
          ),
        )
      ),
    );
    const bytes = await allocatedSize(database.data);
    return { desired: desired ?? null, actual: actual ?? null, bytes };
  } catch {
    return null;
  }
}
