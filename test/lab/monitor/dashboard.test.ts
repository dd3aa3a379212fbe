import { expect, test } from "vitest";
import { renderDashboard } from "../../../src/lab/monitor/dashboard.ts";
import type {
  DashboardNode,
  DashboardState,
} from "../../../src/lab/monitor/dashboard_state.ts";
import { textWidth } from "../../../src/lab/monitor/terminal_text.ts";

const node: DashboardNode = {
  name: "node-0",
  status: "up",
  cpu: 0.523,
  memory: 128 * 2 ** 20,
  requests: 1234.5,
  errors: 0.2,
  p99: 0.0213,
};

const state: DashboardState = {
  title: "cluster-faults: etcd nodes=3, repetition 1",
  system: "etcd 3.4.23",
  mode: "real",
  virtual: null,
  phase: "warm_up",
  secondsLeft: 4.2,
  leader: "node-0",
  nodes: [node, {
    name: "node-1",
    status: "down",
    cpu: null,
    memory: null,
    requests: 0,
    errors: 0,
    p99: null,
  }],
  hostCpu: 0.75,
  generatorCpu: 0.2,
  events: [
    {
      at: "2026-01-02T03:04:01.000Z",
      kind: "phase",
      subject: "warm_up",
      detail: "",
    },
    {
      at: "2026-01-02T03:04:05.250Z",
      kind: "health",
      subject: "node-1",
      detail: "down",
    },
  ],
  totals: { since: "2026-01-02T03:04:01.000Z", attempted: 12345, ok: 12333 },
};

test("renderDashboard() shows health, phase, each node, events and totals", () => {
  expect(renderDashboard(state)).toEqual([
    "cluster-faults: etcd nodes=3, repetition 1",
    "etcd 3.4.23",
    "Phase: warm up, 5 s left",
    "",
    "Cluster health: 1/2, node-0 leads",
    "",
    "Node      Status       CPU     Memory  Requests/s  Errors/s       p99",
    "--------  ------  --------  ---------  ----------  --------  --------",
    "node-0    up        52.3 %    128 MiB       1,235       0.2   21.3 ms",
    "node-1    down           -          -           0         0         -",
    "",
    "Host CPU 75 %, generator CPU 20 %",
    "Since 03:04:01: 12,345 requests, 99.9 % ok",
    "",
    "Events:",
    "  03:04:01 phase warm_up",
    "  03:04:05 health node-1 down",
  ]);
});

test("renderDashboard() marks a simulated system", () => {
  const [, system] = renderDashboard({ ...state, mode: "simulated" });
  expect(system).toBe("etcd 3.4.23 (simulated)");
});

test("renderDashboard() shows a simulated run by its own time, without nodes of this machine", () => {
  const start = Date.parse("2026-01-02T03:04:00Z");
  expect(renderDashboard({
    ...state,
    ...{ mode: "simulated", nodes: [], leader: "", secondsLeft: null },
    virtual: { start, seconds: 7200 },
  })).toEqual([
    "cluster-faults: etcd nodes=3, repetition 1",
    "etcd 3.4.23 (simulated)",
    "Phase: warm up",
    "",
    "Simulated time: 2 h since the start of the run",
    "12,345 operations, 99.9 % ok",
    "",
    "Events:",
    "  +1 s phase warm_up",
    "  +5.25 s health node-1 down",
  ]);
});

test("renderDashboard() shows dashes before anything is known", () => {
  const text = renderDashboard({
    ...state,
    phase: "",
    secondsLeft: null,
    leader: "",
    nodes: state.nodes.map((one) => ({ ...one, status: "" })),
    hostCpu: null,
    generatorCpu: null,
    events: [],
    totals: { since: null, attempted: 0, ok: 0 },
  }).join("\n");
  expect(text).toContain("Phase: -\n");
  expect(text).toContain("Cluster health: -\n");
  expect(text).toContain("Host CPU -, generator CPU -\nSince -: 0 requests\n");
});

const wide: DashboardState = {
  ...state,
  title: "日本語のクラスタ ".repeat(9),
  leader: "🚢".repeat(60),
  nodes: [
    "日本".repeat(9),
    "e\u0301".repeat(90),
    "🇩🇪🇫🇷👍🏽".repeat(9),
    "क्षि".repeat(30),
  ]
    .map((name) => ({ ...node, name })),
  events: state.events.map((event) => ({
    ...event,
    detail: "한국어 ".repeat(30),
  })),
};

