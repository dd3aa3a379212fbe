import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";
import {
  prometheus,
  startPrometheus,
} from "../../../src/systems/prometheus/prometheus.ts";
import { until } from "../../testing/clusters.ts";
import { findProgram } from "../../testing/programs.ts";

const program = findProgram("prometheus") ?? "";
const testPrometheus = test.skipIf(program === "");
const needs = "(needs the package prometheus)";

function start(
  processes: ProcessGroup,
  { addresses = [], settings = {}, signal = new AbortController().signal }: {
    readonly addresses?: readonly string[];
    readonly settings?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  } = {},
) {
  // Also the time-out of a scrape, of which a busy machine needs some.
  const scrape_interval = 3;
  return startPrometheus({
    ...{ processes, addresses, settings, signal, scrape_interval },
  });
}

/** Serves a target with one series; the caller disposes of it. */
function serveTarget() {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("answers 42\n"),
  );
}

function addressOf({ port }: Deno.NetAddr): string {
  return `127.0.0.1:${port}`;
}

testPrometheus.concurrent(
  `startPrometheus() returns when all targets were scraped ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using server = serveTarget();
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const good = addressOf(server.addr);
    const bad = addressOf(silent.addr);
    const settings = {
      retention: "3day",
      query_timeout: "90s",
      max_samples: "30000",
      max_concurrency: "3",
    };
    const before = new Date();
    const started = await start(processes, {
      addresses: [good, bad],
      settings,
    });
    const { api, version, flags, scraped } = started;

    const output = await new Deno.Command(program, { args: ["--version"] })
      .output();
    expect(new TextDecoder().decode(output.stdout))
      .toContain(`prometheus, version ${version} `);
    expect(flags).toMatchObject({
      "storage.tsdb.retention.time": "3d",
      "query.timeout": "1m30s",
      "query.max-samples": "30000",
      "query.max-concurrency": "3",
      "storage.tsdb.min-block-duration": "2h",
      "storage.tsdb.path": started.data,
      "web.enable-lifecycle": "false",
    });
    expect(started.data.startsWith(processes.folder)).toBe(true);
    expect(`http://${flags["web.listen-address"]}`).toBe(started.url);
    expect(scraped).toBe(1);
    const targets = await api.targets();
    const healths = targets.map(({ job, address, health }) =>
      [job, address, health] as const
    );
    expect(healths).toContainEqual(["targets", good, "up"]);
    expect(healths).not.toContainEqual(["targets", bad, "up"]);

    const [answers] = await api.query("answers");
    expect(answers?.labels).toMatchObject({ job: "targets", instance: good });
    expect(answers?.points[0]?.value).toBe(42);
    const [infinite] = await api.query("-1/0");
    expect(infinite?.points[0]?.value).toBe(-Infinity);
    expect(await api.query("no_such_metric")).toEqual([]);

    await expect(api.query("up[16500.0s]")).rejects.toMatchObject({
      ...{ name: "PrometheusError", status: 400, errorType: "bad_data" },
    });
    await expect(api.query("vector(1)[30000s:300ms]")).rejects.toMatchObject({
      ...{ name: "PrometheusError", status: 422, errorType: "execution" },
    });

    // Told by itself at its last scrape, and fewer than now.
    const series = await api.headSeries();
    const head = await api.tsdb();
    expect(series).toBeLessThanOrEqual(head.series);
    expect(head.minTime?.getTime()).toBeGreaterThan(before.getTime());
    const startTime = await api.startTime();
    // To the second.
    expect(startTime?.getTime()).toBeGreaterThan(before.getTime() - 1000);
    expect(startTime?.getTime()).toBeLessThan(Date.now() + 1000);
    expect((await api.storageSize()).blocks).toBe(0);
    await until(
      "two scrapes of itself",
      async () =>
        await api.datapointsRate({ start: before, end: new Date() }) !== null,
    );
  },
);

