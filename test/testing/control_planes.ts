/** Starts control planes, and connects to them, in the test's own process. */
import { ProcessGroup } from "../../src/lab/processes/process_group.ts";
import type { Layout } from "../../src/systems/control_plane/client_spec.ts";
import type {
  Answer,
  ControlPlane,
  ControlPlaneClient,
  ControlPlaneSystem,
  DesiredLrp,
} from "../../src/systems/control_plane/control_plane.ts";
import { connectControlPlane } from "../../src/workloads/control_plane/connect_client.ts";

/** Starts a control plane for some cells, and connects to it. */
export async function withControlPlane(
  system: ControlPlaneSystem,
  act: (plane: ControlPlane, client: ControlPlaneClient) => Promise<void>,
  { layout = "indexed", settings = {} }: {
    readonly layout?: Layout;
    readonly settings?: Readonly<Record<string, string>>;
  } = {},
): Promise<void> {
  await using processes = await ProcessGroup.create();
  await using plane = await system.startControlPlane({
    ...{ cells: 2, layout, seed: 1, processes, settings },
    folder: processes.folder,
    signal: new AbortController().signal,
  });
  // A busy machine answers after seconds.
  await using client = await connectControlPlane(plane.client, {
    ...{ connections: 4, timeout: 30, bulkTimeout: 30 },
  });
  await act(plane, client);
}

/** An LRP for a test. */
export function toTestLrp(guid: string, instances = 1): DesiredLrp {
  return {
    ...{ guid, instances, memory: 64, disk: 128, runInfo: "run 'me' \"\\ é" },
    routes: [`${guid}.example.com`],
  };
}

/** Returns the outcome and the code of an answer: `ok`, `failed conflict`. */
export function toResult({ outcome, code }: Answer<unknown>): string {
  return `${outcome} ${code}`.trim();
}
