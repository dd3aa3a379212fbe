/** The same control plane of ours without a platform on it: load threads desire LRPs, the scheduler places them. */
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { UsageError } from "../../record/mod.ts";
import type {
  ControlPlane,
  StartControlPlaneOptions,
} from "../control_plane/control_plane.ts";
import { toStoreControl } from "../control_plane/store_control.ts";
import {
  type ApiClient,
  type ApiLimits,
  METADATA_ONLY,
  toApiClient,
} from "./api/api_client.ts";
import { ObjectList, Version } from "./api/objects.ts";
import { toNamespace } from "./app_objects.ts";
import { toSimulatedNodes } from "./control_plane/simulated_nodes.ts";
import { startControlPlane } from "./control_plane/start_control_plane.ts";
import { type KubernetesValues, toBehaviour } from "./kubernetes_settings.ts";
import { describeOwn } from "./remarks.ts";
import { countRunning, runningOn } from "./running_pods.ts";

const NAMESPACE = "loadline";

const SETS = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`;
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

const GIB = 2 ** 30;

/** A node has room for whatever is put on it: what is asked is what the control plane takes. */
const NODE = { memory: 4096 * GIB, disk: 4096 * GIB, pods: 5000 } as const;

/** Seconds that a request of the set-up, or a count, may take. */
const TIMEOUT_S = 60;

/** Starts it with as many nodes as there are to be cells. */
export async function startKubernetesControlPlane(
  { cells, layout, seed, processes, signal }: StartControlPlaneOptions,
  values: KubernetesValues,
): Promise<ControlPlane> {
  if (layout !== "indexed") {
    throw new UsageError(
      `Cannot lay records out as ${layout} as the API server has a schema of its own: use --set layout=indexed`,
    );
  }
  const plane = await startControlPlane({
    ...toBehaviour(values),
    ...{ processes, signal },
  });
  await using owned = new AsyncDisposableStack();
  const client = owned.use(toApiClient(plane.access, () => {
    // The load records its requests itself.
  }));
  const limits = { timeout: TIMEOUT_S, signal };
  const version = await client.call({
    verb: "get",
    ...{ resource: "version", path: "/version", body: null },
  }, limits);
  const made = await client.call({
    verb: "create",
    ...{ resource: "namespaces", path: "/api/v1/namespaces" },
    body: toNamespace(NAMESPACE),
  }, limits);
  if (made.outcome !== "ok") {
    throw new Error(`Cannot make a namespace as ${made.error || made.outcome}`);
  }
  const running = owned.use(countRunning(client, PODS));
  const nodes = toSimulatedNodes({
    ...{ client, count: cells, size: NODE, seed, signal },
  });
  await nodes.create();
  await nodes.ready();
  const store = toStoreControl({
    process: plane.etcd,
    // A component ends when it cannot renew its lease.
    dependants: plane.processes.filter((process) => process !== plane.etcd)
      .map(({ name }) => name),
    ready: () =>
      waitUntil(plane.isStoreUp, {
        ...{ timeout: TIMEOUT_S, signal, what: "etcd" },
        processes: [plane.etcd],
      }),
    // An API server does not survive a store that has forgotten everything.
    wipe: null,
  });
  const resources = owned.move();
  return {
    version: `${
      Version.safeParse(version.json).data?.gitVersion ?? ""
    }, nodes simulated by kwok`,
    client: {
      kind: "kubernetes",
      server: plane.access.server,
      caCerts: plane.access.caCerts,
      token: plane.access.token,
      ...{ namespace: NAMESPACE, image: "simulated" },
      toleration: values.toleration,
    },
    components: plane.processes.map((process) => ({
      ...{ name: process.name, process, metrics: "" },
    })),
    remarks: describeOwn(values),
    size: async () => ({
      desired: await countObjects(client, SETS, limits),
      actual: running.count(),
      bytes: await allocatedSize(`${processes.folder}/etcd`),
    }),
    ...{ store, api: null, secrets: [plane.access.token] },
    cells: {
      kill: (names) => nodes.killNamed(names),
      restore: (names) => nodes.restore(names),
      runningOn: (names) => runningOn(client, { path: PODS, names, limits }),
      placing: null,
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Returns how many objects a list has; null while the server does not tell. */
async function countObjects(
  client: Pick<ApiClient, "call">,
  path: string,
  limits: ApiLimits,
): Promise<number | null> {
  const { json } = await client.call(
    {
      verb: "list",
      ...{ resource: "objects", body: null },
      path: `${path}?limit=1`,
    },
    limits,
    METADATA_ONLY,
  );
  const list = ObjectList.safeParse(json).data;
  return list ? list.items.length + list.metadata.remainingItemCount : null;
}
