/**
 * Kubernetes: a control plane of ours on loopback, whose nodes and containers kwok simulates, or a cluster that a
 * kubeconfig names.
 */
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import type { ControlPlaneSystem } from "../control_plane/control_plane.ts";
import type {
  Platform,
  PlatformSystem,
  StartPlatformOptions,
} from "../platform/platform.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { type KubeconfigCluster, readKubeconfig } from "./api/kubeconfig.ts";
import { sampleControlPlane } from "./control_plane/control_plane_samples.ts";
import {
  PODS_PER_NODE,
  toSimulatedNodes,
} from "./control_plane/simulated_nodes.ts";
import {
  programs,
  startControlPlane,
} from "./control_plane/start_control_plane.ts";
import { toStoreFaults } from "./control_plane/store_faults.ts";
import { startKubernetesControlPlane } from "./kubernetes_control_plane.ts";
import { followCluster, toKubernetesPlatform } from "./kubernetes_platform.ts";
import {
  kubernetesParameters,
  type KubernetesValues,
  toBehaviour,
} from "./kubernetes_settings.ts";
import { describeOwn, describeTheirs } from "./remarks.ts";

/** Seconds that the removal of a namespace may take to be accepted. */
const REMOVE_TIMEOUT_S = 60;

/** Settings that are text. */
const texts = {
  kubeconfig: "path of a kubeconfig: a cluster that runs already",
  context: "context of the kubeconfig (its current one)",
  image: "image with a shell, for containers of such a cluster (busybox)",
  keep: "yes or no: whether the namespace is left there (no)",
} as const;

export const kubernetes: PlatformSystem & ControlPlaneSystem = {
  name: "kubernetes",
  title: "Kubernetes, with nodes that kwok simulates, or by a kubeconfig",
  mode: "real",
  can: [
    ...["push-apps", "run-tasks", "kill-cells", "cut-store"] as const,
    ...["control-plane", "kill-store", "pause-store"] as const,
  ],
  metricFamilies: [],
  programs: Object.values(programs),
  settings: { ...texts, ...describeSettings(kubernetesParameters) },
  parameters: kubernetesParameters,
  identifying: ["context", "image"],
  sizes(values) {
    readTexts(values);
    return [];
  },
  startControlPlane(options) {
    const { theirs, image: _, keep: _keep, ...values } = readTexts(
      options.settings,
    );
    if (theirs === null) return startKubernetesControlPlane(options, values);
    throw new UnavailableError(
      "Cannot load the control plane of a cluster that somebody else started: omit kubeconfig",
    );
  },
  async start(options) {
    const { theirs, image, keep, ...values } = readTexts(options.settings);
    return theirs === null
      ? await startOwn(options, values)
      : await connect(options, { theirs, image, keep, values });
  },
};

/** Throws `UsageError` for a value that a setting cannot have. */
function readTexts(settings: Readonly<Record<string, string>>) {
  const { kubeconfig = "", context = "", image = "busybox", keep = "no" } =
    settings;
  const rest = Object.fromEntries(
    Object.entries(settings).filter(([key]) => !Object.hasOwn(texts, key)),
  );
  if (keep !== "yes" && keep !== "no") {
    throw new UsageError(
      `Cannot set keep as it must be yes or no: current value is '${keep}'`,
    );
  }
  return {
    ...readSettings(kubernetesParameters, rest),
    ...{ image, keep: keep === "yes" },
    theirs: kubeconfig === "" ? null : readKubeconfig(kubeconfig, context),
  };
}

/** Starts a control plane with as many nodes as there are to be cells. */
async function startOwn(
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
async function connect(
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
