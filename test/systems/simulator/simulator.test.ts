import { expect, test } from "vitest";
import { quantile } from "../../../src/statistics/mod.ts";
import {
  app,
  collect,
  countBy,
  limits,
  mix,
  pushAll,
  signal,
  start,
} from "./_platform.ts";

test("4,000 instances on 100 cells run in under 30 s, as in the talk", async () => {
  await using platform = start(100);
  const events = collect(platform);
  const { start: result } = await platform.push(
    app("grace", "hello", { instances: 4000, memory: 64 }),
    limits,
  );
  expect(result.outcome).toBe("ok");
  const desired = events.find(({ kind }) => kind === "instance")!.at;
  const running = events.flatMap((event) =>
    event.kind === "instance" && event.state === "running" ? [event.at] : []
  );
  expect(running).toHaveLength(4000);
  const seconds = (Math.max(...running) - desired) / 1000;
  expect(seconds).toBeLessThan(30);
  expect(seconds).toBeGreaterThan(5);
  const cells = Object.values(await countBy(platform, "cell"));
  expect(Math.max(...cells) - Math.min(...cells)).toBeLessThanOrEqual(1);
});

test("4,000 tasks end, each once", async () => {
  await using platform = start(20);
  const tasks = await platform.runTasks!(4000, limits);
  expect(tasks).toHaveLength(4000);
  expect(tasks.every(({ outcome }) => outcome === "ok")).toBe(true);
  expect(new Set(tasks.map(({ task }) => task)).size).toBe(4000);
  expect(tasks.every(({ created, completed }) => created! < completed!))
    .toBe(true);
});

test("100 cells with the push mix keep the store under a second, and loops well under their period", async () => {
  await using platform = start(100);
  const results = await pushAll(platform, mix(100), 200);
  const failed = results.filter(({ start }) => start.outcome !== "ok");
  expect(failed.length / results.length).toBeLessThan(0.05);
  const pushes = results.map(({ push }) => push.duration!)
    .sort((a, b) => a - b);
  expect(quantile(pushes, 0.5)).toBeGreaterThan(5);
  platform.samples();
  await platform.clock.wait(3600, signal);
  const samples = platform.samples();
  const highest = (metric: string) =>
    Math.max(
      ...samples.filter((sample) => sample.metric === metric)
        .map(({ value }) => value),
    );
  expect(highest("RequestLatency")).toBeLessThan(1);
  expect(highest("ConvergenceLRPDuration")).toBeLessThan(10);
  expect(highest("RouteEmitterSyncDuration")).toBeLessThan(10);
  expect(highest("RepBulkSyncDuration")).toBeLessThan(5);
  const desired = (await platform.instances()).length;
  expect(desired).toBeGreaterThan(9000);
  expect(highest("LRPsDesired")).toBe(desired);
});

test("a lost cell is noticed within 30 s, and its instances run elsewhere", async () => {
  await using platform = start(10);
  await pushAll(platform, mix(10, 0.5), 20);
  await platform.clock.wait(600, signal);
  const events = collect(platform);
  const [killed] = await platform.killCells!(1);
  const at = platform.clock.now();
  await platform.clock.wait(300, signal);
  const noticed = events.find((event) =>
    event.kind === "cell" && event.state === "missing"
  )!;
  expect(noticed).toMatchObject({ cell: killed });
  expect((noticed.at - at) / 1000).toBeLessThan(30);
  expect((noticed.at - at) / 1000).toBeGreaterThan(9);
  const lost = events.filter((event) =>
    event.kind === "instance" && event.reason === "cell-lost"
  );
  expect(lost.length).toBeGreaterThan(20);
  const after = await platform.instances();
  expect(after.filter(({ cell }) => cell === killed)).toEqual([]);
  expect(after.filter(({ state }) => state === "missing")).toEqual([]);
  await platform.restoreCells!([killed!]);
  await platform.clock.wait(60, signal);
  expect(events.at(-1)).toBeDefined();
  expect(
    events.filter((event) => event.kind === "cell").map((event) => event.state),
  ).toEqual(["dead", "missing", "alive", "present"]);
});

