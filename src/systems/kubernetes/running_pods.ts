/**
 * Counts the pods that run by a watch, and lists those of some nodes. Lists would have the API server look at all of them each
 * time, and it gives no count of those that a selector finds.
 */
import type { ApiClient, ApiLimits } from "./api/api_client.ts";
import { Named, ObjectList, Pod } from "./api/objects.ts";
import { watchObjects } from "./api/watch_objects.ts";
import { toPodView } from "./pod_view.ts";

const IS_RUNNING = "fieldSelector=status.phase%3DRunning";

export interface RunningPods extends AsyncDisposable {
  /** Returns how many there are; null while nobody tells. */
  count(): number | null;
}

/** Follows the pods of a namespace, whose path ends in `/pods`, until it is disposed of. */
export function countRunning(
  client: Pick<ApiClient, "call" | "open">,
  path: string,
): RunningPods {
  const ending = new AbortController();
  const watch = watchObjects({
    ...{ client, resource: "pods", schema: Named },
    parts: "metadata",
    path: `${path}?${IS_RUNNING}`,
    // The watch counts them; one that runs no more is told as gone, as the selector does not find it.
    onObject: () => {},
    onGone: () => {},
    signal: ending.signal,
  });
  return {
    count: watch.count,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await watch[Symbol.asyncDispose]();
    },
  };
}

/** Returns the names of what the pods that run on some nodes are instances of. Throws an Error if the server does not tell. */
export async function runningOn(
  client: Pick<ApiClient, "call">,
  { path, names, limits }: {
    /** Of the pods of a namespace. */
    readonly path: string;
    readonly names: readonly string[];
    readonly limits: ApiLimits;
  },
): Promise<string[]> {
  const answer = await client.call({
    verb: "list",
    ...{ resource: "pods", path: `${path}?${IS_RUNNING}`, body: null },
  }, limits);
  const list = ObjectList.safeParse(answer.json).data;
  if (!list) {
    throw new Error(
      `Cannot tell which instances nodes run as the server gives no list: ${
        answer.error || answer.outcome
      }`,
    );
  }
  const nodes = new Set(names);
  return list.items.flatMap((item) => {
    const pod = Pod.safeParse(item).data;
    return pod && nodes.has(pod.spec.nodeName) ? [toPodView(pod).app] : [];
  });
}
