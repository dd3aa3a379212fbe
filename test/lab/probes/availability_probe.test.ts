import { expect, test } from "vitest";
import {
  AvailabilityProbe,
  type ProbeAttempt,
  type ProbeClient,
} from "../../../src/lab/probes/availability_probe.ts";
import type { ClusterNode } from "../../../src/lab/system/system_under_test.ts";
import type { Operation } from "../../../src/record/mod.ts";
import { sleep } from "../_until.ts";
const ok: ProbeAttempt = {
  outcome: "ok",
  error: "",
  code: "",
  bytes: 32,
};
const timeout: ProbeAttempt = {
  outcome: "timeout",
  error: "no answer",
  code: "",
  bytes: 0,
};

function toNode(name: string, process: { pid: number | null } | null = null) {
  return {
    name,
    endpoint: { name, host: "127.0.0.1", port: 1 },
    process: process as ClusterNode["process"],
    metrics: "",
    peerProxy: null,
  } satisfies ClusterNode;
}

/** Returns fake clients that respond by `respond`, counts them, and fails on concurrent requests of one client. */
function toFake(
  respond: (node: string, request: string) => Promise<ProbeAttempt>,
) {
  const counts = { opened: 0, closed: 0 };
  const connect = ({ name }: ClusterNode): ProbeClient => {
    counts.opened++;
    let busy = false;
    const request = async (text: string) => {
      expect(busy).toBe(false);
      busy = true;
      const attempt = await respond(name, text);
      busy = false;
      return attempt;
    };
    return {
      put: (key, value) => request(`put ${key} ${value.length}`),
      get: (key, expected) => request(`get ${key} ${expected.size}`),
      close: () => {
        counts.closed++;
      },
    };
  };
  return { connect, counts };
}

async function probe(
  nodes: readonly ClusterNode[],
  connect: (node: ClusterNode) => ProbeClient,
  { ms = 300, during = () => {}, ...options }: {
    ms?: number;
    during?: () => void;
    kind?: "put" | "get";
  } = {},
) {
  const rows: Operation[] = [];
  const warnings: string[] = [];
  const from = performance.now();
  {
    await using _ = new AvailabilityProbe({
      run_id: "r",
      nodes,
      connect,
      onOperations: (more) => rows.push(...more),
      onWarning: (code) => warnings.push(code),
      every: 0.02,
      ...options,
    });
    await sleep(ms / 2);
    during();
    await sleep(ms / 2);
  }
  return { rows, warnings, elapsed: performance.now() - from };
}

test("AvailabilityProbe probes each node at a fixed interval and emits the outcomes", async () => {
  const { connect, counts } = toFake(() => Promise.resolve(ok));
  const nodes = [toNode("node-0"), toNode("node-1")];
  const { rows, elapsed } = await probe(nodes, connect);
  for (const { name } of nodes) {
    const probes = rows.filter(({ subject }) => subject === name);
    expect(probes.length).toBeGreaterThanOrEqual(8);
    expect(probes.length).toBeLessThanOrEqual(elapsed / 20 + 1);
    expect(probes[0]).toMatchObject({
      run_id: "r",
      operation_id: `probe-${name}-0`,
      kind: "probe_put",
      outcome: "ok",
      error: "",
      code: "",
      bytes: 32,
    });
    const starts = probes.map(({ started_at }) => Date.parse(started_at ?? ""));
    const steps = starts.slice(1).map((at, i) => at - (starts[i] ?? NaN));
    // Multiples of the interval, as probes can be missed, within the rounding to milliseconds.
    steps.forEach((step) =>
      expect(Math.abs(step / 20 - Math.round(step / 20))).toBeLessThan(0.11)
    );
  }
  expect(new Set(rows.map(({ operation_id }) => operation_id)).size)
    .toBe(rows.length);
  expect(counts).toEqual({ opened: 2, closed: 2 });
});

test("AvailabilityProbe sends the next probe while others hang, each on its own client", async () => {
  let inFlight = 0;
  let maxInFlight = 0;
  const { connect, counts } = toFake(async (name) => {
    if (name === "node-1") return ok;
    maxInFlight = Math.max(maxInFlight, ++inFlight);
    await sleep(100);
    inFlight--;
    return timeout;
  });
  const nodes = [toNode("node-0"), toNode("node-1")];
  const { rows } = await probe(nodes, connect);
  const of = (name: string) => rows.filter(({ subject }) => subject === name);
  expect(of("node-0").length).toBeGreaterThanOrEqual(8);
  expect(Math.abs(of("node-0").length - of("node-1").length))
    .toBeLessThanOrEqual(4);
  for (const { duration_s, outcome } of of("node-0")) {
    expect(outcome).toBe("timeout");
    expect(duration_s).toBeGreaterThanOrEqual(0.099);
    expect(duration_s).toBeLessThan(1);
  }
  expect(maxInFlight).toBeGreaterThanOrEqual(3);
  // Idle clients are reused.
  expect(counts.opened).toBeLessThanOrEqual(maxInFlight + 1);
  expect(counts.closed).toBe(counts.opened);
});

test("AvailabilityProbe skips a node while it does not run", async () => {
  const { connect } = toFake(() => Promise.resolve(ok));
  const process: { pid: number | null } = { pid: null };
  let before = 0;
  const rows: Operation[] = [];
  {
    await using _ = new AvailabilityProbe({
      run_id: "r",
      nodes: [toNode("node-0", process)],
      connect,
      onOperations: (more) => rows.push(...more),
      onWarning: () => {},
      every: 0.02,
    });
    await sleep(100);
    before = rows.length;
    process.pid = 1;
    await sleep(100);
  }
  expect(before).toBe(0);
  expect(rows.length).toBeGreaterThanOrEqual(3);
});

test("AvailabilityProbe skips missed probes after a stall of its own, and warns", async () => {
  const { connect } = toFake(() => Promise.resolve(ok));
  const stall = () => {
    const from = performance.now();
    while (performance.now() - from < 200);
  };
  const { rows, warnings, elapsed } = await probe([toNode("node-0")], connect, {
    during: stall,
  });
  expect(warnings).toContain("probe-late");
  expect(rows.length).toBeLessThanOrEqual(elapsed / 20 - 4);
  expect(rows.every(({ duration_s }) => (duration_s ?? NaN) < 0.1))
    .toBe(true);
});

test("AvailabilityProbe writes once before it reads", async () => {
  const requests: string[] = [];
  const { connect } = toFake((_, request) => {
    requests.push(request);
    return Promise.resolve(ok);
  });
  const { rows } = await probe([toNode("node-0")], connect, {
    ms: 100,
    kind: "get",
  });
  expect(requests.slice(0, 3)).toEqual([
    "put probe-node-0 32",
    "get probe-node-0 32",
    "get probe-node-0 32",
  ]);
  expect(rows[0]?.kind).toBe("probe_put");
  expect(rows[1]?.kind).toBe("probe_get");
});
