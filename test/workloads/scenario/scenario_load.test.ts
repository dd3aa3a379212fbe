import { expect, test } from "vitest";
import type { Operation } from "../../../src/record/mod.ts";
import type { ScenarioInput } from "../../../src/workloads/scenario/scenario.ts";
import { toStart } from "../../lab/_load.ts";
import { drive, toPlan, withServer } from "./_drive.ts";

/** Operations a second, by their due times. */
function rateOf(operations: readonly Operation[]): number {
  const starts = operations.map(toStart).sort((a, b) => a - b);
  const seconds = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  return (starts.length - 1) / seconds;
}

const shopping: ScenarioInput = {
  auth: { bearer: "{token}" },
  once: [{
    name: "login",
    method: "POST",
    path: "/login",
    json: { user: "u{user}" },
    take: { token: "token" },
  }],
  journeys: [{
    name: "buy",
    steps: [
      { name: "order", method: "POST", path: "/orders", take: { id: "id" } },
      { name: "pay", method: "POST", path: "/orders/{id}/pay" },
    ],
  }],
};

test("a user logs in once, and each later step uses what it took", () =>
  withServer(({ call, body }, number) => {
    if (call !== "POST /login") return Response.json({ id: number });
    return Response.json({ token: `token-of-${JSON.parse(body).user}` });
  }, async (port, got) => {
    const operations = await drive(
      toPlan(port, shopping),
      () => got.length > 40,
    );
    expect(got.filter(({ call }) => call === "POST /login")).toHaveLength(2);
    for (const [number, { call, authorization }] of got.entries()) {
      if (call === "POST /login") continue;
      expect(authorization).toMatch(/^Bearer token-of-u[01]$/);
      const [, id] = /(\d+)\/pay$/.exec(call) ?? [];
      if (id === undefined) continue;
      expect(got[Number(id)]).toMatchObject({
        ...{ call: "POST /orders", authorization },
      });
      expect(Number(id)).toBeLessThan(number);
    }
    const kinds = new Set(operations.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(["login", "order", "pay"]));
    expect(operations).toHaveLength(got.length);
    expect(new Set(operations.map(({ operation_id }) => operation_id)).size)
      .toBe(operations.length);
    expect(new Set(operations.map(({ worker }) => worker))).toEqual(
      new Set(["w0", "w1"]),
    );
  }));

test("a failed step ends the journey, and is the only row of it", () =>
  withServer(
    ({ call }) =>
      call === "POST /login"
        ? Response.json({ token: "t" })
        : Response.json({ error: "sold out" }, { status: 409 }),
    async (port, got) => {
      const operations = await drive(
        toPlan(port, shopping),
        () => got.length > 20,
      );
      expect(operations.some(({ kind }) => kind === "pay")).toBe(false);
      expect(operations.find(({ kind }) => kind === "order")).toMatchObject({
        ...{ outcome: "failed", error: "409 sold out", code: "409" },
      });
    },
  ));

test("a user who is no longer known logs in again", () =>
  withServer(
    ({ call }, number) =>
      call === "POST /login"
        ? Response.json({ token: "t" })
        : number === 5
        ? new Response("", { status: 401 })
        : Response.json({ id: 1 }),
    async (port, got) => {
      await drive(
        toPlan(port, shopping, { workers: 1 }),
        () => got.length > 12,
      );
      const logins = got.flatMap(({ call }, i) =>
        call === "POST /login" ? [i] : []
      );
      expect(logins.slice(0, 2)).toEqual([0, 6]);
    },
  ));

test("a user sends back the cookies that it got, and no others'", () => {
  const cookies: string[] = [];
  return withServer(({ call, cookie }) => {
    cookies.push(cookie);
    return new Response("", { headers: { "set-cookie": `at=${call.at(-1)}` } });
  }, async (port) => {
    await drive(
      toPlan(port, {
        once: [{ name: "login", path: "/{user}" }],
        journeys: [{ name: "j", steps: [{ name: "s", path: "/{user}" }] }],
      }),
      () => cookies.length > 20,
    );
    expect(new Set(cookies)).toEqual(new Set(["", "at=0", "at=1"]));
    expect(cookies.filter((cookie) => cookie === "")).toHaveLength(2);
  });
});

test("journeys are chosen by their weights, and users take the rows of data in turn", () =>
  withServer(() => new Response(""), async (port, got) => {
    await drive(
      toPlan(port, {
        data: [{ color: "red" }, { color: "blue" }],
        journeys: [
          { name: "a", weight: 4, steps: [{ name: "a", path: "/a/{color}" }] },
          { name: "b", steps: [{ name: "b", path: "/b/{color}" }] },
        ],
      }),
      () => got.length > 1000,
    );
    const count = (text: string) =>
      got.filter(({ call }) => call.includes(text)).length;
    expect(count("/a/") / got.length).toBeGreaterThan(0.7);
    expect(count("/a/") / got.length).toBeLessThan(0.9);
    expect(count("red") + count("blue")).toBe(got.length);
    expect(count("red")).toBeGreaterThan(0);
    expect(count("blue")).toBeGreaterThan(0);
  }));

