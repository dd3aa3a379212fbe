/** Starts a Diego's control plane as plain processes on loopback: a database, Locket, the BBS and the auctioneer. */
import { listens } from "../../../lab/processes/listens.ts";
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../../lab/processes/process_group.ts";
import { waitUntil } from "../../../lab/processes/wait_until_ready.ts";
import type {
  DatabaseKind,
  DatabaseServer,
} from "../../databases/database_server.ts";
import { startDatabase } from "../../databases/start_database.ts";
import { type MetricSink, startMetricSink } from "../clients/metric_sink.ts";
import { type IdentityFiles, readIdentity } from "../clients/tls_identity.ts";
import type { ServerAddress } from "../clients/bbs_client.ts";
import { makeCertificates } from "./certificates.ts";
import {
  type ConfigOptions,
  databaseNames,
  toConfigs,
} from "./component_configs.ts";
import {
  type ComponentName,
  componentNames,
  findComponents,
} from "./components.ts";

const HOST = "127.0.0.1";

/** Time for a component to serve, with the migrations of an empty database, on a busy machine. */
const START_TIMEOUT_S = 120;

/** A control plane that was started. */
export interface Components {
  readonly database: DatabaseServer;
  readonly processes: Readonly<Record<ComponentName, ManagedProcess>>;
  readonly bbs: ServerAddress;
  readonly locket: ServerAddress;
  readonly certificates: IdentityFiles;
  /** What they tell of themselves; ends with its owner. */
  readonly metrics: MetricSink;
  /** Whether one serves now. */
  serves(name: ComponentName): Promise<boolean>;
  /** Resolves once these serve, after a start or a restart. Throws an Error if one ends before. */
  whenReady(
    names: readonly ComponentName[],
    signal: AbortSignal,
  ): Promise<void>;
}

export interface StartComponentsOptions extends
  Pick<
    ConfigOptions,
    "logLevel" | "databaseConnections" | "convergence" | "auctionWorkers"
  > {
  readonly processes: ProcessGroup;
  /** Where the database keeps its data, in a folder of its own. */
  readonly folder: string;
  readonly database: DatabaseKind;
  readonly signal: AbortSignal;
}

/**
 * Starts all of it, with an empty database, and resolves once the BBS and the auctioneer serve. Throws `UnavailableError`
 * for a program that is missing, an Error with the log tail if one ends, and `TimeoutError`.
 */
export async function startComponents(
  { processes, folder, signal, ...options }: StartComponentsOptions,
): Promise<Components> {
  const paths = findComponents();
  const certificates = await makeCertificates(`${processes.folder}/tls`);
  const database = await startDatabase(options.database, {
    ...{ processes, folder, signal },
    maxConnections: 2 * options.databaseConnections + 20,
    settings: {},
  });
  for (const name of Object.values(databaseNames)) {
    await database.createDatabase(name);
  }
  const ports = {
    locket: processes.freePort(),
    bbs: processes.freePort(),
    bbsHealth: processes.freePort(),
    auctioneer: processes.freePort(),
    loggregator: processes.freePort(),
  };
  await using failed = new AsyncDisposableStack();
  const metrics = failed.use(
    await startMetricSink(ports.loggregator, {
      identity: await readIdentity(certificates),
      sources: componentNames,
    }),
  );
  const configs = toConfigs({ ...options, ports, certificates, database });
  const start = async (name: ComponentName) => {
    const file = `${processes.folder}/${name}.json`;
    await Deno.writeTextFile(file, JSON.stringify(configs[name], null, 2), {
      mode: 0o600,
    });
    return processes.spawn(name, [paths[name], "-config", file]);
  };
  const ready = (name: ComponentName, started: ManagedProcess) =>
    waitUntil(() => serves(started, ports[name]), {
      ...{ timeout: START_TIMEOUT_S, signal, every: 0.1 },
      what: name,
      processes: [started],
    });
  // The others end at once if Locket does not serve.
  const locket = await start("locket");
  await ready("locket", locket);
  const bbs = await start("bbs");
  const auctioneer = await start("auctioneer");
  const all = { locket, bbs, auctioneer };
  const whenReady = async (
    names: readonly ComponentName[],
    signal: AbortSignal,
  ) => {
    signal.throwIfAborted();
    for (const name of names) await ready(name, all[name]);
  };
  await whenReady(componentNames, signal);
  failed.move();
  return {
    ...{ database, processes: all, certificates, metrics, whenReady },
    serves: (name) => serves(all[name], ports[name]),
    bbs: { host: HOST, port: ports.bbs },
    locket: { host: HOST, port: ports.locket },
  };
}

async function serves({ pid }: ManagedProcess, port: number): Promise<boolean> {
  return pid !== null && await listens(pid, port);
}
