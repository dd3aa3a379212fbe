import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import {
  formatBackfill,
  writeBackfill,
} from "../../../src/systems/prometheus/backfill.ts";
import { startPrometheus } from "../../../src/systems/prometheus/prometheus.ts";
import { toBigQuery } from "../../../src/workloads/promql/promql.ts";
import { startTargets } from "../../../src/systems/targets/scrape_targets.ts";
import { until } from "../../testing/clusters.ts";
import { findProgram } from "../../testing/programs.ts";

const testPrometheus = test.skipIf(
  findProgram("prometheus") === null || findProgram("promtool") === null,
);
const needs = "(needs the package prometheus)";
const metric = "load";
const { signal } = new AbortController();

function serveTarget(page = `${metric}{path="a\\\\b \\"c\\""} 1\nother 2\n`) {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(page),
  );
}

function optionsFor(processes: ProcessGroup, { port }: Deno.NetAddr) {
  return {
    metric,
    seconds: 60,
    value_interval: 5,
    addresses: [`127.0.0.1:${port}`],
    scrape_interval: 5,
    data: `${processes.folder}/data`,
    // No promtool in its folder: the one on PATH is used.
    server: `${processes.folder}/prometheus`,
    signal,
  };
}

function filesOf(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
}

test("formatBackfill() has a sample at each interval up to the end", () => {
  const text = [...formatBackfill(["a", "b"], {
    ...{ metric, seconds: 60, value_interval: 30, scrape_interval: 15 },
    end: 1_800_000_000,
  })].join("");
  const lines = text.split("\n");
  expect(lines[0]).toBe("# TYPE load gauge");
  expect(lines.slice(-2)).toEqual(["# EOF", ""]);
  const samples = lines.slice(1, -2).map((line) => line.split(" "));
  expect(samples.map(([name, , at]) => `${name} ${at}`)).toEqual(
    [60, 45, 30, 15, 0].flatMap((back) =>
      ["a", "b"].map((name) => `${name} ${1_800_000_000 - back}.000`)
    ),
  );
  const values = samples.filter(([name]) => name === "a")
    .map(([, value]) => value);
  // Values change every second scrape.
  expect(values[1]).toBe(values[0]);
  expect(values[2]).not.toBe(values[1]);
  expect(values[3]).toBe(values[2]);
});

testPrometheus(
  `startPrometheus() continues the backfilled series ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    const shape = {
      ...{ targets: 2, metrics: 2, series: 3, labels: 10 },
      ...{ value_interval: 15, churn: 0 },
    };
    const targets = await startTargets(processes, {
      ...{ exporter: "loadline", avalanche: "" } as const,
      ...{ shape, signal },
    });
    const name = targets.metric(0);
    const scrape_interval = 3;
    const started = Date.now();
    const { api, url } = await startPrometheus({
      ...{ processes, scrape_interval, signal, settings: {} },
      addresses: targets.addresses,
      backfill: { metric: name, seconds: 3600, value_interval: 15 },
    });
    await until(
      "all targets to be scraped",
      async () => (await api.query(targets.metric(1))).length === 6,
    );
    /** Scrapes that there may have been since the start, and one for each end. */
    const sinceStart = () =>
      (Date.now() - started) / 1000 / scrape_interval + 2;
    const counts = await api.query(`count_over_time(${name}[50m])`);
    expect(counts).toHaveLength(6);
    for (const { labels, points } of counts) {
      expect(targets.addresses).toContain(labels["instance"]);
      // Those since the start may be missing.
      expect(points[0]?.value).toBeGreaterThan(1000 - sinceStart());
      expect(points[0]?.value).toBeLessThanOrEqual(1001);
    }
    const others = await api.query(
      `count_over_time(${targets.metric(1)}[50m])`,
    );
    for (const { points } of others) {
      expect(points[0]?.value).toBeLessThan(sinceStart());
    }

    // The last backfilled sample and the first scrape are in one series.
    const samples = await api.query(`${name}[10m]`);
    expect(samples).toHaveLength(6);
    for (const { points } of samples) {
      const times = points.map(({ at }) => at.getTime());
      expect(times.some((at) => at < started + 1000)).toBe(true);
      expect(times.some((at) => at > started + 1000)).toBe(true);
      const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
      // Between them there is nothing until the targets are discovered, and the backfilled ones go on until the start.
      const last = times[gaps.indexOf(Math.max(...gaps))];
      expect(last).toBeGreaterThan(started - (scrape_interval + 1) * 1000);
    }

    const query = new URLSearchParams({ query: toBigQuery(name, 11_000) });
    const response = await fetch(`${url}/api/v1/query?${query}`);
    const body: {
      readonly data: { readonly result: { readonly values: unknown[] }[] };
    } = await response.json();
    expect(body.data.result).toHaveLength(6);
    for (const { values } of body.data.result) {
      expect(values.length).toBeGreaterThan(10_900);
    }
  },
);

testPrometheus(
  `writeBackfill() leaves blocks and nothing else ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using server = serveTarget();
    await writeBackfill(processes, optionsFor(processes, server.addr));
    expect(filesOf(processes.folder).filter((name) => name !== "pids"))
      .toEqual(["data", "history.log"]);
    const blocks = filesOf(`${processes.folder}/data`);
    // One, or two where two hours meet.
    expect([1, 2]).toContain(blocks.length);
    expect(processes.processes.map(({ pid }) => pid)).toEqual([null]);
  },
);

testPrometheus(
  `writeBackfill() reports why promtool failed ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using server = serveTarget();
    const data = `${processes.folder}/file/data`;
    await Deno.writeTextFile(`${processes.folder}/file`, "");
    const making = writeBackfill(processes, {
      ...optionsFor(processes, server.addr),
      data,
    });
    await expect(making).rejects.toThrow(/promtool failed: .*not a directory/);
  },
);

testPrometheus(`writeBackfill() stops at its signal ${needs}`, async () => {
  await using processes = await ProcessGroup.create();
  await using server = serveTarget();
  const making = new AbortController();
  const made = writeBackfill(processes, {
    ...optionsFor(processes, server.addr),
    signal: making.signal,
  });
  const { spawn } = processes;
  processes.spawn = (...args) => {
    const process = spawn.apply(processes, args);
    making.abort(new Error("enough"));
    return process;
  };
  await expect(made).rejects.toThrow("enough");
  expect(processes.processes.map(({ pid }) => pid)).toEqual([null]);
});

testPrometheus(
  `writeBackfill() refuses a metric that the target does not export ${needs}`,
  async () => {
    await using processes = await ProcessGroup.create();
    await using server = serveTarget("other 2\n");
    await expect(writeBackfill(processes, optionsFor(processes, server.addr)))
      .rejects.toThrow(/does not export the metric: load/);
  },
);

test("writeBackfill() names the package if promtool is not installed", async () => {
  await using processes = await ProcessGroup.create();
  await using server = serveTarget();
  const path = Deno.env.get("PATH") ?? "";
  Deno.env.set("PATH", processes.folder);
  try {
    const making = writeBackfill(processes, optionsFor(processes, server.addr));
    await expect(making).rejects.toThrow(UnavailableError);
    await expect(making).rejects.toThrow("promtool");
  } finally {
    Deno.env.set("PATH", path);
  }
});
