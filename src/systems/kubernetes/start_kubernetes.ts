/** Starts a cluster of ours, or connects to one of somebody else. */
import type { Platform, StartPlatformOptions } from "../platform/platform.ts";
import type { KubeconfigCluster } from "./api/kubeconfig.ts";
import { sampleControlPlane } from "./control_plane/control_plane_samples.ts";
import {
  PODS_PER_NODE,
  toSimulatedNodes,
} from "./control_plane/simulated_nodes.ts";
import { startControlPlane } from "./control_plane/start_control_plane.ts";
import { toStoreFaults } from "./control_plane/store_faults.ts";
import { followCluster, toKubernetesPlatform } from "./kubernetes_platform.ts";
import { type KubernetesValues, toBehaviour } from "./kubernetes_settings.ts";
import { describeOwn, describeTheirs } from "./remarks.ts";

/** Seconds that the removal of a namespace may take to be accepted. */
const REMOVE_TIMEOUT_S = 60;

/** Starts a control plane with as many nodes as there are to be cells. */
export async function startOwn(
  { cells, cellMemory, cellDisk, seed, processes, signal }:
    StartPlatformOptions,
  values: KubernetesValues,
): Promise<Platform> {
  const plane = await startControlPlane({
    ...toBehaviour(values),
    ...{ processes, signal },
  });
  await using owned = new AsyncDisposableStack();
  const cluster = owned.use(
    await followCluster({
      ...{ access: plane.access, namespace: "loadline", signal },
      pods: { image: "simulated", toleration: values.toleration },
    }),
  );
  const { client, events } = cluster;
  await cluster.watchNodes();
  const nodes = toSimulatedNodes({
    ...{ client, count: cells, seed, signal },
    size: { memory: cellMemory, disk: cellDisk, pods: PODS_PER_NODE },
  });
  await nodes.create();
  await nodes.ready();
  const store = owned.use(toStoreFaults({
    ...{ etcd: plane.etcd, isUp: plane.isStoreUp, onEvent: events.tell },
    how: values.store_cut,
  }));
  const samples = owned.use(sampleControlPlane({ client, ...plane }));
  const tellCells = (names: readonly string[], state: "dead" | "alive") => {
    const { now } = cluster.platform.clock;
    for (const cell of names) {
      events.tell({ kind: "cell", at: now(), cell, state });
    }
  };
  const rest = owned.move();
  return toKubernetesPlatform(cluster, {
    // Stands at the head of every report of a run.
    version: `${cluster.version}, nodes simulated by kwok`,
    remarks: describeOwn(values),
    faults: {
      cells: nodes.names,
      async killCells(n) {
        const killed = await nodes.kill(n);
        tellCells(killed, "dead");
        return killed;
      },
      async restoreCells(names) {
        await nodes.restore(names);
        tellCells(names, "alive");
      },
      cutStore: (share, seconds) => store.cut(share, seconds),
    },
    samples: () => samples.take(),
    end: () => rest.disposeAsync(),
  });
}

/** Connects to a cluster of somebody else: a namespace of our own is all that is made there. */
export async function connect(
  { processes, signal }: StartPlatformOptions,
  { theirs, image, keep, values }: {
    readonly theirs: KubeconfigCluster;
    readonly image: string;
    readonly keep: boolean;
    readonly values: KubernetesValues;
  },
): Promise<Platform> {
  // Unique, as another run may be there.
  const namespace = `loadline-${processes.run.replace(/^.*-/, "")}`;
  const cluster = await followCluster({
    ...{ access: theirs.access, namespace, signal },
    pods: { image, toleration: values.toleration },
  });
  return toKubernetesPlatform(cluster, {
    version: cluster.version,
    remarks: describeTheirs({ ...theirs, namespace, image }),
    faults: {
      ...{ cells: [], killCells: null, restoreCells: null, cutStore: null },
    },
    samples: () => [],
    async end() {
      await using _cluster = cluster;
      if (keep) return;
      await cluster.client.call({
        verb: "delete",
        ...{ resource: "namespaces", body: null },
        path: `/api/v1/namespaces/${namespace}`,
      }, { timeout: REMOVE_TIMEOUT_S, signal: new AbortController().signal });
    },
  });
}
