/** Starts a Diego, or connects to a running one, and its cells. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { UsageError } from "../../record/mod.ts";
import { toServerAddress } from "../support/server_address.ts";
import { toCellName } from "../control_plane/control_plane.ts";
import { type Cells, startCells } from "./cells/start_cells.ts";
import { checkApi } from "./check_api.ts";
import { connectBbs, type ServerAddress } from "./clients/bbs_client.ts";
import {
  type Identity,
  type IdentityFiles,
  readIdentity,
} from "./clients/tls_identity.ts";
import { findComponents } from "./components/components.ts";
import {
  type Components,
  startComponents,
} from "./components/start_components.ts";
import {
  type AuctioneerControl,
  superviseAll,
} from "./components/supervise_components.ts";
import {
  type addressSettings,
  type DiegoValues,
  readDiegoSettings,
} from "./diego_settings.ts";
import { describePrograms } from "./diego_version.ts";
import { routes } from "./wire/routes.ts";

const MIB = 2 ** 20;

/** Spread of what a cell does to a task, and to stop an instance. */
const SHORT_SPREAD = 0.5;

/** Seconds of a request of a cell to the BBS: the default of diego-release. */
const CELL_TIMEOUT_S = 10;

/** Time until all cells are present, in seconds. */
const PRESENT_TIMEOUT_S = 120;

/** What the cells, and the session of the run, connect to. */
export interface Target {
  readonly bbs: ServerAddress;
  readonly locket: ServerAddress;
  readonly certificates: IdentityFiles;
  readonly identity: Identity;
  readonly version: string;
  /** Null for somebody's own. */
  readonly components: Components | null;
}

/** What is started, beyond the settings. */
export interface StartDiegoOptions {
  readonly settings: Readonly<Record<string, string>>;
  readonly cells: number;
  /** Capacity of a cell, in bytes, and in containers. */
  readonly cellMemory: number;
  readonly cellDisk: number;
  readonly containers: number;
  readonly seed: number;
  /** Whether the components log all that they do. */
  readonly logs: boolean;
  readonly processes: ProcessGroup;
  /** Where the database keeps its data, in a folder of its own. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** A Diego with cells that are present. */
export interface StartedDiego extends Target {
  readonly values: DiegoValues;
  readonly cells: Cells;
  /** All processes, those of the components first; none of somebody's own. */
  readonly processes: readonly ManagedProcess[];
  /** Domain of what the run desires. */
  readonly domain: string;
  /** Null for somebody's own. */
  readonly auctioneer: AuctioneerControl | null;
}

/** Starts it, and resolves once all cells are present. What looks after its processes is given to `owned`. */
export async function startDiego(
  options: StartDiegoOptions,
  owned: AsyncDisposableStack,
): Promise<StartedDiego> {
  const { values, addresses } = readDiegoSettings(options.settings);
  const { processes, signal } = options;
  const target = addresses === null
    ? await startOwn(values, options, owned)
    : await connectTo(addresses);
  const { bbs: address, identity, components } = target;
  using bbs = connectBbs(address, {
    ...{ identity, connections: 1, timeout: CELL_TIMEOUT_S },
  });
  await checkApi(bbs, {
    ...{ address, signal, processes: toList(components) },
    isOwn: components !== null,
  });
  const cells = await startCells({
    ...{ processes, signal, cellsPerProcess: values.cells_per_process },
    names: Array.from({ length: options.cells }, (_, i) => toCellName(i)),
    plan: toPlan(values, target, options),
  });
  const auctioneer = components &&
    superviseAll(components, { owned, signal });
  await waitUntil(async () => {
    const { value } = await bbs.call(routes.cells, {});
    return value?.cells.length === options.cells;
  }, {
    ...{ timeout: PRESENT_TIMEOUT_S, every: 0.5, signal },
    what: `${options.cells} cells to be present`,
    processes: cells.processes,
  });
  return {
    ...{ ...target, values, cells, auctioneer },
    processes: [...toList(components), ...cells.processes],
    domain: `loadline-${processes.run.replace(/^.*-/, "")}`,
  };
}

async function startOwn(
  values: DiegoValues,
  { processes, folder, signal, logs }: StartDiegoOptions,
  owned: AsyncDisposableStack,
): Promise<Target> {
  const components = await startComponents({
    ...{ processes, folder, signal, database: values.database },
    logLevel: logs ? "info" : "error",
    databaseConnections: values.database_connections,
    convergence: values.convergence,
    auctionWorkers: values.auction_workers,
  });
  owned.use(components.metrics);
  const { bbs, locket, certificates, database } = components;
  const programs = await describePrograms(Object.values(findComponents()));
  return {
    ...{ bbs, locket, certificates, components },
    identity: await readIdentity(certificates),
    version: `${programs}, ${database.kind} ${database.version}`,
  };
}

async function connectTo(
  { bbs, locket, ca, cert, key }: Readonly<
    Record<keyof typeof addressSettings, string>
  >,
): Promise<Target> {
  const certificates = { ca, cert, key };
  try {
    return {
      ...{ certificates, components: null, version: "" },
      bbs: toServerAddress("bbs", bbs),
      locket: toServerAddress("locket", locket),
      identity: await readIdentity(certificates),
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UnavailableError(
      `Cannot use the certificates as a file cannot be read: ${
        (error as Error).message
      }`,
    );
  }
}

function toPlan(
  values: DiegoValues,
  { bbs, locket, certificates }: Target,
  { cellMemory, cellDisk, containers, seed }: StartDiegoOptions,
) {
  const short = (median: number) => ({ median, spread: SHORT_SPREAD });
  return {
    ...{ bbs, locket, client: certificates, server: certificates },
    ...{ seed, zone: "z1", timeout: CELL_TIMEOUT_S },
    memoryMb: Math.floor(cellMemory / MIB),
    diskMb: Math.floor(cellDisk / MIB),
    containers,
    presenceTtl: values.presence_ttl,
    presenceEvery: values.presence_ttl / 3,
    loopEvery: values.bulk_loop,
    evacuationEvery: Math.min(10, values.bulk_loop),
    evacuationTimeout: 600,
    createPool: values.create_pool,
    durations: {
      create: { median: values.create, spread: values.create_spread },
      boot: { median: values.boot, spread: values.boot_spread },
      task: short(values.task),
      stop: short(values.stop),
    },
    connections: values.cell_connections,
  };
}

function toList(components: Components | null): ManagedProcess[] {
  return components === null ? [] : [
    components.database.process,
    ...Object.values(components.processes),
  ];
}
