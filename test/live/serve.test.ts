import { expect, test } from "vitest";
import type { SessionOutline } from "../../src/lab/mod.ts";
import { LiveServer } from "../../src/live/serve.ts";
import { until } from "../testing/processes.ts";
import { withTempFolder } from "../testing/records.ts";
import { GrowingRun } from "./_record.ts";
import { TestViewer } from "./_stream.ts";

const outline: SessionOutline = {
  objectives: [{
    ...{ metric: "success_rate", is: "at least", value: 0.99 },
    unknown: "missed",
  }],
  planned: ["case of r1", "case of r2"].map((case_id) => ({
    ...{ case_id, repetition: 1, seconds: 70 },
  })),
  openEnded: false,
};

function serve(data: string, port = 0): LiveServer {
  return LiveServer.start({
    ...{ data, port, reports: `${data}/reports`, interval: 50 },
    findOutline: () => Promise.resolve(outline),
  });
}

test("LiveServer waits, and then tells two viewers of a run as it is written", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    await using early = new TestViewer(server.url);
    await until("it waits", () => early.last("waiting") !== undefined);
    await using run = await GrowingRun.begin(data, "r1");
    run.event("phase", "measure", "", 5);
    run.load(1000);
    await until(
      "the load is seen",
      () => early.last("state")?.objectives[0]?.value === "100 %",
    );
    expect(early.last("run")).toMatchObject({ run_id: "r1", mode: "embedded" });
    expect(early.last("state")).toMatchObject({
      course: "running",
      phase: "measure",
      progress: { position: 1, total: 2 },
      objectives: [{ result: "met so far", meaning: "ok" }],
    });
    await using late = new TestViewer(server.url);
    await until(
      "the second has all of it",
      () => late.last("state")?.phase === "measure",
    );
    const parts = late.messages.filter(({ name }) => name === "series");
    expect(parts.flatMap(({ data }) => data.rates.ok)).toContain(1000);
    // The objective turns for both.
    run.load(100, { outcome: "timeout" });
    for (const viewer of [early, late]) {
      await until(
        "it turns",
        () => viewer.last("state").objectives[0].meaning === "failed",
      );
    }
    run.event("fault", "node-0", "kill-leader");
    await until(
      "the fault is a band",
      () =>
        late.last("timeline").bands.some(({ label }: { label: string }) =>
          label === "kill-leader node-0"
        ),
    );
    await run.end({
      verdict: "fail",
      objectives: [{
        ...outline.objectives[0]!,
        limit: 0.99,
        value: 0.9,
        result: "missed",
      }]
        .map(({ metric, is, limit, value, result }) => ({
          ...{ metric, is, limit, value },
          result: result as "missed",
        })),
    });
    await until(
      "the end is seen",
      () => early.last("state").course === "ended",
    );
    expect(early.last("state").objectives[0]).toMatchObject({
      result: "missed",
      value: "90 %",
    });
    expect(early.last("session").runs[0].result).toContain("objective missed");
  }));

test("LiveServer tells no marks that reorder the text around them", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    await using viewer = new TestViewer(server.url);
    const case_id = "case \u202eesrever\u2066";
    await using run = await GrowingRun.begin(data, "r1", { case_id });
    run.event("health", "node\u200f-0", "up");
    await until("its node", () => viewer.last("state")?.nodes.length === 1);
    expect(viewer.last("run").case_id).toBe("case esrever");
    const { nodes } = viewer.last("state");
    expect(nodes[0].name).toBe("node-0");
    const kept = await (await fetch(`${server.url}figures/r1`)).json();
    expect(kept.run.case_id).toBe("case esrever");
  }));

test("LiveServer sends only the cells that changed", () =>
  withTempFolder(async (data) => {
    await using run = await GrowingRun.begin(data, "r1", {
      started_at: new Date(Date.now() - 300_000).toISOString(),
    });
    for (let ago = 250; ago > 10; ago--) run.load(1, {}, ago);
    await using server = serve(data);
    await using viewer = new TestViewer(server.url);
    await until("all is there", () => viewer.last("series")?.length > 280);
    run.load(5);
    const before = viewer.messages.length;
    await until(
      "the next part",
      () =>
        viewer.messages.slice(before).some(({ name, data }) =>
          name === "series" && data.from > 280
        ),
    );
    const { from, length, rates } = viewer.last("series");
    expect(rates.ok).toHaveLength(length - from);
  }));

test("LiveServer follows the next run by itself, and keeps the figures of the last", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    await using viewer = new TestViewer(server.url);
    await using first = await GrowingRun.begin(data, "r1");
    first.load(10);
    await until("the first run", () => viewer.last("run")?.run_id === "r1");
    await until("its load", () => viewer.last("state")?.nodes.length === 1);
    await first.end();
    await using _second = await GrowingRun.begin(data, "r2");
    await until("the second run", () => viewer.last("run").run_id === "r2");
    await until("its state", () => viewer.last("state")?.course === "running");
    expect(viewer.last("state").progress).toMatchObject({
      position: 2,
      total: 2,
    });
    expect(viewer.last("session").runs).toMatchObject([
      { run_id: "r1", status: "ok", followed: true },
      { run_id: "r2", status: "running", followed: false },
    ]);
    const kept = await (await fetch(`${server.url}figures/r1`)).json();
    expect(kept).toMatchObject({
      run: { run_id: "r1" },
      state: { course: "ended" },
    });
    expect(kept.series.rates.ok.reduce((a: number, b: number) => a + b)).toBe(
      10,
    );
  }));

test("LiveServer shows a killed run as interrupted", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    await using viewer = new TestViewer(server.url);
    await using run = await GrowingRun.begin(data, "r1");
    await until("the run", () => viewer.last("state")?.course === "running");
    await run.kill();
    await until(
      "it is interrupted",
      () => viewer.last("state").course === "interrupted",
    );
    expect(viewer.last("state").progress).toMatchObject({
      share: 0,
      end: null,
    });
    expect(viewer.last("session").runs[0].result).toBe("interrupted");
  }));

test("LiveServer is not held up by a viewer who never reads, nor by one who leaves", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    await using run = await GrowingRun.begin(data, "r1");
    const { port } = new URL(server.url);
    using idle = await Deno.connect({
      hostname: "127.0.0.1",
      port: Number(port),
    });
    await idle.write(
      new TextEncoder().encode(
        `GET /stream HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`,
      ),
    );
    await until("it is connected", () => server.viewers === 1);
    await using viewer = new TestViewer(server.url);
    {
      await using _leaving = new TestViewer(server.url);
      await until("three are connected", () => server.viewers === 3);
    }
    await until("one has left", () => server.viewers === 2);
    for (let i = 1; i <= 3; i++) {
      run.event("leader", `node-${i}`);
      await until(
        "the event",
        () => viewer.last("state")?.leader === `node-${i}`,
      );
    }
  }));

test("LiveServer says that a port is taken", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    const port = Number(new URL(server.url).port);
    expect(() => serve(data, port)).toThrow(
      `Cannot serve at port ${port} as it is taken`,
    );
  }));

test("LiveServer answers on loopback only", () =>
  withTempFolder(async (data) => {
    await using server = serve(data);
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
    const outside = Deno.networkInterfaces().find(({ family, address }) =>
      family === "IPv4" && !address.startsWith("127.")
    );
    if (!outside) return;
    const { address: hostname } = outside;
    const port = Number(new URL(server.url).port);
    await expect(Deno.connect({ hostname, port })).rejects.toThrow();
  }));
