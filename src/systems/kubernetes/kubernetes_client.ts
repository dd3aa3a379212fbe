/**
 * A load thread's connection to an API server, as a control plane of LRPs: each is a ReplicaSet, its instances are pods. The
 * scheduler places them and the nodes run them, so that nobody claims, starts or converges here.
 */
import type { Outcome } from "../../record/mod.ts";
import { answered } from "../control_plane/answers.ts";
import type {
  ClientLimits,
  KubernetesSpec,
} from "../control_plane/client_spec.ts";
import type {
  Answer,
  ControlPlaneClient,
  ControlPlaneEvent,
  DesiredLrp,
  Subscriber,
} from "../control_plane/control_plane.ts";
import {
  type ApiAnswer,
  type ApiClient,
  type ApiRequest,
  JSON_TYPE,
  METADATA_ONLY,
  toApiClient,
} from "./api/api_client.ts";
import { Node, ObjectList, Pod, statusOf } from "./api/objects.ts";
import { watchObjects } from "./api/watch_objects.ts";
import { toReplicaSet } from "./lrp_objects.ts";
import { type PodState, toPodView } from "./pod_view.ts";

/** Objects of a page of a list; a larger one is answered no faster. */
const PAGE = 5000;

/** What a state of a pod tells subscribers. */
const kinds: Readonly<Record<PodState, ControlPlaneEvent["kind"] | null>> = {
  pending: "desired",
  bound: "claimed",
  running: "running",
  crashed: "crashed",
  lost: null,
  ended: null,
};