test("an open loop begins journeys at its rate, and thinking is no part of a latency", () =>
  withServer(() => new Response(""), async (port) => {
    const steps = [
      { name: "first", path: "/", think: 0.3 },
      { name: "second", path: "/" },
    ];
    const operations = await drive(
      toPlan(port, { journeys: [{ name: "j", steps }] }, {
        loop: "constant",
        rate: 20,
        workers: 30,
      }),
      2000,
    );
    const [first, second] = ["first", "second"].map((name) =>
      operations.filter(({ kind }) => kind === name)
    );
    expect(Math.abs(rateOf(first ?? []) / 20 - 1)).toBeLessThan(0.05);
    expect(second?.length).toBeGreaterThan(20);
    // It would be a part of each; a busy machine may take as long for some.
    const durations = (second ?? []).map(({ duration_s }) => duration_s ?? 0);
    expect(Math.min(...durations)).toBeLessThan(0.2);
  }));

test("the rate of an open loop follows its stages, after the warm-up", () =>
  withServer(() => new Response(""), async (port) => {
    const journeys = [{ name: "j", steps: [{ name: "s", path: "/" }] }];
    const operations = await drive(
      toPlan(port, { journeys }, {
        loop: "constant",
        stages: [{ seconds: 1, from: 100, to: 100 }],
        ...{ warmup: 1, workers: 30 },
      }),
      2000,
    );
    expect(Math.abs(rateOf(operations) / 100 - 1)).toBeLessThan(0.05);
  }));

test("the users of a closed loop follow its stages, after the warm-up", () =>
  withServer(() => new Response(""), async (port) => {
    const journeys = [{
      name: "j",
      steps: [{ name: "s", path: "/", think: 0.01 }],
    }];
    const operations = await drive(
      toPlan(port, { journeys }, {
        stages: [
          { seconds: 0.5, from: 6, to: 6 },
          { seconds: 60, from: 1, to: 1 },
        ],
        ...{ warmup: 0, workers: 6 },
      }),
      1500,
    );
    const first = Date.parse(operations[0]?.started_at ?? "");
    const usersIn = (from: number, to: number) =>
      new Set(
        operations.filter(({ started_at }) => {
          const at = (Date.parse(started_at ?? "") - first) / 1000;
          return at >= from && at < to;
        }).map(({ worker }) => worker),
      );
    expect(usersIn(0, 0.5).size).toBe(6);
    // The others are off; a busy machine may let one begin its last journey late.
    expect(usersIn(1, 1.5)).toEqual(new Set(["w0"]));
  }));

test("requests that cannot be made are recorded, and do not keep the load from stopping", () =>
  withServer(() => Response.json({ id: "a\r\nb: c" }), async (port, got) => {
    const operations = await drive(
      toPlan(port, {
        journeys: [{
          name: "j",
          steps: [
            { name: "get", path: "/", take: { id: "id" } },
            { name: "use", path: "/", headers: { x: "{id}" } },
          ],
        }],
      }),
      () => got.length > 3,
    );
    expect(operations.find(({ kind }) => kind === "use")).toMatchObject({
      ...{ outcome: "failed", code: "request" },
    });
  }));

test("a server that never answers ends in time-outs, and one that is gone in refusals", () =>
  withServer(() => new Promise(() => {}), async (port, got) => {
    const journeys = [{ name: "j", steps: [{ name: "s", path: "/" }] }];
    const operations = await drive(
      toPlan(port, { journeys }, { timeout: 0.2 }),
      () => got.length > 3,
    );
    expect(new Set(operations.map(({ outcome }) => outcome))).toContain(
      "timeout",
    );
    const gone = await drive(
      toPlan(1, { journeys }),
      (operations) => operations.length > 3,
    );
    expect(new Set(gone.map(({ outcome }) => outcome))).toEqual(
      new Set(["refused"]),
    );
    // Without a delay after each there would be thousands.
    expect(gone.length).toBeLessThan(100);
  }));

test("several threads share the users, and number their operations apart", () =>
  withServer(() => new Response(""), async (port, got) => {
    const journeys = [{ name: "j", steps: [{ name: "s", path: "/{user}" }] }];
    const operations = await drive(
      toPlan(port, { journeys }, { workers: 5, threads: 2 }),
      () => new Set(got.map(({ call }) => call)).size === 5,
    );
    expect(new Set(operations.map(({ operation_id }) => operation_id)).size)
      .toBe(operations.length);
  }));
