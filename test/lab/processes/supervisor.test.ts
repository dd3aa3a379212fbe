import { expect, test } from "vitest";
import { supervise } from "../../../src/lab/processes/supervisor.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { now } from "../../../src/lab/timing/wall_clock.ts";
import { until } from "../../testing/processes.ts";
import { whileQuiet } from "../../testing/quiet.ts";

/** A reported change of state, at milliseconds since 1970. */
interface StateChange {
  readonly kind: "down" | "up";
  readonly at: number;
  readonly detail: string | number;
}

function listen(onChange = () => {}) {
  const changes: StateChange[] = [];
  const add = (change: StateChange) => {
    changes.push(change);
    onChange();
  };
  return {
    changes,
    onDown: (at: Date, detail: string) =>
      add({ kind: "down", at: at.getTime(), detail }),
    onUp: (at: Date, detail: number) =>
      add({ kind: "up", at: at.getTime(), detail }),
  };
}

const details = (changes: readonly StateChange[]) =>
  changes.map(({ detail }) => detail);

async function responds(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/`);
    return await response.text() === "ok";
  } catch {
    return false;
  }
}

test("supervise() reports outages that match those of an external probe, when a server is killed twice", async () => {
  await using group = await ProcessGroup.create();
  const port = group.freePort();
  const server = group.spawn("server", [
    Deno.execPath(),
    "eval",
    `Deno.serve({ hostname: "127.0.0.1", port: ${port} }, () => new Response("ok"));`,
  ]);
  await until("it serves", () => responds(port));
  // Times are counted in probes, 5 ms and a response apart: a busy machine slows both sides alike.
  let probes = 0;
  const seen: number[] = [];
  let probing = true;
  const probe = (async () => {
    let before = true;
    for (; probing; probes++) {
      const up = await responds(port);
      if (up !== before) seen.push(probes);
      before = up;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const reported: { readonly probe: number; readonly at: number }[] = [];
  const { changes, ...listeners } = listen(() =>
    reported.push({ probe: probes, at: now() })
  );
  const killed: number[] = [];
  {
    await using _ = supervise(server, {
      ready: () => responds(port),
      after: 0.3,
      ...listeners,
    });
    for (const times of [2, 4]) {
      const { pid } = server;
      killed.push(now());
      Deno.kill(pid ?? 0, "SIGKILL");
      await until("it is up again", () => changes.length === times);
      await until("the probe has seen it", () => seen.length === times);
      expect(server.pid).not.toBe(pid);
    }
  }
  probing = false;
  await probe;
  expect(details(changes)).toEqual(["SIGKILL", 1, "SIGKILL", 1]);
  expect(seen).toHaveLength(4);
  for (const [i, { at }] of changes.entries()) {
    const report = reported[i];
    expect(Math.abs((report?.probe ?? NaN) - (seen[i] ?? NaN)))
      .toBeLessThan(20);
    // Between the kill and its report, in whole milliseconds.
    expect(at).toBeGreaterThan((killed[Math.floor(i / 2)] ?? NaN) - 1);
    expect(at).toBeLessThanOrEqual(report?.at ?? NaN);
  }
});

test("supervise() reports a crash loop as one outage, with a growing backoff", () =>
  whileQuiet(20, async () => {
    await using group = await ProcessGroup.create();
    const crasher = group.spawn("crasher", [
      "sh",
      "-c",
      `echo start; [ "$(wc -l < crasher.log)" = 3 ] && exec sleep 300; exit 4`,
    ]);
    const { changes, ...listeners } = listen();
    await using _ = supervise(crasher, {
      ready: async () => await crasher.logTail(9) === "start | start | start",
      after: 0.05,
      ...listeners,
    });
    await until("it is up", () => changes.length === 2);
    expect(details(changes)).toEqual(["exit 4", 2]);
    const [down, up] = changes;
    expect((up?.at ?? 0) - (down?.at ?? 0)).toBeGreaterThanOrEqual(1050);
    expect((up?.at ?? 0) - (down?.at ?? 0)).toBeLessThan(1500);
  }));

test("supervise() leaves the process in its current state on dispose, also while it is down", async () => {
  await using group = await ProcessGroup.create();
  const sleeper = group.spawn("sleeper", ["sleep", "300"]);
  const down = Promise.withResolvers<void>();
  const { changes, ...listeners } = listen(() => down.resolve());
  const keep = () =>
    supervise(sleeper, {
      ready: () => Promise.resolve(true),
      after: 0.1,
      ...listeners,
    });
  const { pid } = sleeper;
  await keep()[Symbol.asyncDispose]();
  expect(sleeper.pid).toBe(pid);
  {
    await using _ = keep();
    sleeper.signal("SIGTERM");
    // Not polled: it would be started again meanwhile.
    await down.promise;
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(details(changes)).toEqual(["SIGTERM"]);
  expect(sleeper.pid).toBeNull();
});

test("supervise() ends by its signal, and rethrows an error of ready() on dispose", async () => {
  await using group = await ProcessGroup.create();
  const sleeper = group.spawn("sleeper", ["sleep", "300"]);
  const { changes, ...listeners } = listen();
  const ready = () => Promise.reject(new Error("broken"));
  const stop = new AbortController();
  const stopped = supervise(sleeper, {
    ready,
    after: 0,
    ...listeners,
    signal: stop.signal,
  });
  stop.abort();
  await sleeper.kill();
  await stopped[Symbol.asyncDispose]();
  expect(changes).toEqual([]);
  const broken = supervise(sleeper, { ready, after: 0, ...listeners });
  await until("it was started", () => sleeper.pid !== null);
  await expect(broken[Symbol.asyncDispose]()).rejects.toThrow("broken");
});