export function connectKubernetes(
  spec: KubernetesSpec,
  { timeout, bulkTimeout }: ClientLimits,
): ControlPlaneClient {
  const { server, caCerts, token } = spec;
  const access = { server, caCerts, token, cert: "", key: "" };
  const client = toApiClient(access, () => {
    // The load records its requests itself.
  });
  const closing = new AbortController();
  const { signal } = closing;
  const sets = `/apis/apps/v1/namespaces/${spec.namespace}/replicasets`;
  const pods = `/api/v1/namespaces/${spec.namespace}/pods`;
  const change = async (request: ApiRequest): Promise<Answer<null>> => {
    const answer = await client.call(request, { timeout, signal });
    return answer.outcome === "ok"
      ? answered(null, answer.bytes)
      : toRefusal(answer);
  };
  const list = (
    resource: string,
    path: string,
    { accept = JSON_TYPE, end = toEnd(bulkTimeout) }: {
      readonly accept?: string;
      readonly end?: Deadline;
    } = {},
  ) => listAll(client, { resource, path, accept, end, signal });
  return {
    desire: (lrp: DesiredLrp) =>
      change({
        verb: "create",
        ...{ resource: "replicasets", path: sets },
        body: toReplicaSet(lrp, spec),
      }),
    remove: (guid) =>
      change({
        verb: "delete",
        ...{ resource: "replicasets", path: `${sets}/${guid}` },
        body: { propagationPolicy: "Background" },
      }),
    async fetchRoutes() {
      const end = toEnd(bulkTimeout);
      const desired = await list("replicasets", sets, {
        ...{ accept: METADATA_ONLY, end },
      });
      if (desired.value === null) return { ...desired, value: null };
      const actual = await list("pods", pods, { end });
      if (actual.value === null) return { ...actual, value: null };
      return answered(
        { desired: desired.value.length, actual: actual.value.length },
        desired.bytes + actual.bytes,
      );
    },
    async fetchDesired() {
      const { value, ...answer } = await list("replicasets", sets, {
        accept: METADATA_ONLY,
      });
      if (value === null) return { ...answer, value };
      const guids = value.map(nameOf);
      return answered(
        { desired: guids.length, actual: 0, guids },
        answer.bytes,
      );
    },
    async fetchCells() {
      const { value, ...answer } = await list("nodes", "/api/v1/nodes");
      if (value === null) return { ...answer, value };
      const ready = value.flatMap((item) => {
        const node = Node.safeParse(item).data;
        return node && statusOf(node, "Ready") === "True"
          ? [node.metadata.name]
          : [];
      });
      return answered(ready, answer.bytes);
    },
    ...{ seed: null, cell: null, fetchRunning: null, converge: null },
    watch: (subscriber) => watchPods(client, pods, subscriber),
    [Symbol.asyncDispose]() {
      closing.abort();
      client[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}

function nameOf(item: unknown): string {
  return (item as { metadata?: { name?: string } }).metadata?.name ?? "";
}

/** The end of the time that a fetch of many pages may take. */
interface Deadline {
  readonly seconds: number;
  /** In milliseconds of `performance.now()`. */
  readonly at: number;
}

function toEnd(seconds: number): Deadline {
  return { seconds, at: performance.now() + 1000 * seconds };
}

interface ListOptions {
  readonly resource: string;
  readonly path: string;
  readonly accept: string;
  readonly end: Deadline;
  readonly signal: AbortSignal;
}

/** Reads all pages of a list until a deadline; null with the answer of the page that failed. */
async function listAll(
  client: ApiClient,
  { resource, path, accept, end, signal }: ListOptions,
): Promise<Answer<readonly unknown[]>> {
  const all: unknown[] = [];
  let bytes = 0;
  let next = "";
  do {
    const answer = await client.call(
      {
        verb: "list",
        ...{ resource, body: null },
        path: `${path}?limit=${PAGE}&continue=${encodeURIComponent(next)}`,
      },
      { timeout: Math.max(0, (end.at - performance.now()) / 1000), signal },
      accept,
    );
    const page = ObjectList.safeParse(answer.json).data;
    if (!page) {
      return toRefusal(
        answer.outcome === "timeout"
          // The page had only what the others had left.
          ? { ...answer, error: `no answer after ${end.seconds} s` }
          : answer,
      );
    }
    for (const item of page.items) all.push(item);
    bytes += answer.bytes;
    next = page.metadata.continue;
  } while (next !== "");
  return answered(all, bytes);
}

/** An object in another state, or none, has a word of its own. */
function toRefusal(
  { outcome, error, code }: Pick<ApiAnswer, "outcome" | "error" | "code">,
): Answer<never> {
  const words: Readonly<Record<string, string>> = {
    "not-found": "missing",
    "already-exists": "conflict",
  };
  const failed: Outcome = outcome === "ok" ? "failed" : outcome;
  return {
    ...{ outcome: failed, error, bytes: 0, value: null },
    code: words[code] ?? (code || "rubbish"),
  };
}

/**
 * Resolves once the pods that are there are known: they are not told. Ends when changes may have been missed: whoever
 * subscribes again knows from when on all are told.
 */
async function watchPods(
  client: ApiClient,
  path: string,
  { onEvent, onLost }: Subscriber,
): Promise<AsyncDisposable> {
  const ending = new AbortController();
  const told = new Map<string, ControlPlaneEvent["kind"]>();
  let isListed = false;
  const tell = (pod: Pod, kind: ControlPlaneEvent["kind"] | null) => {
    const { uid, app } = toPodView(pod);
    if (kind === null || app === "" || told.get(uid) === kind) return;
    told.set(uid, kind);
    // Instances have no index here: LRPs of the load have one each.
    if (isListed) onEvent({ kind, guid: app, index: 0 });
  };
  const watch = watchObjects({
    ...{ client, resource: "pods", path, schema: Pod, signal: ending.signal },
    parts: "all",
    onObject: (pod) => tell(pod, kinds[toPodView(pod).state]),
    onGone(pod) {
      tell(pod, "removed");
      told.delete(pod.metadata.uid);
    },
  });
  await watch.listed;
  isListed = true;
  void watch.missed.then((reason) => {
    if (ending.signal.aborted) return;
    ending.abort();
    onLost(reason);
  });
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await watch[Symbol.asyncDispose]();
    },
  };
}
