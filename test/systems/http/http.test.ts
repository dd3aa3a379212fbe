import { expect, test } from "vitest";
import { HttpClientSpec } from "../../../src/lab/system/client_spec.ts";
import { loopback } from "../../../src/lab/network/network.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Cluster } from "../../../src/lab/system/system_under_test.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { http } from "../../../src/systems/http/http.ts";
import { kv } from "../../../src/systems/kv/kv.ts";
import { nodeNamed, send, startOn, until } from "../../testing/clusters.ts";
import { serveKeyValueApi } from "../../testing/key_value_api.ts";

const { signal } = new AbortController();

/** `http` starts no process, so it needs no process group. */
function use(
  settings: Readonly<Record<string, string>>,
  { nodes = 1 } = {},
): Promise<Cluster> {
  const processes = null as unknown as ProcessGroup;
  return http.start({
    ...{ nodes, settings, processes, proxied: false, signal },
    network: loopback,
  });
}

/** Writes and reads one key through the cluster's templates. */
async function writeAndRead({ client, nodes }: Cluster, key: string) {
  const spec = HttpClientSpec.parse(client);
  const [first] = nodes;
  if (!first) throw new Error("Cannot find a node");
  const missing = await send(spec.get, first.endpoint, { key });
  const put = await send(spec.put, first.endpoint, { key, value: 'a "1"' });
  const get = await send(spec.get, first.endpoint, { key });
  return { spec, missing, put, get };
}

for (const preset of ["repram", "walkthrough", "cluster-node"]) {
  test(`preset ${preset} writes and reads a key, and reports a missing one (test double)`, async () => {
    await using api = serveKeyValueApi();
    const cluster = await use({ endpoints: api.origin, preset });
    const { spec, missing, put, get } = await writeAndRead(cluster, "k-1");
    expect(spec.get.miss).toContain(missing.status);
    expect(spec.put.ok).toContain(put.status);
    expect(spec.get.ok).toContain(get.status);
    expect(spec.found).toBe("value");
    expect(get.text).toBe('a "1"');
    expect(api.values.get("k-1")).toEqual(new TextEncoder().encode('a "1"'));
  });
}

test("preset repram classifies a write without quorum as degraded", async () => {
  await using api = serveKeyValueApi();
  const cluster = await use({ endpoints: api.origin, preset: "repram" });
  const { spec, put } = await writeAndRead(cluster, "slow-1");
  expect(spec.put.ok).not.toContain(put.status);
  expect(spec.put.degraded).toContain(put.status);
});

test("start() reads the version from the status if it has one", async () => {
  await using api = serveKeyValueApi();
  const versionOf = async (preset: string) =>
    (await use({ endpoints: api.origin, preset })).version;
  expect(await versionOf("walkthrough")).toBe("1.0.0");
  expect(await versionOf("repram")).toBe("");
  expect(await versionOf("cluster-node")).toBe("");
});

test("start() uses a running kv with custom templates", async () => {
  await using processes = await ProcessGroup.create();
  const settings = { quorum_timeout: "30" };
  const running = await startOn(kv, processes, { settings });
  const endpoints = running.nodes
    .map(({ endpoint: { host, port } }) => `http://${host}:${port}`);
  const cluster = await use({
    endpoints: endpoints.join(", "),
    put: "PUT /data/{key}",
    get: "GET /data/{key}",
    health: "/status",
    status: "/status",
    metrics: "/metrics",
  }, { nodes: 3 });
  expect(cluster.version).toBe(running.version);
  expect(cluster.nodes.map(({ endpoint }) => endpoint))
    .toEqual(running.nodes.map(({ endpoint }) => endpoint));
  expect(cluster.nodes.map(({ metrics }) => metrics))
    .toEqual(running.nodes.map(({ metrics }) => metrics));
  expect(cluster.nodes.map(({ process }) => process))
    .toEqual([null, null, null]);
  let tries = 0;
  // A node refuses while it takes others for down, as on a busy machine.
  await until("a majority", async () => {
    const written = await writeAndRead(cluster, `k-${tries++}`);
    const { spec, missing, put, get } = written;
    if ([missing, put, get].some(({ status }) => status === 503)) return false;
    expect(spec.get.miss).toContain(missing.status);
    expect(spec.put.ok).toContain(put.status);
    expect(get.text).toBe('a "1"');
    return true;
  });

  expect([cluster.leader, cluster.caughtUp]).toEqual([null, null]);
  await nodeNamed(running, "node-1").process?.kill();
  await until("the others to be up", async () => {
    const healths = await Promise.all(cluster.nodes.map(cluster.health));
    expect(healths[1]).toBe("down");
    return healths.join() === "up,down,up";
  });
});

test("settings override parts of a preset", async () => {
  await using api = serveKeyValueApi();
  const { client } = await use({
    endpoints: api.origin,
    preset: "repram",
    put: "POST /v1/put",
    put_body: '{"k":"{key64}","v":"{value64}"}',
    found: "value64",
  });
  const { put, get, found } = HttpClientSpec.parse(client);
  expect(put).toMatchObject({
    method: "POST",
    path: "/v1/put",
    headers: { "content-type": "application/json" },
    ok: [201],
    degraded: [202],
  });
  expect(get.path).toBe("/v1/data/{key}");
  expect(found).toBe("value64");
});

test("start() names an unhealthy node, and why", async () => {
  await using api = serveKeyValueApi();
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  closed.close();
  const down = `http://127.0.0.1:${closed.addr.port}`;
  const settings = {
    endpoints: `${api.origin},${down}`,
    preset: "walkthrough",
  };
  await expect(use(settings, { nodes: 2 })).rejects.toThrow(
    `Cannot use ${down} as it does not respond to GET /health with 2xx: start the cluster, or use --set health=/path`,
  );
  const unhealthy = { ...settings, endpoints: api.origin, health: "/ill" };
  await expect(use(unhealthy)).rejects.toThrow("GET /ill with 2xx");
});

const endpoints = "http://127.0.0.1:1";
const templates = { put: "PUT /{key}", get: "GET /{key}" };

for (
  const [settings, message] of [
    [{ preset: "repram" }, "--set endpoints=http://127.0.0.1:8080"],
    [{ endpoints: "127.0.0.1:8080" }, "each must be http://host:port"],
    [{ endpoints: "https://127.0.0.1:1" }, "each must be http://host:port"],
    [{ endpoints: `${endpoints}/v1` }, "each must be http://host:port"],
    [{ endpoints: `${endpoints},${endpoints}` }, "each must be named once"],
    [
      { endpoints: `${endpoints},http://[::1]:1` },
      "Cannot run with nodes=1 as endpoints names 2: use --set nodes=2",
    ],
    [{ endpoints }, "needs an API"],
    [{ endpoints, put: "PUT /{key}" }, "needs an API"],
    [{ endpoints, preset: "rebram" }, "did you mean 'repram'?"],
    [{ endpoints, ...templates, put: "/{key}" }, "'GET|PUT|POST /path'"],
    [{ endpoints, ...templates, get: "GET /k" }, "with {key} or {key64}"],
    [{ endpoints, ...templates, put_body: "{}" }, "{value} or {value64}"],
    [{ endpoints, ...templates, get_body: "{key}" }, "empty for a GET"],
    [{ endpoints, ...templates, found: "json" }, "value or value64"],
    [{ endpoints, ...templates, health: "up" }, "Cannot set health"],
  ] as const
) {
  test(`start() refuses ${JSON.stringify(settings)}`, async () => {
    const starting = use(settings);
    await expect(starting).rejects.toThrow(UsageError);
    await expect(starting).rejects.toThrow(message);
  });
}
