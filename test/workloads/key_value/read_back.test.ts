import { expect, test } from "vitest";
import { toKey } from "../../../src/workloads/key_value/key_chooser.ts";
import { toValueWriter } from "../../../src/workloads/key_value/value_codec.ts";
import { verifyAcknowledged } from "../../../src/workloads/key_value/read_back.ts";
import type { KeyHistory } from "../../../src/workloads/key_value/write_history.ts";
import { Event, Operation } from "../../../src/record/mod.ts";
import { toPlan } from "../../lab/_load.ts";
import {
  closedPort,
  readSome,
  serveAnswers,
  serveTcp,
  toText,
  write,
} from "../../lab/_servers.ts";

/** Serves the 42nd value of each key, or that of the serial in `instead`; 0 for none. */
function serveValues(instead: Readonly<Record<string, number>> = {}) {
  const writeValue = toValueWriter(30);
  return serveTcp(async (connection) => {
    for (;;) {
      const request = await readSome(connection);
      if (request === null) return;
      const [, key = ""] = /^GET \/(\S+)/.exec(request) ?? [];
      const serial = instead[key] ?? 42;
      const body = toText(writeValue(key, serial));
      await write(
        connection,
        serial === 0
          ? "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
          : `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    }
  });
}

async function verify(
  ports: readonly number[],
  keys: readonly KeyHistory[],
  timeout = 5,
) {
  const [rows, warnings]: [Operation[], string[]] = [[], []];
  const notes: Event[] = [];
  const { client, endpoints } = toPlan(ports);
  await verifyAcknowledged(keys, {
    cluster: {
      client,
      nodes: endpoints.map((endpoint) => ({
        name: endpoint.name,
        endpoint,
        process: null,
        metrics: "",
        peerProxy: null,
      })),
    },
    recorder: {
      run_id: "r",
      append: (table, more) => {
        if (table === "events") {
          notes.push(...more.map((row) => Event.parse(row)));
        } else rows.push(...more.map((row) => Operation.parse(row)));
      },
      warn: (code, message) => warnings.push(`${code}: ${message}`),
    },
    value_size: 30,
    timeout,
  });
  return { rows, warnings, notes };
}

/** A key whose 42nd write was the last and was acknowledged, as were 40 before it. */
function toHistory(
  index: number,
  history: Partial<KeyHistory> = {},
): KeyHistory {
  return {
    key: toKey(index),
    writes: 41,
    acknowledged: 42,
    sent: 42,
    admissibleEarlier: [],
    ...history,
  };
}

const keys = (count: number) =>
  Array.from({ length: count }, (_, i) => toHistory(i));

test.each<[string, number, Partial<KeyHistory>, string, string?]>([
  ["the last acknowledged", 42, {}, ""],
  ["one before it", 41, {}, "older: serial 41 of 42", "older"],
  ["an admissible one before it", 41, { admissibleEarlier: [7, 41] }, ""],
  ["an unacknowledged one after it", 44, { sent: 45 }, ""],
  ["one that was never sent", 43, {}, "never sent: serial 43 of 42", "wrong"],
  ["none", 0, {}, "gone", "gone"],
])(
  "verifyAcknowledged() that reads the value of %s",
  async (_, serial, history, error, code = "") => {
    using server = serveValues({ "key-0": serial });
    const { rows } = await verify([server.port], [toHistory(0, history)]);
    expect(rows.map(({ outcome, error, code }) => [outcome, error, code]))
      .toEqual([[error === "" ? "ok" : "miss", error, code]]);
  },
);

test("verifyAcknowledged() records the number of acknowledged writes and keys as data", async () => {
  using server = serveValues();
  const { notes } = await verify([server.port], keys(30));
  expect(notes).toMatchObject([{
    kind: "verified",
    detail: "1,230 acknowledged writes to 30 keys",
    data: '{"acknowledged":1230,"keys":30}',
  }]);
});

test("verifyAcknowledged() does not accept the value of another key", async () => {
  const body = toText(toValueWriter(30)("key-1", 42));
  using server = serveAnswers([
    `HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n${body}`,
  ]);
  const { rows } = await verify([server.port], keys(1));
  expect(rows[0]).toMatchObject({
    outcome: "miss",
    error: "answered without the value that was written",
    code: "wrong",
  });
});

test("verifyAcknowledged() reads every key once, round-robin over the nodes, and finds lost ones", async () => {
  using one = serveValues({ "key-4": 0 });
  using two = serveValues();
  const { rows, warnings } = await verify([one.port, two.port], keys(9));
  expect(rows).toHaveLength(9);
  for (const row of rows) expect(Operation.parse(row)).toEqual(row);
  const count = (subject: string, outcome: string) =>
    rows.filter((row) => row.subject === subject && row.outcome === outcome)
      .length;
  expect(count("node-0", "ok")).toBe(4);
  expect(count("node-0", "miss")).toBe(1);
  expect(count("node-1", "ok")).toBe(4);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(["verify"]));
  expect(new Set(rows.map(({ operation_id }) => operation_id)).size).toBe(9);
  expect(warnings).toEqual([]);
  expect([one.counts.taken, two.counts.taken]).toEqual([1, 1]);
});

test("verifyAcknowledged() reads 2,000 keys, spread over all, and warns", async () => {
  using server = serveValues({ "key-0": 0, "key-4999": 41 });
  const { rows, warnings } = await verify([server.port], keys(5000));
  expect(rows).toHaveLength(2000);
  expect(rows.filter(({ outcome }) => outcome === "miss")).toHaveLength(1);
  expect(warnings).toEqual([
    "verify-sampled: 2000 of 5000 acknowledged keys were read back",
  ]);
});

test.each([
  ["refuses", () => ({ port: closedPort(), [Symbol.dispose]() {} }), "refused"],
  ["does not respond", () => serveAnswers([]), "timeout"],
])(
  "verifyAcknowledged() gives up a node that %s after five reads",
  async (_, serve, outcome) => {
    using silent = serve();
    using server = serveValues();
    const { rows, warnings } = await verify(
      [silent.port, server.port],
      keys(100),
      // In which a busy machine answers for the other node.
      0.3,
    );
    expect(
      rows.filter(({ subject }) => subject === "node-0")
        .map((row) => row.outcome),
    ).toEqual(Array(5).fill(outcome));
    expect(rows.filter((row) => row.subject === "node-1")).toHaveLength(50);
    expect(warnings).toEqual([
      "verify-sampled: 55 of 100 acknowledged keys were read back",
    ]);
  },
);

test("verifyAcknowledged() of no keys sends no request", async () => {
  expect(await verify([closedPort()], [])).toMatchObject({
    rows: [],
    warnings: [],
    notes: [{ data: '{"acknowledged":0,"keys":0}' }],
  });
});
