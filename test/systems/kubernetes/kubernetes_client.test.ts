import { expect, test } from "vitest";
import type { KubernetesSpec } from "../../../src/systems/control_plane/client_spec.ts";
import type { ControlPlaneClient } from "../../../src/systems/control_plane/control_plane.ts";
import { connectKubernetes } from "../../../src/systems/kubernetes/kubernetes_client.ts";
import { sleep } from "../../lab/_until.ts";
import { until } from "../../testing/processes.ts";
import { type FakeCluster, startFakeCluster } from "./_fake_cluster.ts";

const lrp = {
  ...{ guid: "lrp-0000001", instances: 1, memory: 2 ** 20, disk: 2 ** 20 },
  ...{ routes: ["a.example.com"], runInfo: "run me" },
};

async function withClient(
  act: (client: ControlPlaneClient, cluster: FakeCluster) => Promise<void>,
): Promise<void> {
  await using cluster = startFakeCluster();
  const { server, token } = cluster.access;
  const spec: KubernetesSpec = {
    kind: "kubernetes",
    ...{ server, caCerts: [], token, namespace: "n", image: "i" },
    toleration: 300,
  };
  await using client = connectKubernetes(spec, {
    ...{ connections: 1, timeout: 20, bulkTimeout: 20 },
  });
  await act(client, cluster);
}

test("an LRP is desired, told of as the scheduler and its node go on, and removed", () =>
  withClient(async (client, cluster) => {
    const told: string[] = [];
    await using _ = await client.watch?.({
      onEvent: ({ kind, guid, index }) =>
        void told.push(`${kind} ${guid} ${index}`),
      onLost: (reason) => void told.push(reason),
    });
    expect((await client.desire(lrp)).outcome).toBe("ok");
    expect(await client.desire(lrp)).toMatchObject({
      ...{ outcome: "failed", code: "conflict" },
    });
    await until("it runs", () => told.length === 3);
    expect((await client.fetchDesired()).value?.guids).toEqual([lrp.guid]);
    const routes = await client.fetchRoutes();
    expect(routes.value).toEqual({ desired: 1, actual: 1 });
    expect(routes.bytes).toBeGreaterThan(100);
    expect((await client.remove(lrp.guid)).outcome).toBe("ok");
    expect(await client.remove(lrp.guid)).toMatchObject({ code: "missing" });
    await until("it is removed", () => told.length === 4);
    expect(told).toEqual(
      ["desired", "claimed", "running", "removed"]
        .map((kind) => `${kind} ${lrp.guid} 0`),
    );
    expect(cluster.names("pods")).toEqual([]);
  }));

test("a watch goes on behind what it told, and is lost, and over, where the server cannot go on", () =>
  withClient(async (client, cluster) => {
    const told: string[] = [];
    const lost: string[] = [];
    await using _ = await client.watch?.({
      onEvent: ({ kind, guid }) => void told.push(`${kind} ${guid}`),
      onLost: (reason) => void lost.push(reason),
    });
    cluster.dropWatches({ expire: false });
    await client.desire(lrp);
    await until("it runs", () => told.length === 3);
    expect(lost).toEqual([]);
    cluster.dropWatches({ expire: true });
    await until("it is lost", () => lost.length === 1);
    expect(lost).toEqual([
      "Cannot open a stream as the server answered 410",
    ]);
    await client.remove(lrp.guid);
    // Longer than it would wait before it lists again.
    await sleep(700);
    expect(cluster.names("pods")).toEqual([]);
    expect(told).toHaveLength(3);
  }));

test("a list that cannot be had is an answer, and whoever runs its cells itself has no requests of cells", () =>
  withClient(async (client, cluster) => {
    cluster.behave("GET /apis/apps", "500");
    expect(await client.fetchRoutes()).toMatchObject({
      ...{ outcome: "failed", code: "http-500", value: null },
    });
    cluster.behave("GET /apis/apps", "html");
    expect(await client.fetchDesired()).toMatchObject({
      ...{ outcome: "failed", code: "rubbish", value: null },
    });
    expect([client.cell, client.seed, client.converge]).toEqual([
      ...[null, null, null],
    ]);
  }));

test("a list of many pages may take the time of one fetch, and not that time for each page", async () => {
  let pages = 0;
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0 },
    onListen() {
      // Prints by default.
    },
  }, async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    pages++;
    return Response.json({
      ...{ metadata: { resourceVersion: "1", continue: "more" }, items: [] },
    });
  });
  await using client = connectKubernetes({
    ...{ kind: "kubernetes", server: `http://127.0.0.1:${server.addr.port}` },
    ...{ caCerts: [], token: "", namespace: "n", image: "i", toleration: 300 },
  }, { connections: 1, timeout: 20, bulkTimeout: 3 });
  expect(await client.fetchRoutes()).toMatchObject({
    ...{ outcome: "timeout", error: "no answer after 3 s", value: null },
  });
  expect(pages).toBeGreaterThan(1);
});
