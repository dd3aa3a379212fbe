import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Sample } from "../../../src/record/mod.ts";
import { startWatches } from "../../../src/systems/own/start_watches.ts";
import { Watch } from "../../../src/systems/own/watch.ts";
import { closedPort } from "../../lab/_servers.ts";
import { until } from "../../lab/_until.ts";
import { findProgram } from "../../testing/programs.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Watches until samples fulfil a condition, and returns them with all warnings. */
async function watch(
  declared: unknown[],
  isDone: (samples: readonly Sample[], warnings: readonly string[]) => boolean,
) {
  const samples: Sample[] = [];
  const warnings: string[] = [];
  {
    await using _ = startWatches(declared.map((one) => Watch.parse(one)), {
      run_id: "r",
      onSamples: (rows) => samples.push(...rows),
      onWarning: (code, message) => warnings.push(`${code}: ${message}`),
    });
    await until(() => isDone(samples, warnings));
  }
  return { samples, warnings };
}

/** An answer of the engine, `seconds` after a start. */
function readingAt(name: string, seconds: number) {
  return {
    name: `/${name}`,
    read: new Date(Date.UTC(2026, 0, 2) + 1000 * seconds).toISOString(),
    preread: "0001-01-01T00:00:00Z",
    cpu_stats: { cpu_usage: { total_usage: 1.5e9 * seconds } },
    precpu_stats: { cpu_usage: { total_usage: 0 } },
    memory_stats: { usage: 5000, stats: { inactive_file: 1000 }, limit: 9000 },
    networks: { eth0: { rx_bytes: 1, tx_bytes: 2 } },
    pids_stats: { current: 3 },
  };
}

test("containers are sampled by the socket of the engine, and their processor time between readings", () =>
  withTempFolder(async (folder) => {
    const socket = `${folder}/docker.sock`;
    const asked: string[] = [];
    await using _ = Deno.serve({
      ...{ path: socket, onListen: () => {} },
    }, (request) => {
      const { pathname, search } = new URL(request.url);
      asked.push(pathname + search);
      const [, , name = ""] = pathname.split("/");
      return name === "gone"
        ? Response.json({ message: "No such container" }, { status: 404 })
        : Response.json(readingAt(name, asked.length));
    });
    const { samples, warnings } = await watch(
      [{ containers: ["shop-db"], socket }, { containers: ["gone"], socket }, {
        // A container may not pass for a node of the lab.
        containers: ["node-0"],
        socket,
      }],
      (rows, warned) => {
        const cpu = rows.filter(({ metric }) => metric === "cpu");
        const sources = new Set(cpu.map(({ source }) => source));
        return sources.size === 2 && warned.length > 0;
      },
    );
    expect(asked).toContain(
      "/containers/shop-db/stats?stream=false&one-shot=true",
    );
    const valuesOf = (source: string) =>
      Object.fromEntries(
        samples.filter((sample) => sample.source === source)
          .map(({ metric, unit, value }) => [metric, `${value} ${unit}`]),
      );
    expect(valuesOf("shop-db")).toMatchObject({
      ...{ cpu: "1.5 1", memory: "4000 B", memory_limit: "9000 B" },
      ...{ network_rx: "1 B", network_tx: "2 B", threads: "3 " },
    });
    expect(valuesOf("container-node-0")).toHaveProperty("memory");
    expect(valuesOf("node-0")).toEqual({});
    expect(warnings).toContain(
      `container-unread: the engine at ${socket} answers 404 for the container gone`,
    );
  }));

test("an engine that is not there is a warning", () =>
  withTempFolder(async (folder) => {
    const socket = `${folder}/docker.sock`;
    const { samples, warnings } = await watch(
      [{ containers: ["a"], socket }],
      (_, warned) => warned.length > 0,
    );
    expect(samples).toEqual([]);
    expect(warnings[0]).toContain("does not tell of the container a");
  }));

test("a page of metrics is sampled by its families; one that never answers is a warning", async () => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, () => new Response("node_load1 0.5\nnode_cpu_seconds_total 7\nother 1\n"));
  const { samples, warnings } = await watch([
    {
      name: "machine",
      metrics: `http://127.0.0.1:${server.addr.port}/metrics`,
      families: ["node_load1", "node_cpu_"],
    },
    {
      name: "silent",
      metrics: `http://127.0.0.1:${closedPort()}/metrics`,
      families: ["a"],
    },
  ], (rows) => rows.length > 0);
  expect(new Set(samples.map(({ source, metric }) => `${source} ${metric}`)))
    .toEqual(new Set(["machine node_load1", "machine node_cpu_seconds_total"]));
  expect(warnings).toEqual(["watch-unread: silent never showed its metrics"]);
});

const exporter = findProgram("prometheus-node-exporter");

test.skipIf(exporter === null)(
  "the page of node_exporter has the load of the machine (prometheus-node-exporter)",
  async () => {
    await using processes = await ProcessGroup.create();
    const port = processes.freePort();
    processes.spawn("exporter", [
      ...[exporter ?? "", `--web.listen-address=127.0.0.1:${port}`],
      ...["--collector.disable-defaults", "--collector.loadavg"],
      "--collector.meminfo",
    ]);
    const { samples } = await watch([{
      name: "machine",
      metrics: `http://127.0.0.1:${port}/metrics`,
      families: ["node_load1", "node_memory_MemTotal_bytes"],
    }], (rows) => rows.length >= 2);
    expect(samples.find(({ unit }) => unit === "B")?.value)
      .toBeGreaterThan(1e8);
  },
);

test.each([
  { name: "node-7", metrics: "http://127.0.0.1:1/metrics", families: ["a"] },
  { name: "host", metrics: "http://127.0.0.1:1/metrics", families: ["a"] },
  { name: "a", metrics: "127.0.0.1:1", families: ["a"] },
  { name: "a", metrics: "http://127.0.0.1:1/metrics", families: [] },
  { containers: [] },
  { containers: ["../../images"] },
  { containers: ["a"], socket: "docker.sock" },
])("%j is nothing to watch", (declared) => {
  expect(Watch.safeParse(declared).success).toBe(false);
});