test("the total loss of the store is repaired in 10 to 15 minutes; no running instance stops", async () => {
  await using platform = start(100);
  await pushAll(platform, mix(100), 200);
  await platform.clock.wait(600, signal);
  const before = await platform.instances();
  const cellOf = new Map(
    before.filter(({ state }) => state === "running")
      .map(({ app, index, cell }) => [`${app}/${index}`, cell]),
  );
  const events = collect(platform);
  await platform.wipeStore!("total", 30);
  const at = platform.clock.now();
  expect(events).toEqual([]);
  await platform.clock.wait(0.001, signal);
  expect(await countBy(platform, "state")).toEqual({ missing: before.length });
  await platform.clock.wait(1200, signal);
  const restored = events.find((event) =>
    event.kind === "store" && event.state === "restored"
  )!;
  expect((restored.at - at) / 60_000).toBeGreaterThan(10);
  expect((restored.at - at) / 60_000).toBeLessThan(15);
  const after = await platform.instances();
  expect(after).toHaveLength(before.length);
  expect(after.filter(({ state }) => state === "missing")).toEqual([]);
  const moved = after.filter(({ app, index, cell }) =>
    !app.startsWith("crashing") && cellOf.has(`${app}/${index}`) &&
    cellOf.get(`${app}/${index}`) !== cell
  );
  expect(moved).toEqual([]);
});

test("nothing new is desired while the store is cut off; what runs goes on", async () => {
  await using platform = start(5);
  await pushAll(platform, mix(5, 0.2), 10);
  const before = await countBy(platform, "state");
  await platform.cutStore!("total", 120);
  const { push, start: result } = await platform.push(app("late"), limits);
  expect(push.outcome).toBe("ok");
  expect(result).toMatchObject({
    outcome: "failed",
    code: "store-unavailable",
  });
  expect((await countBy(platform, "state"))["running"])
    .toBeGreaterThanOrEqual(before["running"]! - 10);
  await platform.clock.wait(180, signal);
  const again = await platform.push(app("later"), limits);
  expect(again.start.outcome).toBe("ok");
});

test("with too few cells, running applications are favoured over crashing ones", async () => {
  await using platform = start(10);
  await pushAll(platform, mix(10), 20);
  await platform.clock.wait(3600, signal);
  await platform.killCells!(3);
  await platform.clock.wait(3600, signal);
  const instances = await platform.instances();
  const share = (crashing: boolean) => {
    const some = instances.filter(({ app }) =>
      app.startsWith("crashing") === crashing
    );
    return some.filter(({ state }) => state === "running").length / some.length;
  };
  expect(share(false)).toBeGreaterThan(0.6);
  expect(share(false)).toBeLessThan(1);
  expect(share(true)).toBeLessThan(share(false) / 2);
  const killed = platform.cells.filter((cell) =>
    !instances.some((instance) => instance.cell === cell)
  );
  await platform.restoreCells!(killed);
  await platform.clock.wait(3600, signal);
  const healthy = (await platform.instances())
    .filter(({ app }) => !app.startsWith("crashing"));
  expect(healthy.every(({ state }) => state === "running")).toBe(true);
});

test("a push has named outcomes: taken, too large, timed out, cancelled", async () => {
  await using platform = start(1);
  await platform.push(app("first"), limits);
  const taken = await platform.push(app("first"), limits);
  expect([taken.push.code, taken.start.outcome]).toEqual([
    "name-taken",
    "cancelled",
  ]);
  expect(taken.start.startedAt).toBeNull();
  const large = app("large", "web", { instances: 2, memory: 20 * 1024 });
  const tooLarge = await platform.push(large, { timeout: 300, signal });
  expect([tooLarge.push.outcome, tooLarge.start.outcome]).toEqual([
    "ok",
    "timeout",
  ]);
  expect(tooLarge.start.duration).toBe(300);
  const controller = new AbortController();
  const pending = platform.push(app("late"), {
    timeout: 300,
    signal: controller.signal,
  });
  controller.abort();
  expect((await pending).push.outcome).toBe("cancelled");
});

test("applications are scaled and removed", async () => {
  await using platform = start(3);
  await platform.push(app("one"), limits);
  expect((await platform.scale!("one", 20, limits)).outcome).toBe("ok");
  expect(await countBy(platform, "state")).toEqual({ running: 20 });
  await platform.scale!("one", 2, limits);
  expect((await platform.instances()).map(({ index }) => index)).toEqual([
    0,
    1,
  ]);
  await platform.scale!("one", 3, limits);
  expect(await countBy(platform, "state")).toEqual({ running: 3 });
  expect((await platform.remove!("one", limits)).outcome).toBe("ok");
  expect(await platform.instances()).toEqual([]);
  expect((await platform.remove!("one", limits)).code).toBe("unknown-app");
});

test("the same seed makes the same bytes, another one others", async () => {
  const run = async (seed: number) => {
    await using platform = start(3, { seed, lager: "rfc3339" });
    await pushAll(platform, mix(3, 0.2), 6);
    await platform.killCells!(1);
    await platform.clock.wait(900, signal);
    const lines = await Array.fromAsync(platform.logs!());
    return [...lines, JSON.stringify(platform.samples())].join("\n");
  };
  const [first, second, other] = [await run(1), await run(1), await run(2)];
  expect(first).toBe(second);
  expect(first).not.toBe(other);
  expect(first.length).toBeGreaterThan(10_000);
});
