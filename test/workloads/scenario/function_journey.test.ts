import { expect, test } from "vitest";
import type { Operation } from "../../../src/record/mod.ts";
import type { ScenarioPlan } from "../../../src/workloads/scenario/scenario_plan.ts";
import functions from "./_functions.ts";
import { drive, type Got, toPlan, withServer } from "./_drive.ts";

/** Runs a function of `_functions.ts` until what was sent, or recorded, is enough; returns both. */
async function run(
  name: string,
  end: (got: readonly Got[], rows: readonly Operation[]) => boolean,
  plan: Partial<ScenarioPlan> = {},
): Promise<{ readonly rows: Operation[]; readonly got: readonly Got[] }> {
  let rows: Operation[] = [];
  let all: readonly Got[] = [];
  const journeys = functions.scenario.journeys
    .filter((journey) => journey.name === name);
  await withServer(
    ({ call }, id) =>
      Response.json({ id }, { status: call.startsWith("POST") ? 201 : 200 }),
    async (port, got) => {
      all = got;
      rows = await drive(
        toPlan(port, { journeys }, {
          module: new URL("./_functions.ts", import.meta.url).href,
          ...plan,
        }),
        (operations) => end(got, operations),
      );
    },
  );
  return { rows, got: all };
}

/** What is recorded of a kind, once of each. */
function resultsOf(rows: readonly Operation[]): string[] {
  return [
    ...new Set(
      rows.filter(({ outcome }) => outcome !== "unfinished").map((
        { kind, outcome, code, error },
      ) => `${kind} ${outcome} ${code} ${error}`.trimEnd()),
    ),
  ].sort();
}

test("each request of a function is an operation, and the next one uses its answer", async () => {
  const { rows, got } = await run("talk", (got) => got.length > 40, {
    values: { color: "red" },
  });
  expect(resultsOf(rows)).toEqual(["ask ok", "tell ok"]);
  expect(rows).toHaveLength(got.length);
  const tells = got.flatMap(({ call, body }) =>
    call.startsWith("POST") ? [{ call, body: JSON.parse(body) }] : []
  );
  for (const { call, body } of tells) {
    const id = Number(call.split("/").at(-1));
    expect(got[id]?.call).toBe("GET /ask");
    expect(body).toMatchObject({ color: "red" });
  }
  expect(new Set(tells.map(({ body }) => body.user))).toEqual(new Set([0, 1]));
  expect(new Set(rows.map(({ operation_id }) => operation_id)).size)
    .toBe(rows.length);
});

test.each([
  ["act", ["ask ok", "tell failed function RangeError: no more than 5"]],
  ["checks", ["ask ok", "tell failed check never right"]],
  ["untyped", [
    "ask ok",
    "tell failed check the check returned no text: return what is wrong, or an empty text",
  ]],
  ["oversleeps", [
    "oversleeps failed function the function threw RangeError: cannot sleep for NaN s: use 0 to 3600",
  ]],
  ["throws", [
    "throws failed function the function threw TypeError: x is not a function",
  ]],
  ["idle", ["idle failed function the function made no operation"]],
  ["hangs", ["ask timeout  no end in 0.3 s"]],
  ["unknown", [
    "unknown failed function the function threw TypeError: 'shout' is no operation of the journey: add it to its operations",
  ]],
  ["bad", [
    "ask failed request the request could not be made as TypeError: the path '/a b' must begin with / and be ASCII without spaces",
  ]],
])(
  "what goes wrong in the function %s is recorded",
  async (name, expected) => {
    const begin = performance.now();
    const { rows } = await run(
      name,
      (_, rows) => expected.every((text) => resultsOf(rows).includes(text)),
      // Only one of them waits for it: a busy machine may take as long for a request.
      name === "hangs" ? { timeout: 0.3 } : {},
    );
    expect(resultsOf(rows)).toEqual(expected);
    // Without a delay after each there would be thousands a second.
    const seconds = Math.max(1, (performance.now() - begin) / 1000);
    if (!expected[0]?.includes(" ok")) {
      expect(rows.length).toBeLessThan(100 * seconds);
    }
  },
);

test("a function that never ends is left behind, and its user goes on", async () => {
  const { rows } = await run("waits", (_, rows) => rows.length > 3, {
    timeout: 0.3,
  });
  expect(resultsOf(rows)).toEqual([
    expect.stringMatching(
      /^waits timeout function the function has made no operation for 0.3 s/,
    ),
  ]);
});

test("a function that never waits for anything ends with the load", async () => {
  const { rows } = await run("quick", (_, rows) => rows.length > 0);
  expect(resultsOf(rows)).toEqual(["ask ok"]);
});

test("two operations of a user at once are refused", async () => {
  const isRefused = (text: string) => text.includes("await that first");
  const { rows } = await run(
    "twice",
    (_, rows) => resultsOf(rows).some(isRefused),
  );
  expect(resultsOf(rows).some(isRefused)).toBe(true);
});

test("a function that tries for ever ends with the load, and a server that is gone takes no processor", async () => {
  const { got } = await run("catches", (got) => got.length > 20);
  expect(got.length).toBeGreaterThan(20);
  const rows = await drive(
    toPlan(1, {
      journeys: functions.scenario.journeys
        .filter(({ name }) => name === "catches"),
    }, { module: new URL("./_functions.ts", import.meta.url).href }),
    500,
  );
  expect(rows.length).toBeLessThan(100);
});

test("a function talks to a WebSocket, each message of which is an operation", async () => {
  let messages = 0;
  const journeys = functions.scenario.journeys
    .filter(({ name }) => name === "socket");
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, (request) => {
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = ({ data }) => {
      messages++;
      socket.send(data);
    };
    return response;
  });
  const rows = await drive(
    toPlan(server.addr.port, { journeys }, {
      module: new URL("./_functions.ts", import.meta.url).href,
    }),
    () => messages > 10,
  );
  expect(resultsOf(rows)).toEqual(["ask ok", "tell ok"]);
});

test("no secret of a function is recorded, and printing is bounded", async () => {
  const plan = { values: { KEY: "open-sesame" }, secrets: ["open-sesame"] };
  const says = (text: string) => (_: unknown, rows: readonly Operation[]) =>
    rows.some(({ error }) => error.includes(text));
  const { rows } = await run("secret", says("the key is "), plan);
  expect(JSON.stringify(rows)).toContain("the key is ***");
  expect(JSON.stringify(rows)).not.toContain("open-sesame");
  const taken = await run("taken", says("no "), {
    values: { csrf_token: "taken-before" },
  });
  expect(JSON.stringify(taken.rows)).toContain("no *** here");
  expect(JSON.stringify(taken.rows)).not.toContain("taken-before");
  const printed = await run("prints", (got) => got.length > 3);
  expect(resultsOf(printed.rows)).toEqual(["ask ok"]);
});
