/** Starts etcd 3.4 or later as processes on this machine; clients use its JSON gateway. */
import { choice, number, type ValuesOf } from "../../lab/plan/settings.ts";
import type {
  Cluster,
  ClusterSystem,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import type { ControlPlaneSystem } from "../control_plane/control_plane.ts";
import { toCluster, waitForCluster } from "./etcd_cluster.ts";
import {
  byAddress,
  readServerLogin,
  withoutAddress,
} from "../databases/server_login.ts";
import { startEtcdControlPlane } from "./etcd_control_plane.ts";
import { toReplacement } from "./etcd_member_replacement.ts";
import { useEtcd } from "./use_etcd.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { findProgram } from "../support/find_program.ts";
import { type NodeAddress, startNodes } from "../support/start_nodes.ts";

const program = { names: ["etcd"], debianPackage: "etcd-server" };

const settings = {
  heartbeat_interval: number("Heartbeat interval", 0.1, {
    unit: "s",
    min: 0.001,
    max: 5,
    identifies: true,
  }),
  election_timeout: number("Election time-out", 1, {
    unit: "s",
    min: 0.005,
    max: 50,
    identifies: true,
    about: "at least five heartbeats",
  }),
  pre_vote: choice("Pre-vote", ["off", "on"], {
    about: "on: a node checks whether it could win before it calls an " +
      "election, as etcd 3.5 and later do by default; 3.4 does not",
  }),
  snapshot_count: number("Snapshot count", 100_000, {
    min: 1,
    about: "committed writes after which a node takes a snapshot",
  }),
  fsync: choice("Write-ahead log is synced", ["on", "off"], {
    about: "off: acknowledged writes may be lost when the machine stops",
  }),
  serializable: choice("Serializable reads", ["false", "true"], {
    about: "a node returns its local value, which may be stale",
  }),
  data: choice("Data", ["disk", "memory"], {
    about: "memory is /dev/shm, where fsync costs nothing",
  }),
};

type Values = ValuesOf<typeof settings>;

export const etcd: ClusterSystem & ControlPlaneSystem = {
  name: "etcd",
  title: "etcd",
  mode: "real",
  can: [
    ...["key-value", "several-nodes", "leader", "catch-up"] as const,
    ...["kill", "replace", "pause", "throttle"] as const,
    ...["namespaces", "proxies", "metrics"] as const,
    ...["control-plane", "kill-store", "pause-store", "wipe-store"] as const,
    ...["kill-cells", "fill-disk"] as const,
  ],
  metricFamilies: [
    "process_",
    "etcd_server_has_leader",
    "etcd_server_is_leader",
    "etcd_server_leader_changes_seen_total",
    "etcd_server_heartbeat_send_failures_total",
    "etcd_server_slow_apply_total",
    "etcd_server_proposals_applied_total",
    "etcd_server_proposals_committed_total",
    "etcd_server_proposals_failed_total",
    "etcd_server_proposals_pending",
    "etcd_disk_wal_fsync_duration_seconds",
    "etcd_disk_backend_commit_duration_seconds",
    "etcd_mvcc_db_total_size_in_bytes",
    "etcd_network_peer_round_trip_time_seconds",
  ],
  programs: [program],
  settings: { ...describeSettings(settings), ...byAddress.settings },
  parameters: settings,
  identifying: byAddress.identifying,
  sizes(texts) {
    readValues(texts);
    return [];
  },
  async start(options) {
    if ((options.settings.address ?? "") !== "") {
      throw new UsageError(
        "Cannot use an etcd of somebody else as its nodes are to be started and stopped: omit address",
      );
    }
    const data = await makeDataFolder(readValues(options.settings), {
      ...{ processes: options.processes, folder: options.processes.folder },
    });
    return await startIn(data, options);
  },
  async startControlPlane(options) {
    const login = readServerLogin(options.settings, { isOpen: true });
    if (login !== null) return await useEtcd(options, login);
    const data = await makeDataFolder(readValues(options.settings), options);
    return await startEtcdControlPlane(options, {
      ...{ data, start: (more) => startIn(data, more) },
    });
  },
};

/**
 * Starts the nodes, with their data in `data`, each in a folder of its name. The proxy of a node carries what the node
 * sends to its peers: they dial the node, and it sends on their connections.
 */
async function startIn(data: string, options: StartOptions): Promise<Cluster> {
  const { processes, signal } = options;
  const values = readValues(options.settings);
  const path = findProgram(program);
  return await startNodes<Cluster>(options, {
    onePort: false,
    toProgram(node, all) {
      const { name, host, port, peerPort } = node;
      const client = `http://${host}:${port}`;
      const members = all.map((each) => `${each.name}=${toPeerUrl(each)}`);
      return {
        command: [
          ...[path, "--name", name, "--data-dir", `${data}/${name}`],
          ...["--listen-client-urls", client],
          ...["--advertise-client-urls", client],
          ...["--listen-peer-urls", `http://${host}:${peerPort}`],
          ...["--initial-advertise-peer-urls", toPeerUrl(node)],
          ...sharedFlags(values, { run: processes.run, members }),
        ],
        metrics: `${client}/metrics`,
      };
    },
    async form(nodes, addresses) {
      const statuses = await waitForCluster(nodes, signal);
      const peerUrls = new Map(
        addresses.map((address) => [address.name, toPeerUrl(address)]),
      );
      return toCluster(nodes, statuses, {
        serializable: values.serializable === "true",
        replacement: toReplacement(nodes, {
          toFolder: ({ name }) => `${data}/${name}`,
          toPeerUrl: ({ name }) => peerUrls.get(name) ?? "",
          signal,
        }),
      });
    },
  });
}

function toPeerUrl({ host, advertisedPort }: NodeAddress): string {
  return `http://${host}:${advertisedPort}`;
}

/** Throws `UsageError` for values with which etcd would exit at once. */
function readValues(texts: StartOptions["settings"]): Values {
  byAddress.check(texts);
  const values = readSettings(settings, withoutAddress(texts));
  const { heartbeat_interval, election_timeout } = values;
  if (election_timeout >= 5 * heartbeat_interval) return values;
  throw new UsageError(
    `Cannot set election_timeout as it must be at least five times heartbeat_interval, ${heartbeat_interval} s: current value is ${election_timeout} s`,
  );
}

/**
 * Returns flags that are the same for all nodes and restarts: an existing data folder overrides the initial cluster.
 */
function sharedFlags(
  values: Values,
  { run, members }: { readonly run: string; readonly members: string[] },
): string[] {
  const { heartbeat_interval, election_timeout, snapshot_count } = values;
  const milliseconds = (seconds: number) => String(Math.round(seconds * 1000));
  return [
    ...["--initial-cluster", members.join(",")],
    // Without a token, a member left over from another run at one of the ports could join.
    ...["--initial-cluster-state", "new", "--initial-cluster-token", run],
    ...["--heartbeat-interval", milliseconds(heartbeat_interval)],
    ...["--election-timeout", milliseconds(election_timeout)],
    `--pre-vote=${values.pre_vote === "on"}`,
    ...["--snapshot-count", String(snapshot_count)],
    ...(values.fsync === "off" ? ["--unsafe-no-fsync"] : []),
    // Without these, long runs reach the default quota of 2 GB, and writes are refused.
    ...["--auto-compaction-mode", "revision"],
    ...["--auto-compaction-retention", "2000"],
    ...["--quota-backend-bytes", "8000000000"],
    ...["--logger", "zap", "--log-level", "warn"],
  ];
}

/**
 * Returns the folder of the data: `parent`, or one in /dev/shm, which is created, and needs a cleanup command, as the process
 * group removes only its own folder.
 */
async function makeDataFolder(
  { data }: Pick<Values, "data">,
  { processes, folder: parent }: Pick<StartOptions, "processes"> & {
    readonly folder: string;
  },
): Promise<string> {
  if (data === "disk") return parent;
  if (parent !== processes.folder) {
    throw new UsageError(
      "Cannot keep data in memory as they are to be on a disk of a limited size: use --set data=disk",
    );
  }
  const folder = `/dev/shm/${processes.run}`;
  await processes.addCleanupCommand(`rm -rf '${folder}'`);
  try {
    await Deno.mkdir(folder, { mode: 0o700 });
  } catch (error) {
    throw new UnavailableError(
      `Cannot keep data in memory as ${folder} cannot be made: ${
        (error as Error).message
      }; use --set data=disk`,
    );
  }
  return folder;
}
