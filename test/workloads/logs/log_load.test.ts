import { expect, test } from "vitest";
import type { Event, Operation } from "../../../src/record/mod.ts";
import { startLogLoad } from "../../../src/workloads/logs/log_load.ts";
import type { LogPlan } from "../../../src/workloads/logs/log_plan.ts";
import { toStart } from "../../lab/_load.ts";
import { closedPort } from "../../lab/_servers.ts";
import { until } from "../../lab/_until.ts";

/** A push as the server received it. */
interface Pushed {
  readonly path: string;
  readonly bytes: number;
  /** Times of its lines, in seconds since 1970. */
  readonly times: readonly number[];
}

/** Responds to each push with the next status, or the last; null is no response until the end. */
function servePushes(
  statuses: readonly (number | null)[],
): AsyncDisposable & { readonly url: string; readonly pushed: Pushed[] } {
  const pushed: Pushed[] = [];
  const end = Promise.withResolvers<void>();
  const stop = new AbortController();
  const server = Deno.serve(
    {
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => {},
      signal: stop.signal,
    },
    async (request) => {
      const text = await request.text();
      const status = statuses[Math.min(pushed.length, statuses.length - 1)];
      const { streams } = JSON.parse(text) as {
        streams: { values: [string, string][] }[];
      };
      pushed.push({
        path: `${request.method} ${new URL(request.url).pathname}`,
        bytes: new TextEncoder().encode(text).length,
        times: streams.flatMap(({ values }) =>
          values.map(([time]) => Number(time) / 1e9)
        ),
      });
      if (status === null) await end.promise;
      return typeof status === "number" && status !== 204
        ? new Response("no\nmore", { status })
        : new Response(null, { status: 204 });
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    pushed,
    async [Symbol.asyncDispose]() {
      end.resolve();
      stop.abort();
      await server.finished;
    },
  };
}

/** Pushes until there are `enough` operations, and stops. */
async function drive(
  plan: Partial<LogPlan> & { readonly url: string },
  enough: number,
): Promise<Operation[]> {
  const operations: Operation[] = [];
  const events: Event[] = [];
  await using load = startLogLoad({
    ...{ run_id: "r", lines: 100, streams: 3, period: 0.1 },
    // In which a busy machine responds.
    ...{ timeout: 2, seed: 1, ...plan },
  }, {
    onOperations: (rows) => operations.push(...rows),
    onEvents: (rows) => events.push(...rows),
  });
  await load.started;
  await until(() => operations.length >= enough);
  await load.stop();
  // On a busy machine the thread may stand still, which is an event as well.
  expect(
    events.filter(({ kind }) => kind !== "stand_still")
      .map(({ kind, subject }) => [kind, subject]),
  )
    .toEqual([["load_started", "logs"], ["load_ended", "logs"]]);
  // What was due at the very moment of the stop was not sent.
  return operations.filter(({ outcome }) => outcome !== "unfinished")
    .sort((a, b) => toStart(a) - toStart(b));
}

test("startLogLoad() pushes the lines of each period at its end", async () => {
  await using server = servePushes([204, 200, 204]);
  // 5.5 lines per period.
  const operations = await drive({ url: server.url, lines: 55 }, 8);
  expect(operations).toHaveLength(server.pushed.length);
  // None waits for another, so that two may arrive in another order.
  const arrived = server.pushed.toSorted((a, b) =>
    Math.min(...a.times) - Math.min(...b.times)
  );
  for (const [i, row] of operations.entries()) {
    const pushed = arrived[i];
    if (!pushed) throw new Error("Cannot find what was pushed");
    expect(pushed.path).toBe("POST /loki/api/v1/push");
    expect(row).toMatchObject({
      kind: "log_push",
      subject: "loki",
      outcome: "ok",
      error: "",
      code: "",
      bytes: pushed.bytes,
    });
    const due = toStart(row);
    expect(due - toStart(operations[0] ?? row)).toBeCloseTo(i * 0.1, 4);
    expect(pushed.times).toHaveLength(i % 2 === 0 ? 5 : 6);
    expect(Math.min(...pushed.times)).toBeGreaterThan(due - 0.101);
    expect(Math.max(...pushed.times)).toBeLessThan(due);
  }
  const ids = operations.map(({ operation_id }) => operation_id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("startLogLoad() records the outcome of each push, and none waits for another", async () => {
  await using server = servePushes([204, 429, 500, null, 204]);
  const operations = await drive({ url: server.url }, 8);
  expect(operations).toHaveLength(server.pushed.length);
  expect(operations.slice(0, 5).map(({ outcome, error }) => [outcome, error]))
    .toEqual([
      ["ok", ""],
      ["rejected", "429 no more"],
      ["failed", "500 no more"],
      ["timeout", "no answer in 2 s"],
      ["ok", ""],
    ]);
  const ends = operations.map((row) => toStart(row) + (row.duration_s ?? NaN));
  expect(operations[3]?.duration_s).toBeGreaterThan(1.999);
  expect(ends[4]).toBeLessThan(ends[3] ?? NaN);
});

test("startLogLoad() is refused by a closed port, and skips periods without a line", async () => {
  const url = `http://127.0.0.1:${closedPort()}`;
  const operations = await drive({ url, lines: 5 }, 3);
  expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(
    new Set(["refused"]),
  );
  const [first, second] = operations.map(toStart);
  expect((second ?? NaN) - (first ?? NaN)).toBeCloseTo(0.2, 4);
});

test.each(["lines", "streams", "period"] as const)(
  "startLogLoad() refuses a plan without %s",
  async (key) => {
    await expect(drive({ url: "http://127.0.0.1:1", [key]: 0 }, 1)).rejects
      .toThrow(
        new RangeError(`Cannot push log lines as ${key} must be above 0: 0`),
      );
  },
);
