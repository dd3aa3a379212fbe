/** The system on the stand-in for a cluster, as its user would have it: by a kubeconfig. */
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { ApiAccess } from "../../../src/systems/kubernetes/api/api_client.ts";
import { kubernetes } from "../../../src/systems/kubernetes/kubernetes.ts";
import type {
  AppSpec,
  Platform,
  PlatformEvent,
} from "../../../src/systems/platform/platform.ts";
import { withTempFolder } from "../../testing/records.ts";
import { type FakeCluster, startFakeCluster } from "./_fake_cluster.ts";

/** Writes a kubeconfig, which is JSON as well as YAML; returns its path. */
export async function writeKubeconfig(
  folder: string,
  { server, token }: Pick<ApiAccess, "server" | "token">,
): Promise<string> {
  const path = `${folder}/kubeconfig`;
  await Deno.writeTextFile(
    path,
    JSON.stringify({
      "current-context": "here",
      contexts: [{ name: "here", context: { cluster: "c", user: "u" } }],
      clusters: [{ name: "c", cluster: { server } }],
      users: [{ name: "u", user: { token } }],
    }),
  );
  return path;
}

/** Starts the system on a new stand-in, and passes on what it told so far. */
export function withCluster(
  act: (
    platform: Platform,
    cluster: FakeCluster,
    events: readonly PlatformEvent[],
  ) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  return withTempFolder(async (folder) => {
    await using cluster = startFakeCluster();
    await using processes = await ProcessGroup.create();
    await using platform = await kubernetes.start({
      ...{ cells: 1, cellMemory: 2 ** 35, cellDisk: 2 ** 37, seed: 1 },
      ...{ startedAt: Date.now(), logs: false, processes },
      settings: {
        kubeconfig: await writeKubeconfig(folder, cluster.access),
        ...settings,
      },
      signal: new AbortController().signal,
    });
    const events: PlatformEvent[] = [];
    using _ = platform.watch?.((event) => void events.push(event));
    await act(platform, cluster, events);
  });
}

export const hello: AppSpec = {
  kind: "hello",
  ...{ name: "hello-0", instances: 2 },
  ...{ memory: 128 * 2 ** 20, disk: 2 ** 30, logRate: 1, crashAfter: null },
};

/** Limits of a push. */
export function within(
  timeout: number,
  signal = new AbortController().signal,
): { readonly timeout: number; readonly signal: AbortSignal } {
  return { timeout, signal };
}
