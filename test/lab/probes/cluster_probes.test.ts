import { expect, test } from "vitest";
import { startClusterProbes } from "../../../src/lab/probes/cluster_probes.ts";
import type {
  Cluster,
  ClusterNode,
} from "../../../src/lab/system/system_under_test.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import { sleep, until } from "../_until.ts";

/** Starts a server that accepts every write, and has a metrics page. */
function serve() {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      await request.body?.cancel();
      return request.url.endsWith("/metrics")
        ? new Response("# TYPE kv_items gauge\nkv_items 3\n")
        : new Response(null, { status: 201 });
    },
  );
  return {
    port: server.addr.port,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const request = {
  method: "PUT",
  path: "/data/{key}",
  headers: {},
  body: "{value}",
  ok: [201],
  degraded: [],
  miss: [],
} as const;

/** Returns a cluster whose nodes share one server, and whose processes sleep; `pids` may be changed. */
function toCluster(port: number, pids: (number | null)[]): Cluster {
  const nodes = pids.map((_, i) => ({
    name: `node-${i}`,
    endpoint: { name: `node-${i}`, host: "127.0.0.1", port },
    process: {
      get pid() {
        return pids[i] ?? null;
      },
    } as ClusterNode["process"],
    metrics: `http://127.0.0.1:${port}/metrics`,
    peerProxy: null,
  }));
  return {
    version: "1",
    client: {
      protocol: "http",
      put: { ...request, ok: [201], degraded: [], miss: [] },
      get: {
        ...request,
        method: "GET",
        body: "",
        ok: [200],
        degraded: [],
        miss: [],
      },
      found: "value",
    },
    nodes,
    leader: () => Promise.resolve("node-0"),
    health: ({ process }) => Promise.resolve(process?.pid ? "up" : "down"),
    caughtUp: () => Promise.resolve(true),
    replacement: "it keeps nothing",
  };
}

function startSleeper() {
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  return {
    pid: child.pid,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

test("startClusterProbes() samples running nodes, machine and cluster, and probes availability", async () => {
  await using server = serve();
  await using first = startSleeper();
  await using second = startSleeper();
  await using third = startSleeper();
  const pids: (number | null)[] = [first.pid, second.pid];
  const samples: Sample[] = [];
  const events: Event[] = [];
  const operations: Operation[] = [];
  const warnings: string[] = [];
  const cluster = toCluster(server.port, pids);
  const [node] = cluster.nodes;
  if (!node) throw new TypeError("no node");
  const metricsOf = (source: string, from = 0) =>
    new Set(
      samples.slice(from).filter((one) => one.source === source)
        .map(({ metric }) => metric),
    );
  {
    await using probes = startClusterProbes({
      run_id: "r",
      cluster,
      metricFamilies: ["kv_"],
      measureAvailability: true,
      every: 0.1,
      onSamples: (rows) => samples.push(...rows),
      onEvents: (rows) => events.push(...rows),
      onOperations: (rows) => operations.push(...rows),
      onWarning: (code) => warnings.push(code),
    });
    const complete = (source: string, from = 0) =>
      ["cpu", "memory", "write_rate", "kv_items"]
        .every((metric) => metricsOf(source, from).has(metric));
    await until(() =>
      complete("node-0") && complete("node-1") && metricsOf("cluster").size > 0
    );
    expect(metricsOf("node-0")).toEqual(metricsOf("node-1"));
    expect(metricsOf("host").has("cpu")).toBe(true);
    expect(metricsOf("cluster")).toEqual(new Set(["healthy", "nodes"]));

    pids[1] = null;
    const gone = samples.length;
    // What was in flight has been answered by then, or timed out after 0.3 s.
    await until(() => complete("node-0", gone));
    await sleep(400);
    const ended = samples.length;
    const probed = operations.length;
    await until(() => complete("node-0", ended));
    expect(metricsOf("node-1", ended)).toEqual(new Set());
    expect(
      operations.slice(probed).some(({ subject }) => subject === "node-1"),
    ).toBe(false);

    const restarted = samples.length;
    pids[1] = third.pid;
    probes.watchCatchUp(node);
    await until(() => events.some(({ kind }) => kind === "caught_up"));
    await until(() => complete("node-1", restarted) && operations.length > 20);
    const metrics = samples.slice(restarted)
      .filter(({ source }) => source === "node-1").map(({ metric }) => metric);
    expect(metrics.indexOf("memory")).toBeLessThan(metrics.indexOf("cpu"));
  }
  const texts = events.map(({ kind, subject, detail }) =>
    `${kind} ${subject} ${detail}`.trim()
  );
  expect(texts).toContain("leader node-0");
  expect(texts).toContain("health node-1 up");
  expect(texts).toContain("caught_up node-0");
  // On a busy machine a probe may not be answered in its 0.3 s.
  const answered = operations.filter(({ outcome }) => outcome !== "timeout");
  expect(new Set(answered.map(({ kind, outcome }) => `${kind} ${outcome}`)))
    .toEqual(new Set(["probe_put ok"]));
  expect(warnings.filter((code) => code !== "probe-late")).toEqual([]);
  const { length } = samples;
  await sleep(250);
  expect(samples).toHaveLength(length);
});

test(
  "startClusterProbes() warns what it cannot sample without all permissions",
  async () => {
    const module = new URL(
      "../../../src/lab/probes/cluster_probes.ts",
      import.meta.url,
    );
    const program = `
    import { startClusterProbes } from ${JSON.stringify(module.href)};
    const node = { name: "node-0", endpoint: { name: "node-0", host: "127.0.0.1", port: 1 },
      process: { pid: Deno.pid }, metrics: "", peerProxy: null };
    const lines = new Set();
    {
      await using _ = startClusterProbes({
        run_id: "r", every: 0.1, metricFamilies: [],
        cluster: { version: "1", client: { protocol: "resp" }, nodes: [node],
          leader: null, health: async () => "up", caughtUp: async () => true },
        onSamples: (rows) => rows.forEach(({ source, metric }) => lines.add(source + " " + metric)),
        onEvents() {}, onOperations() {},
        onWarning: (code, message) => lines.add(code + ": " + message),
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    console.log([...lines].sort().join("\\n"));`;
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-read",
        "--allow-env",
        "--allow-sys",
        "--allow-ffi",
        "--allow-run",
        "-",
      ],
      cwd: new URL("../../..", import.meta.url),
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const input = child.stdin.getWriter();
    await input.write(new TextEncoder().encode(program));
    await input.close();
    const { stdout, stderr } = await child.output();
    expect(new TextDecoder().decode(stderr)).toBe("");
    expect(new TextDecoder().decode(stdout).trim().split("\n")).toEqual([
      "cluster healthy",
      "cluster nodes",
      "probe-unavailable: Deno reads /proc with --allow-all only: neither processes nor the machine are sampled",
    ]);
  },
);