test.for([0, 1, 9, 20, 40, 66, 68, 69, 70, 79, 80, 81, 120])(
  "renderDashboard() fits a terminal of %i columns, whatever the characters",
  (width) => {
    for (const content of [state, wide]) {
      const lines = renderDashboard(content, { width, height: 40 });
      expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(width);
    }
  },
);

test("renderDashboard() uses all 80 columns for long names, and aligns what is right of them", () => {
  const lines = renderDashboard(wide).slice(6, 12);
  expect(lines.map(textWidth)).toEqual([80, 80, 80, 80, 80, 80]);
  expect(lines[2]).toMatch(/^日本日本日本日本日… {2}up /);
});

test("renderDashboard() fits the lines of a terminal: first events go, then nodes", () => {
  const nodes = Array.from(
    { length: 30 },
    (_, i) => ({ ...node, name: `n${i}` }),
  );
  const many = { ...state, nodes };
  expect(renderDashboard(many, { height: 60 })).toHaveLength(8 + 30 + 3 + 4);
  const lines = renderDashboard(many, { height: 24 });
  expect(lines).toHaveLength(24);
  expect(lines).toContain("and 18 more");
  expect(lines).not.toContain("Events:");
  expect(lines.at(-1)).toMatch(/^Since /);
});

test.for(
  [
    [
      {
        ...{ systems: ["kv"], position: 3, total: 48, share: 0.05 },
        end: Date.UTC(2026, 0, 2, 14, 5),
      },
      "Run 3 of 48, ends about 14:05 UTC",
    ],
    [
      {
        ...{ systems: ["etcd", "kv"], position: 3, total: 48, share: 0.05 },
        end: Date.UTC(2026, 0, 2, 14, 5),
      },
      "Run 3 of 48, ends about 14:05 UTC; systems: etcd, kv",
    ],
    [
      { systems: ["kv"], position: 3, total: null, share: null, end: null },
      "Run 3",
    ],
  ] as const,
)(
  "renderDashboard() shows the progress of a session: %j",
  ([progress, line]) => {
    expect(renderDashboard(state, { progress })[2]).toBe(line);
  },
);

test("renderDashboard() drops whole columns, requests last", () => {
  const heads = [69, 68, 58, 46, 36, 26].map((width) =>
    renderDashboard(state, { width })[6]?.split(/\s+/).join(" ")
  );
  expect(heads).toEqual([
    "Node Status CPU Memory Requests/s Errors/s p99",
    "Node Status CPU Memory Requests/s Errors/s",
    "Node Status CPU Memory Requests/s",
    "Node Status CPU Requests/s",
    "Node Status Requests/s",
    "Node Status",
  ]);
});

test("renderDashboard() prints no control characters of names and events", () => {
  const hostile = "\x1b[2J\x9b31m\r\n\u202e\u200bx\ud800\u2028";
  const lines = renderDashboard({
    ...state,
    title: hostile,
    system: hostile,
    phase: hostile,
    leader: hostile,
    nodes: [{ ...node, name: hostile, status: hostile }],
    events: [{ at: hostile, kind: hostile, subject: hostile, detail: hostile }],
  });
  expect(lines).toHaveLength(renderDashboard(state).length - 2);
  // deno-lint-ignore no-control-regex
  const steering = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]/;
  lines.forEach((line) => {
    expect(line).not.toMatch(steering);
    expect(line.isWellFormed()).toBe(true);
  });
});

test("renderDashboard() colours statuses on request, and changes nothing else", () => {
  const odd = {
    ...state,
    nodes: [
      ...state.nodes,
      { ...node, name: "up", status: "alone" },
      { ...node, name: "🚢🚢", status: "up" },
      { ...node, name: "x", status: "unheard" },
    ],
  };
  const colored = renderDashboard(odd, { color: true });
  expect(colored[8]).toContain("node-0    \x1b[32mup\x1b[0m      ");
  expect(colored[9]).toContain("\x1b[31mdown\x1b[0m");
  expect(colored[10]).toContain("up        \x1b[33malone\x1b[0m");
  expect(colored[11]).toContain("🚢🚢      \x1b[32mup\x1b[0m");
  expect(colored[12]).not.toContain("\x1b");
  // deno-lint-ignore no-control-regex
  expect(colored.map((line) => line.replace(/\x1b\[\d+m/g, "")))
    .toEqual(renderDashboard(odd));
});

test("renderDashboard() colours no status that is a word of the language", () => {
  const nodes = [{ ...node, status: "constructor" }];
  const lines = renderDashboard({ ...state, nodes }, { color: true });
  expect(lines.join("\n")).not.toContain("function");
});
