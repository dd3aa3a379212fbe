import { expect, test } from "vitest";
import { keepRunning } from "../../../src/lab/processes/supervisor.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { until } from "../../testing/processes.ts";

/** What a keeper told, with milliseconds. */
interface Told {
  readonly what: "down" | "up";
  readonly at: number;
  readonly detail: string | number;
}

function listen() {
  const told: Told[] = [];
  return {
    told,
    onDown: (at: Date, detail: string) => {
      told.push({ what: "down", at: at.getTime(), detail });
    },
    onUp: (at: Date, detail: number) => {
      told.push({ what: "up", at: at.getTime(), detail });
    },
  };
}

const details = (told: readonly Told[]) => told.map(({ detail }) => detail);

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      signal: AbortSignal.timeout(1000),
    });
    return await answer.text() === "ok";
  } catch {
    return false;
  }
}

test("keepRunning() tells of outages as long as somebody else sees them, when a server is killed by hand twice", async () => {
  await using group = await ProcessGroup.create();
  const port = group.freePort();
  const server = group.spawn("server", [
    Deno.execPath(),
    "eval",
    `Deno.serve({ hostname: "127.0.0.1", port: ${port} }, () => new Response("ok"));`,
  ]);
  await until("it serves", () => answers(port));
  const seen: number[] = [];
  let probing = true;
  const probe = (async () => {
    let before = true;
    while (probing) {
      const now = await answers(port);
      if (now !== before) seen.push(Date.now());
      before = now;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const { told, ...listeners } = listen();
  {
    await using _ = keepRunning(server, {
      ready: () => answers(port),
      after: 0.3,
      ...listeners,
    });
    for (const times of [2, 4]) {
      const { pid } = server;
      Deno.kill(pid ?? 0, "SIGKILL");
      await until("it is up again", () => told.length === times);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(server.pid).not.toBe(pid);
    }
  }
  probing = false;
  await probe;
  expect(details(told)).toEqual(["SIGKILL", 1, "SIGKILL", 1]);
  expect(seen.length).toBe(4);
  for (const [i, { at }] of told.entries()) {
    expect(Math.abs(at - (seen[i] ?? 0))).toBeLessThan(100);
  }
});

test("keepRunning() tells a crash loop as one outage, and starts the process less often", async () => {
  await using group = await ProcessGroup.create();
  const crasher = group.spawn("crasher", [
    "sh",
    "-c",
    `echo start; [ "$(wc -l < crasher.log)" = 3 ] && exec sleep 300; exit 4`,
  ]);
  const { told, ...listeners } = listen();
  await using _ = keepRunning(crasher, {
    ready: async () => await crasher.lastWords(9) === "start | start | start",
    after: 0.05,
    ...listeners,
  });
  await until("it is up", () => told.length === 2);
  expect(details(told)).toEqual(["exit 4", 2]);
  const [down, up] = told;
  expect((up?.at ?? 0) - (down?.at ?? 0)).toBeGreaterThanOrEqual(1050);
  expect((up?.at ?? 0) - (down?.at ?? 0)).toBeLessThan(1500);
});

test("keepRunning() leaves the process as it is when it is disposed of, also while it is down", async () => {
  await using group = await ProcessGroup.create();
  const sleeper = group.spawn("sleeper", ["sleep", "300"]);
  const { told, ...listeners } = listen();
  const keep = () =>
    keepRunning(sleeper, {
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
    await until("it is down", () => told.length === 1);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(details(told)).toEqual(["SIGTERM"]);
  expect(sleeper.pid).toBeNull();
});

test("keepRunning() ends by its signal, and throws what ready() threw to who disposes of it", async () => {
  await using group = await ProcessGroup.create();
  const sleeper = group.spawn("sleeper", ["sleep", "300"]);
  const { told, ...listeners } = listen();
  const ready = () => Promise.reject(new Error("broken"));
  const stop = new AbortController();
  const stopped = keepRunning(sleeper, {
    ready,
    after: 0,
    ...listeners,
    signal: stop.signal,
  });
  stop.abort();
  await sleeper.kill();
  await stopped[Symbol.asyncDispose]();
  expect(told).toEqual([]);
  const broken = keepRunning(sleeper, { ready, after: 0, ...listeners });
  await until("it was started", () => sleeper.pid !== null);
  await expect(broken[Symbol.asyncDispose]()).rejects.toThrow("broken");
});
