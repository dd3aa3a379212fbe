/** A Kubernetes cluster as a platform: what it is asked for, and what its watches tell. */
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { inTime } from "../../lab/timing/in_time.ts";
import type { Platform, PlatformSample } from "../platform/platform.ts";
import {
  type ApiAccess,
  type ApiClient,
  toApiClient,
} from "./api/api_client.ts";
import { APP_LABEL } from "./api/labels.ts";
import { Job, Node, Pod, Version } from "./api/objects.ts";
import { type ObjectWatch, watchObjects } from "./api/watch_objects.ts";
import { type PodOptions, toNamespace } from "./app_objects.ts";
import {
  type AppContext,
  pushApp,
  removeApp,
  scaleApp,
} from "./app_actions.ts";
import { type Changes, toChanges } from "./changes.ts";
import { type ClusterEvents, toClusterEvents } from "./kubernetes_events.ts";
import { runJobs } from "./run_jobs.ts";

/** Seconds that requests of set-up and end may take. */
const REQUEST_TIMEOUT_S = 60;

/** Under this, `changed` tells of any Job. */
const JOBS = "/jobs";

export interface ClusterOptions {
  readonly access: ApiAccess;
  /** Made at the start. */
  readonly namespace: string;
  readonly pods: PodOptions;
  /** Ends its set-up. */
  readonly signal: AbortSignal;
}

/** A cluster that is followed. */
export interface Cluster extends AsyncDisposable {
  readonly client: ApiClient;
  readonly events: ClusterEvents;
  readonly version: string;
  /** Follows the nodes too. Resolves after their first list; throws an Error if there is none in time. */
  watchNodes(): Promise<void>;
  /** Its abilities that need no more than the API. */
  readonly platform: Pick<
    Platform,
    "clock" | "push" | "scale" | "remove" | "runTasks" | "instances" | "watch"
  >;
}

/** What befalls the nodes and the store of a cluster that is ours; null for one of somebody else. */
export type ClusterFaults = Pick<
  Platform,
  "cells" | "killCells" | "restoreCells" | "cutStore"
>;

/** Connects to a cluster, makes the namespace, and follows what is in it. Throws an Error if it cannot. */
export async function followCluster(
  { access, namespace, pods, signal }: ClusterOptions,
): Promise<Cluster> {
  await using owned = new AsyncDisposableStack();
  const events = toClusterEvents();
  const changes = toChanges();
  const client = owned.use(toApiClient(access, events.onCall));
  const limits = { timeout: REQUEST_TIMEOUT_S, signal };
  const version = await ask("the version", () =>
    client.call({
      verb: "get",
      ...{ resource: "version", path: "/version", body: null },
    }, limits));
  await ask(`the namespace ${namespace}`, () =>
    client.call({
      verb: "create",
      resource: "namespaces",
      path: "/api/v1/namespaces",
      body: toNamespace(namespace),
    }, limits));
  const ending = new AbortController();
  const watches = followNamespace(client, {
    ...{ namespace, events, changes, signal: ending.signal },
  });
  owned.defer(async () => {
    ending.abort();
    await Promise.all(watches.map((watch) => watch[Symbol.asyncDispose]()));
  });
  await whenListed(watches, signal);
  const resources = owned.move();
  const context: AppContext = {
    ...{ client, namespace, pods, slots: events.slots, changed: changes.next },
  };
  let batches = 0;
  return {
    ...{ client, events },
    version: Version.safeParse(version).data?.gitVersion ?? "",
    async watchNodes() {
      const nodes = watchObjects({
        ...{ client, resource: "nodes", path: "/api/v1/nodes", schema: Node },
        parts: "all",
        onObject: (node, at) => events.onNode(node, at),
        onGone() {
          // Nobody removes nodes here.
        },
        signal: ending.signal,
      });
      resources.defer(() => nodes[Symbol.asyncDispose]());
      await whenListed([nodes], signal);
    },
    platform: {
      clock: { isVirtual: false, now, wait: delay },
      push: (app, options) => pushApp(context, app, options),
      scale: (app, instances, options) =>
        scaleApp(context, { app, instances }, options),
      remove: (app, options) => removeApp(context, app, options),
      runTasks: (n, options) =>
        runJobs(
          {
            ...{ client, namespace, pods, book: events.jobs },
            changed: (signal) => changes.next(JOBS, signal),
            prefix: `task-${++batches}-`,
          },
          n,
          options,
        ),
      instances: () => Promise.resolve(events.slots.all()),
      watch: (onEvent) => events.watch(onEvent),
    },
    async [Symbol.asyncDispose]() {
      events.end();
      // The watches end before their client.
      ending.abort();
      await resources.disposeAsync();
    },
  };
}

/** Waits for the first list of some watches. Throws an Error if it takes too long, the reason of `signal` if it aborts. */
async function whenListed(
  watches: readonly Pick<ObjectWatch, "listed">[],
  signal: AbortSignal,
): Promise<void> {
  await inTime(Promise.all(watches.map(({ listed }) => listed)), {
    ...{ seconds: REQUEST_TIMEOUT_S, signal },
    late: () =>
      new Error("Cannot watch the cluster as it does not answer a list"),
  });
}

/** Returns the answer to a request of the set-up. Throws an Error if it is not `ok`. */
async function ask(
  what: string,
  act: () => ReturnType<ApiClient["call"]>,
): Promise<unknown> {
  const { outcome, error, json } = await act();
  if (outcome === "ok") return json;
  throw new Error(`Cannot have ${what} of the cluster as ${error || outcome}`);
}

function followNamespace(
  client: ApiClient,
  { namespace, events, changes, signal }: {
    readonly namespace: string;
    readonly events: ClusterEvents;
    readonly changes: Changes;
    readonly signal: AbortSignal;
  },
): ObjectWatch[] {
  const appOf = ({ metadata: { labels } }: Pod) => labels[APP_LABEL] ?? "";
  return [
    watchObjects({
      ...{ client, resource: "pods", schema: Pod, signal },
      parts: "all",
      path: `/api/v1/namespaces/${namespace}/pods`,
      onObject(pod, at) {
        events.onPod(pod, at);
        changes.notify(appOf(pod));
      },
      onGone(pod, at) {
        events.onPodGone(pod, at);
        changes.notify(appOf(pod));
      },
    }),
    watchObjects({
      ...{ client, resource: "jobs", schema: Job, signal },
      parts: "all",
      path: `/apis/batch/v1/namespaces/${namespace}/jobs`,
      onObject(job, at) {
        events.jobs.onJob(job, at);
        changes.notify(JOBS);
      },
      onGone() {
        // How it ended was told before.
      },
    }),
  ];
}

/** Joins what a cluster can do to a platform, which `end` lets go. */
export function toKubernetesPlatform(
  cluster: Cluster,
  { version, remarks, faults, samples, end }: {
    readonly version: string;
    readonly remarks: readonly string[];
    readonly faults: ClusterFaults;
    readonly samples: () => readonly PlatformSample[];
    readonly end: () => Promise<void>;
  },
): Platform {
  return {
    ...{ ...cluster.platform, ...faults },
    ...{ version, remarks, samples },
    ...{ wipeStore: null, logs: null },
    [Symbol.asyncDispose]: end,
  };
}
