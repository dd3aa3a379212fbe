/**
 * The control plane of a Diego, real, with simulated cells: BBS, Locket and auctioneer started by us on a real database, or
 * somebody's own.
 */
import { supervise } from "../../lab/processes/supervisor.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import type {
  PlatformSystem,
  StartPlatformOptions,
} from "../platform/platform.ts";
import { describeSettings } from "../support/system_settings.ts";
import { listens } from "../../lab/processes/listens.ts";
import { toCellFaults } from "./cell_faults.ts";
import { startCells } from "./cells/start_cells.ts";
import { connectBbs, type ServerAddress } from "./clients/bbs_client.ts";
import {
  type Identity,
  type IdentityFiles,
  readIdentity,
} from "./clients/tls_identity.ts";
import { checkApi } from "./check_api.ts";
import { mergeLogs } from "./component_log.ts";
import { componentNames, findComponents } from "./components/components.ts";
import {
  type Components,
  startComponents,
} from "./components/start_components.ts";
import { toDiegoPlatform } from "./diego_platform.ts";
import { describeDiego } from "./diego_remarks.ts";
import { startSampler } from "./diego_samples.ts";
import { openSession } from "./diego_session.ts";
import {
  addressSettings,
  type DiegoValues,
  parameters,
  readDiegoSettings,
  toServerAddress,
} from "./diego_settings.ts";
import { describePrograms } from "./diego_version.ts";
import { toStoreFaults } from "./store_faults.ts";
import { routes } from "./wire/routes.ts";

const MIB = 2 ** 20;

/** Containers of a cell: the default of diego-release. */
const CONTAINERS = 250;

/** Spread of what a cell does to a task, and to stop an instance. */
const SHORT_SPREAD = 0.5;

/** Seconds of a request of a cell to the BBS: the default of diego-release. */
const CELL_TIMEOUT_S = 10;

/** Time until all cells are present, in seconds. */
const PRESENT_TIMEOUT_S = 120;

/** Time between an end of a component and its next start, in seconds. */
const RESTART_S = 5;

export const diego: PlatformSystem = {
  name: "diego",
  title: "Diego's control plane, real, with simulated cells",
  mode: "real",
  can: [
    "push-apps",
    "run-tasks",
    "kill-cells",
    "cut-store",
    "wipe-store",
    "platform-logs",
  ],
  metricFamilies: [],
  programs: componentNames.map((name) => ({
    names: [name],
    debianPackage: "",
  })),
  settings: { ...describeSettings(parameters), ...addressSettings },
  parameters,
  identifying: ["bbs"],
  sizes(texts) {
    readDiegoSettings(texts);
    return [];
  },
  start,
};

/** What the cells, and the session of the run, connect to. */
interface Target {
  readonly bbs: ServerAddress;
  readonly locket: ServerAddress;
  readonly certificates: IdentityFiles;
  readonly identity: Identity;
  readonly version: string;
  /** Null for somebody's own. */
  readonly components: Components | null;
}

async function start(options: StartPlatformOptions) {
  const { values, addresses } = readDiegoSettings(options.settings);
  const { processes, signal } = options;
  const target = addresses === null
    ? await startOwn(values, options)
    : await connectTo(addresses);
  await using owned = new AsyncDisposableStack();
  const { bbs: address, identity, components } = target;
  if (components) owned.use(components.metrics);
  {
    using bbs = connectBbs(address, {
      ...{ identity, connections: 1, timeout: CELL_TIMEOUT_S },
    });
    await checkApi(bbs, {
      ...{ address, signal, processes: toList(components) },
      isOwn: components !== null,
    });
  }
  const cells = await startCells({
    ...{ processes, signal, cellsPerProcess: values.cells_per_process },
    names: Array.from({ length: options.cells }, (_, i) => toCellName(i)),
    plan: toPlan(values, target, options),
  });
  if (components) superviseAll(components, owned);
  const session = owned.use(
    await openSession({
      ...{ address, identity, sync: values.sync },
      domain: `loadline-${processes.run.replace(/^.*-/, "")}`,
    }),
  );
  await waitUntil(async () => {
    const { value } = await session.bulk.call(routes.cells, {});
    return value?.cells.length === options.cells;
  }, {
    ...{ timeout: PRESENT_TIMEOUT_S, every: 0.5, signal },
    what: `${options.cells} cells to be present`,
    processes: cells.processes,
  });
  const running = [...toList(components), ...cells.processes];
  const platform = toDiegoPlatform(session, {
    version: target.version,
    cells: cells.names,
    remarks: describeDiego(values, {
      cells: options.cells,
      processes: cells.processes.length,
      isOwn: components !== null,
    }),
    samples: startSampler({
      ...{ cells, signal: session.signal },
      processes: () => running,
      metrics: components?.metrics ?? null,
    }),
    logs: components && options.logs
      ? () => mergeLogs(toLogs(components))
      : null,
    cellFaults: toCellFaults(session, { cells, seed: options.seed }),
    storeFaults: components &&
      toStoreFaults(session, components.database),
    cleansUp: components === null,
    owned: owned.move(),
  });
  return platform;
}

/** Returns the name of a cell, counted from 0. */
function toCellName(index: number): string {
  return `cell-${String(index).padStart(4, "0")}`;
}

async function startOwn(
  values: DiegoValues,
  { processes, signal, logs }: StartPlatformOptions,
): Promise<Target> {
  const components = await startComponents({
    ...{ processes, signal, database: values.database },
    logLevel: logs ? "info" : "error",
    databaseConnections: values.database_connections,
    convergence: values.convergence,
    auctionWorkers: values.auction_workers,
  });
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
  { cellMemory, cellDisk, seed }: StartPlatformOptions,
) {
  const short = (median: number) => ({ median, spread: SHORT_SPREAD });
  return {
    ...{ bbs, locket, client: certificates, server: certificates },
    ...{ seed, zone: "z1", timeout: CELL_TIMEOUT_S },
    memoryMb: Math.floor(cellMemory / MIB),
    diskMb: Math.floor(cellDisk / MIB),
    containers: CONTAINERS,
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

function toLogs({ processes }: Components): string[] {
  return Object.values(processes).map(({ log }) => log);
}

/** Starts a component again that has ended, as a process monitor does; they end when they have lost their lock. */
function superviseAll(
  { processes, bbs, locket }: Components,
  owned: AsyncDisposableStack,
): void {
  const ports = { bbs: bbs.port, locket: locket.port, auctioneer: null };
  for (const [name, process] of Object.entries(processes)) {
    const port = ports[name as keyof typeof ports];
    owned.use(supervise(process, {
      after: RESTART_S,
      ready: async () =>
        process.pid !== null &&
        (port === null || await listens(process.pid, port)),
      onDown: () => {},
      onUp: () => {},
    }));
  }
}
