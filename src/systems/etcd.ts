/** etcd 3.4 or later: processes on this machine, spoken to by its JSON gateway. */
import { z } from "zod";
import { type HttpClientSpec } from "../lab/client_spec.ts";
import { choice, number } from "../lab/settings.ts";
import type {
  Cluster,
  ClusterNode,
  Health,
  StartOptions,
  System,
} from "../lab/system.ts";
import { TcpProxy } from "../lab/tcp_proxy.ts";
import { UnavailableError } from "../lab/unavailable.ts";
import { agreement } from "./agreement.ts";
import { askJson } from "./ask_json.ts";
import { describeSettings, readSettings } from "./own_settings.ts";
import { findProgram } from "./programs.ts";
import { waitUntil } from "./wait_until.ts";

const program = { names: ["etcd"], debianPackage: "etcd-server" };

const settings = {
  heartbeat_interval: number("Heartbeat interval", 0.1, {
    unit: "s",
    min: 0.001,
    max: 5,
  }),
  election_timeout: number("Election time-out", 1, {
    unit: "s",
    min: 0.005,
    max: 50,
    about: "at least five heartbeats",
  }),
  pre_vote: choice("Pre-vote", ["false", "true"], {
    about: "a node that comes back asks before it calls an election",
  }),
  serializable: choice("Serializable reads", ["false", "true"], {
    about: "a node answers from what it has, which may be old",
  }),
  data: choice("Data", ["disk", "memory"], {
    about: "memory is /dev/shm, where fsync costs nothing",
  }),
};

const Values = z.object({
  heartbeat_interval: z.number(),
  election_timeout: z.number(),
  pre_vote: z.string(),
  serializable: z.string(),
  data: z.string(),
});
type Values = z.infer<typeof Values>;

/** Seconds that nodes get to become a cluster; seven of them on a busy disk took six. */
const START = 60;

/** Seconds that a node gets to say whom it follows. Who leads is asked many times a second. */
const LEADER_ANSWER = 0.25;

/** Ids are 64 bit and stay text. What is zero is left out by etcd. */
const Status = z.object({
  header: z.object({ member_id: z.string() }),
  version: z.string(),
  leader: z.string().default("0"),
  raftTerm: z.coerce.number().default(0),
  raftIndex: z.coerce.number().default(0),
  raftAppliedIndex: z.coerce.number().default(0),
});
type Status = z.infer<typeof Status>;

export const etcd: System = {
  name: "etcd",
  title: "etcd",
  mode: "real",
  programs: [program],
  settings: describeSettings(settings),
  sizes: [],
  start,
};

/**
 * A link of a proxied node carries what the node sends: each node dials its peers, and they answer on that connection.
 * Links are their nodes' to dispose of; when the start fails, they are closed.
 */
async function start(options: StartOptions): Promise<Cluster> {
  const { processes, network, proxied, signal } = options;
  const values = Values.parse(readSettings(settings, options.settings));
  const path = findProgram(program);
  const data = await makeDataFolder(values, options);
  const places = Array.from({ length: options.nodes }, (_, index) => ({
    name: `node-${index}`,
    host: network.host(index),
    port: processes.freePort(),
    peerPort: processes.freePort(),
  }));
  const links: TcpProxy[] = [];
  try {
    if (proxied) {
      for (const { host: hostname, peerPort: port } of places) {
        links.push(await TcpProxy.listen({ hostname, port }));
      }
    }
    const peers = places.map(({ name, host, peerPort }, index) => ({
      name,
      listen: `http://${host}:${peerPort}`,
      advertise: `http://${host}:${links[index]?.port ?? peerPort}`,
    }));
    const members = peers.map(({ name, advertise }) => `${name}=${advertise}`);
    const shared = sharedFlags(values, { run: processes.run, members });
    const nodes = places.map(({ name, host, port }, index): ClusterNode => {
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
        link: links[index] ?? null,
      };
    });
    const statuses = await waitForCluster(nodes, signal);
    return toCluster(nodes, statuses, {
      serializable: values.serializable === "true",
    });
  } catch (error) {
    await Promise.all(links.map((link) => link[Symbol.asyncDispose]()));
    throw error;
  }
}

