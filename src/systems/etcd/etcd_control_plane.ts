/** One node of etcd as the store of a control plane. */
import { loopback } from "../../lab/network/network.ts";
import { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import type {
  Cluster,
  StartOptions,
} from "../../lab/system/system_under_test.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { untilAborted } from "../../lab/timing/until_aborted.ts";
import type { EtcdSpec } from "../control_plane/client_spec.ts";
import type {
  ControlPlane,
  StartControlPlaneOptions,
  StoreSize,
} from "../control_plane/control_plane.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import { openGateway } from "./etcd_gateway.ts";
import { prefixes } from "./etcd_keys.ts";

/** Seconds until it answers again; with much data it reads its log first. */
const START_TIMEOUT_S = 120;

/** Seconds; counting keys is fast, but a busy etcd is not. */
const COUNT_TIMEOUT_S = 30;

/** Starts a node by `start`, with its data in `data`, in a folder of its name. */
export async function startEtcdControlPlane(
  { layout, settings, processes, signal }: StartControlPlaneOptions,
  { start, data: folder }: {
    readonly start: (options: StartOptions) => Promise<Cluster>;
    readonly data: string;
  },
): Promise<ControlPlane> {
  const { version, nodes: [node], ...cluster } = await start({
    ...{ nodes: 1, settings, processes, signal },
    ...{ network: loopback, proxied: false },
  });
  if (!(node?.process instanceof ManagedProcess)) {
    throw new TypeError("Cannot use etcd as no node started here");
  }
  const { name, process, endpoint: { host, port } } = node;
  const url = `http://${host}:${port}`;
  const data = `${folder}/${name}`;
  const spec: EtcdSpec = {
    ...{ kind: "etcd", url, root: "", token: "", layout },
  };
  return {
    version,
    client: spec,
    components: [{ name: "store", process, metrics: "" }],
    remarks: [
      "etcd is one node, asked by its JSON gateway, which costs it and its clients more than gRPC",
    ],
    size: () => readSize(spec, () => allocatedSize(data)),
    store: toStoreControl({
      ...{ process, dependants: [] },
      ready: () =>
        waitUntil(async () => await cluster.health(node) === "up", {
          ...{ timeout: START_TIMEOUT_S, signal, processes: [process] },
          what: "etcd to answer",
        }),
      wipe: () => Deno.remove(data, { recursive: true }),
    }),
    ...{ secrets: [], api: null, cells: null },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Counts the keys of desired LRPs and of instances; null if etcd does not answer in time. */
export async function readSize(
  spec: EtcdSpec,
  bytes: () => Promise<number | null>,
): Promise<StoreSize | null> {
  const gateway = openGateway(spec);
  const signal = AbortSignal.timeout(COUNT_TIMEOUT_S * 1000);
  try {
    const [desired = null, actual = null] = await untilAborted(
      Promise.all(
        [prefixes.desired, prefixes.actual].map((prefix) =>
          gateway.count(prefix, signal)
        ),
      ),
      signal,
    );
    return { desired, actual, bytes: await bytes() };
  } catch {
    return null;
  }
}
