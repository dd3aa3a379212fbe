/** Starts etcd 3.4 or later as processes on this machine; clients use its JSON gateway. */
import { z } from "zod";
import { choice, number } from "../../lab/plan/settings.ts";
import type {
  Cluster,
  ClusterNode,
  ClusterSystem,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { TcpProxy } from "../../lab/network/tcp_proxy.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { toCluster, waitForCluster } from "./etcd_cluster.ts";
import { toReplacement } from "./etcd_member_replacement.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { findProgram } from "../support/find_program.ts";

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

const Values = z.object({
  heartbeat_interval: z.number(),
  election_timeout: z.number(),
  pre_vote: z.enum(["off", "on"]),
  snapshot_count: z.number(),
  fsync: z.enum(["on", "off"]),
  serializable: z.string(),
  data: z.string(),
});
type Values = z.infer<typeof Values>;

export const etcd: ClusterSystem = {
  name: "etcd",
  title: "etcd",
  mode: "real",
  programs: [program],
  settings: describeSettings(settings),
  parameters: settings,
  identifying: [],
  sizes(texts) {
    readValues(texts);
    return [];
  },
  start,
};

/**
 * Starts the nodes. The proxy of a node is in front of its peer port and carries what the node sends: peers dial the
 * node, and it sends on their connections. The proxies belong to the nodes, which dispose of them; if the start fails,
 * they are closed.
 */
async function start(options: StartOptions): Promise<Cluster> {
  const { processes, network, proxied, signal } = options;
  const values = readValues(options.settings);
  const path = findProgram(program);
  const data = await makeDataFolder(values, options);
  const nodeSpecs = Array.from({ length: options.nodes }, (_, index) => ({
    name: `node-${index}`,
    host: network.host(index),
    port: processes.freePort(),
    peerPort: processes.freePort(),
  }));
  const proxies: TcpProxy[] = [];
  try {
    if (proxied) {
      for (const { host: hostname, peerPort: port } of nodeSpecs) {
        proxies.push(await TcpProxy.listen({ hostname, port }));
      }
    }
    const peers = nodeSpecs.map(({ name, host, peerPort }, index) => ({
      name,
      listen: `http://${host}:${peerPort}`,
      advertise: `http://${host}:${proxies[index]?.port ?? peerPort}`,
    }));
    const members = peers.map(({ name, advertise }) => `${name}=${advertise}`);
    const shared = sharedFlags(values, { run: processes.run, members });
    const nodes = nodeSpecs.map(({ name, host, port }, index): ClusterNode => {
      const client = `http://${host}:${port}`;
      const command = [
        ...[path, "--name", name, "--data-dir", `${data}/${name}`],
        ...["--listen-client-urls", client, "--advertise-client-urls", client],
        ...["--listen-peer-urls", peers[index]?.listen ?? ""],
        ...["--initial-advertise-peer-urls", peers[index]?.advertise ?? ""],
        ...shared,
      ];
      return {
        name,
        endpoint: { name, host, port },
        process: processes.spawn(name, network.wrap(index, command)),
        metrics: `${client}/metrics`,
        peerProxy: proxies[index] ?? null,
      };
    });
    const statuses = await waitForCluster(nodes, signal);
    return toCluster(nodes, statuses, {
      serializable: values.serializable === "true",
      replacement: toReplacement(nodes, {
        toFolder: ({ name }) => `${data}/${name}`,
        toPeerUrl: (node) => peers[nodes.indexOf(node)]?.advertise ?? "",
        signal,
      }),
    });
  } catch (error) {
    await Promise.all(proxies.map((proxy) => proxy[Symbol.asyncDispose]()));
    throw error;
  }
}

/** Throws `UsageError` for values with which etcd would exit at once. */
function readValues(texts: StartOptions["settings"]): Values {
  const values = Values.parse(readSettings(settings, texts));
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
 * Creates the data folder. One in /dev/shm needs a cleanup command, as the process group removes only its own folder.
 */
async function makeDataFolder(
  { data }: Values,
  { processes }: StartOptions,
): Promise<string> {
  if (data === "disk") return processes.folder;
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