/** The same for every node and every start: an existing data folder overrules the initial cluster. */
function sharedFlags(
  { heartbeat_interval, election_timeout, pre_vote }: Values,
  { run, members }: { readonly run: string; readonly members: string[] },
): string[] {
  const milliseconds = (seconds: number) => String(Math.round(seconds * 1000));
  return [
    ...["--initial-cluster", members.join(",")],
    // A member of another run that still answers at one of our ports would be taken for ours without a token.
    ...["--initial-cluster-state", "new", "--initial-cluster-token", run],
    ...["--heartbeat-interval", milliseconds(heartbeat_interval)],
    ...["--election-timeout", milliseconds(election_timeout)],
    `--pre-vote=${pre_vote}`,
    // Without these, long runs meet the quota of 2 GB, and writes are refused.
    ...["--auto-compaction-mode", "revision"],
    ...["--auto-compaction-retention", "2000"],
    ...["--quota-backend-bytes", "8000000000"],
    ...["--logger", "zap", "--log-level", "warn"],
  ];
}

/** It goes with the process group, which cannot know of a folder in /dev/shm unless it is told. */
async function makeDataFolder(
  { data }: Values,
  { processes }: StartOptions,
): Promise<string> {
  if (data === "disk") return processes.folder;
  const folder = `/dev/shm/${processes.run}`;
  await processes.undoIfKilled(`rm -rf '${folder}'`);
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

/** Returns what nodes say when all are healthy and follow one leader in one term. */
async function waitForCluster(
  nodes: readonly ClusterNode[],
  signal: AbortSignal,
): Promise<readonly Status[]> {
  let statuses: readonly Status[] = [];
  await waitUntil(async () => {
    const healthy = await Promise.all(nodes.map(health));
    if (!healthy.every((one) => one === "up")) return false;
    const answers = await Promise.all(nodes.map((node) => askStatus(node)));
    statuses = answers.filter((status) => status !== null);
    const views = new Set(statuses.map(toView));
    return statuses.length === nodes.length && views.size === 1;
  }, {
    timeout: START,
    signal,
    what: `${nodes.length} etcd nodes to follow one leader`,
    processes: nodes.flatMap(({ process }) => process ?? []),
  });
  return statuses;
}

function toCluster(
  nodes: readonly ClusterNode[],
  statuses: readonly Status[],
  { serializable }: { readonly serializable: boolean },
): Cluster {
  const byMember = new Map(
    statuses.map(({ header }, index) => [header.member_id, nodes[index]]),
  );
  return {
    version: statuses[0]?.version ?? "",
    client: toClient(serializable),
    nodes,
    async leader() {
      const view = await agreement(nodes.map(async (node) => {
        const status = await askStatus(node, LEADER_ANSWER);
        return status && toView(status);
      }));
      const node = byMember.get(view.split(" ")[1] ?? "");
      // Followers name a leader that is dead until their patience ends.
      return !node || node.process?.pid === null ? "" : node.name;
    },
    health,
    async caughtUp(node) {
      const others = nodes.filter((other) => other !== node);
      const indexes = (await Promise.all(others.map((one) => askStatus(one))))
        .flatMap((status) => status ? [status.raftIndex] : []);
      if (indexes.length === 0 && others.length > 0) return false;
      const status = await askStatus(node);
      return status !== null &&
        status.raftAppliedIndex >= Math.max(0, ...indexes);
    },
  };
}

/** Term and leader as a node sees them; leader 0 is none. */
function toView({ raftTerm, leader }: Status): string {
  return `${raftTerm} ${leader}`;
}

/** `/health` reads by consensus, so it says that the node's side has a majority, and hangs or says no when it has none. */
async function health(node: ClusterNode): Promise<Health> {
  const { host, port } = node.endpoint;
  const [status, said] = await Promise.all([
    askStatus(node),
    askJson(`http://${host}:${port}/health`, z.object({ health: z.string() })),
  ]);
  if (!status) return "down";
  return status.leader !== "0" && said?.health === "true" ? "up" : "alone";
}

function askStatus(
  { endpoint: { host, port } }: ClusterNode,
  timeout = 0.8,
): Promise<Status | null> {
  const url = `http://${host}:${port}/v3/maintenance/status`;
  return askJson(url, Status, { body: "{}", timeout });
}

/** A key that is not there is a 200 without `kvs`, so without the value that was written. */
function toClient(serializable: boolean): HttpClientSpec {
  const call = (path: string, body: string) => ({
    method: "POST" as const,
    path,
    headers: { "content-type": "application/json" },
    body,
    ok: [200],
    degraded: [],
    miss: [],
  });
  const range = serializable
    ? '{"key":"{key64}","serializable":true}'
    : '{"key":"{key64}"}';
  return {
    protocol: "http",
    put: call("/v3/kv/put", '{"key":"{key64}","value":"{value64}"}'),
    get: call("/v3/kv/range", range),
    found: "value64",
  };
}