testPrometheus.concurrent(
  `queryRange() has every step of a long range once ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const before = Date.now();
    const { api } = await start(processes);
    await until(
      "a scrape of itself",
      async () => (await api.query("up")).length > 0,
    );
    const end = new Date();
    const start_ = new Date(end.getTime() - 25_000_000);
    const range = { start: start_, end, step: 1 };
    const [ones] = await api.queryRange("vector(1)", range);
    expect(ones?.points.map(({ at }) => at.getTime())).toEqual(
      Array.from({ length: 25_001 }, (_, i) => start_.getTime() + i * 1000),
    );
    // Steps before the start are missing, not zero.
    const [up] = await api.queryRange("up", range);
    expect(up?.points.length).toBeGreaterThan(0);
    expect(up?.points[0]?.at.getTime()).toBeGreaterThan(before);
  },
);

testPrometheus.concurrent(
  `restarts() sees a crash that 'up' hides ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using server = serveTarget();
    const { api, process } = await start(processes, {
      addresses: [addressOf(server.addr)],
    });
    const from = new Date();
    const startTime = await api.startTime();
    expect(await api.restarts({ start: startTime ?? from, end: from })).toBe(0);
    await process.kill();
    expect(await api.ready()).toBe(false);
    process.start();
    await until("it to be ready", api.ready);
    await until(
      "it to have scraped itself",
      async () => await api.restarts({ start: from, end: new Date() }) === 1,
    );
    expect((await api.startTime())?.getTime())
      .toBeGreaterThan(startTime?.getTime() ?? Infinity);
    const end = new Date();
    const [up] = await api.queryRange('up{job="targets"}', {
      ...{ start: from, end, step: 1 },
    });
    const steps = Math.floor((end.getTime() - from.getTime()) / 1000) + 1;
    expect(steps).toBeGreaterThan(4);
    expect(up?.points.map(({ value }) => value))
      .toEqual(Array.from({ length: steps }, () => 1));
  },
);

testPrometheus.concurrent(
  `startPrometheus() retries on another port if one is taken ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    // The other program even reports that it is ready.
    await using holder = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      () => new Response("ready"),
    );
    const ports = [holder.addr.port, processes.freePort()];
    processes.freePort = () => ports.shift() ?? 0;
    const { url, api } = await start(processes);
    expect(url).not.toContain(String(holder.addr.port));
    expect(await api.ready()).toBe(true);
    expect(ports).toEqual([]);
  },
);

testPrometheus.concurrent(
  `startPrometheus() reports the log tail of a server that exits ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const starting = start(processes, { addresses: ["http://127.0.0.1:9"] });
    await expect(starting).rejects.toThrow(
      /Cannot wait for Prometheus to serve as prometheus has ended: .*http:\/\/127.0.0.1:9.* is not a valid hostname/,
    );
  },
);

testPrometheus.concurrent(
  `startPrometheus() stops at its signal ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(start(processes, { signal })).rejects.toThrow("enough");
  },
);

test("startPrometheus() names the package if it is not installed", async () => {
  await using processes = await ProcessGroup.create();
  const path = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", processes.folder);
  try {
    const starting = start(processes);
    await expect(starting).rejects.toThrow(UnavailableError);
    await expect(starting).rejects.toThrow("apt-get install prometheus");
  } finally {
    Deno.env.set("PATH", path);
  }
  expect(processes.processes).toEqual([]);
});

test("startPrometheus() and sizes() refuse invalid settings", async () => {
  await using processes = await ProcessGroup.create();
  expect(prometheus.sizes({ retention: "2h" })).toEqual([]);
  for (
    const settings of [{ retention: "0s" }, { max_samples: "many" }, {
      lifecycle: "true",
    }]
  ) {
    expect(() => prometheus.sizes(settings)).toThrow(UsageError);
    await expect(start(processes, { settings })).rejects.toThrow(UsageError);
  }
  expect(processes.processes).toEqual([]);
});
