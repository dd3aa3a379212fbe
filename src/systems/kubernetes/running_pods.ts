/**
 * Counts the pods that run by a watch. Lists would have the API server look at all of them each time, and it gives no count
 * of those that a selector finds.
 */
import type { ApiClient } from "./api/api_client.ts";
import { Named } from "./api/objects.ts";
import { watchObjects } from "./api/watch_objects.ts";

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
