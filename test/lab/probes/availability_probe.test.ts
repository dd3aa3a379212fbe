import { expect, test } from "vitest";
import {
  AvailabilityProbe,
  type ProbeAttempt,
  type ProbeClient,
} from "../../../src/lab/probes/availability_probe.ts";
import type { ClusterNode } from "../../../src/lab/system/system_under_test.ts";
import type { Operation } from "../../../src/record/mod.ts";
import { sleep, until } from "../_until.ts";

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

/** Probes nodes every 20 ms until `during` ends. */
async function probe(
  nodes: readonly ClusterNode[],
  connect: (node: ClusterNode) => ProbeClient,
  { during, ...options }: {
    during: (rows: readonly Operation[]) => Promise<void>;
    kind?: "put" | "get";
  },
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
    await during(rows);
  }
  return { rows, warnings, elapsed: performance.now() - from };
}

/** Rows of one node. */
function rowsOf(name: string, rows: readonly Operation[]): Operation[] {
  return rows.filter(({ subject }) => subject === name);
}

test("AvailabilityProbe probes each node at a fixed interval and emits the outcomes", async () => {
  const { connect, counts } = toFake(() => Promise.resolve(ok));
  const nodes = [toNode("node-0"), toNode("node-1")];
  const { rows, elapsed } = await probe(nodes, connect, {
    during: (rows) =>
      until(() => nodes.every(({ name }) => rowsOf(name, rows).length >= 8)),
  });
  for (const { name } of nodes) {
    const probes = rowsOf(name, rows);
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
    // Hangs until two others were sent after it.
    await until(() => maxInFlight >= 3);
    inFlight--;
    return timeout;
  });
  const nodes = [toNode("node-0"), toNode("node-1")];
  const { rows } = await probe(nodes, connect, {
    during: (rows) =>
      until(() => nodes.every(({ name }) => rowsOf(name, rows).length >= 8)),
  });
  const hung = rowsOf("node-0", rows);
  expect(new Set(hung.map(({ outcome }) => outcome)))
    .toEqual(new Set(["timeout"]));
  const first = hung.find(({ operation_id }) =>
    operation_id === "probe-node-0-0"
  );
  expect(first?.duration_s).toBeGreaterThan(0.039);
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
    await until(() => rows.length >= 3);
  }
  expect(before).toBe(0);
});

test("AvailabilityProbe skips missed probes after a stall of its own, and warns", async () => {
  const { connect } = toFake(() => Promise.resolve(ok));
  const { rows, warnings, elapsed } = await probe([toNode("node-0")], connect, {
    async during() {
      await sleep(150);
      const from = performance.now();
      while (performance.now() - from < 200);
      await sleep(150);
    },
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
    during: () => until(() => requests.length >= 3),
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
