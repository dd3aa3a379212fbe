import { expect, test } from "vitest";
import { toKey, toValue } from "../../src/lab/keys.ts";
import { verifyAcknowledged } from "../../src/lab/verify.ts";
import { Operation } from "../../src/record/mod.ts";
import { toPlan } from "./_load.ts";
import {
  closedPort,
  readSome,
  serveAnswers,
  serveTcp,
  toText,
  write,
} from "./_servers.ts";

/** Answers each read with the value of its key, but for those that are lost. */
function serveValues(lost: readonly string[] = []) {
  return serveTcp(async (connection) => {
    for (;;) {
      const request = await readSome(connection);
      if (request === null) return;
      const [, key = ""] = /^GET \/(\S+)/.exec(request) ?? [];
      const body = toText(toValue(key, 30));
      await write(
        connection,
        lost.includes(key)
          ? "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
          : `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
    }
  });
}

async function verify(
  ports: readonly number[],
  keys: readonly string[],
  timeout = 5,
) {
  const [rows, warnings]: [Operation[], string[]] = [[], []];
  const { client, endpoints } = toPlan(ports);
  await verifyAcknowledged(keys, {
    cluster: {
      client,
      nodes: endpoints.map((endpoint) => ({
        name: endpoint.name,
        endpoint,
        process: null,
        metrics: "",
        link: null,
      })),
    },
    recorder: {
      run_id: "r",
      append: (table, more) => {
        expect(table).toBe("operations");
        rows.push(...more.map((row) => Operation.parse(row)));
      },
      warn: (code, message) => warnings.push(`${code}: ${message}`),
    },
    value_size: 30,
    timeout,
  });
  return { rows, warnings };
}

const keys = (count: number) =>
  Array.from({ length: count }, (_, i) => toKey(i));

test("verifyAcknowledged() asks the nodes in turn for every key, once, and finds what is gone", async () => {
  using one = serveValues(["key-4"]);
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

test("verifyAcknowledged() reads 2,000 keys, spread over all, and says so", async () => {
  using server = serveValues(["key-0", "key-4999"]);
  const { rows, warnings } = await verify([server.port], keys(5000));
  expect(rows).toHaveLength(2000);
  expect(rows.filter(({ outcome }) => outcome === "miss")).toHaveLength(1);
  expect(warnings).toEqual([
    "verify-sampled: 2000 of 5000 acknowledged keys were read back",
  ]);
});

test.each([
  ["refuses", () => ({ port: closedPort(), [Symbol.dispose]() {} }), "refused"],
  ["does not answer", () => serveAnswers([]), "timeout"],
])(
  "verifyAcknowledged() soon gives up a node that %s",
  async (_, serve, outcome) => {
    using silent = serve();
    using server = serveValues();
    const { rows, warnings } = await verify(
      [silent.port, server.port],
      keys(100),
      0.02,
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

test("verifyAcknowledged() of no keys asks nobody", async () => {
  expect(await verify([closedPort()], [])).toEqual({ rows: [], warnings: [] });
});
