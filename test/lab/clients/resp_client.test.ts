import { expect, test } from "vitest";
import { connectClient } from "../../../src/lab/clients/connect.ts";
import { toExpectedValue } from "../../../src/lab/clients/expected_value.ts";
import { toValueWriter } from "../../../src/workloads/key_value/value_codec.ts";
import {
  closedPort,
  hangingPort,
  readSome,
  serveAnswers,
  serveTcp,
  toText,
  write,
} from "../_servers.ts";
import { until } from "../_until.ts";

function connect(port: number, timeout = 5) {
  return connectClient(
    { protocol: "resp" },
    { name: "node-0", host: "127.0.0.1", port },
    { timeout },
  );
}

const value = toValueWriter(20)("key-1", 7);
const bulk = `$20\r\n${toText(value)}\r\n`;

test.each([
  ["+OK\r\n", "ok", ""],
  [":1\r\n", "failed", "SET was answered with integer"],
  ["$-1\r\n", "failed", "SET was answered with nil"],
  [
    "-CLUSTERDOWN The cluster is down\r\n",
    "failed",
    "CLUSTERDOWN The cluster is down",
  ],
  ["-LOADING Redis is loading\r\n", "failed", "LOADING Redis is loading"],
  ["-MOVED nowhere\r\n", "failed", "MOVED nowhere"],
])("RespClient.put() takes %j for %s", async (reply, outcome, error) => {
  using server = serveAnswers([reply]);
  using client = connect(server.port);
  const bytes = outcome === "ok" ? 20 : 0;
  expect(await client.put("key-1", value)).toEqual({
    outcome,
    error,
    code: "",
    bytes,
  });
  expect(server.requests).toEqual([
    `*3\r\n$3\r\nSET\r\n$5\r\nkey-1\r\n${bulk}`,
  ]);
});

test.each([
  [bulk, "ok", ""],
  ["$-1\r\n", "miss", "nil"],
  [`$20\r\n${"x".repeat(20)}\r\n`, "miss", "answered without"],
  [`$19\r\n${toText(value).slice(1)}\r\n`, "miss", "answered without"],
  ["+OK\r\n", "failed", "GET was answered with status"],
  ["-CLUSTERDOWN Hash slot not served\r\n", "failed", "CLUSTERDOWN"],
  ["*1\r\n$1\r\na\r\n", "failed", "Cannot read a reply"],
])("RespClient.get() takes %j for %s", async (reply, outcome, error) => {
  using server = serveAnswers([reply], { pieces: (text) => [...text] });
  using client = connect(server.port);
  const attempt = await client.get("key-1", toExpectedValue(value));
  expect(attempt.outcome).toBe(outcome);
  expect(attempt.error).toContain(error);
});

test("RespClient follows MOVED, and caches the owner of the slot", async () => {
  using owner = serveAnswers(["+OK\r\n", bulk]);
  using initial = serveAnswers([`-MOVED 12706 127.0.0.1:${owner.port}\r\n`]);
  using client = connect(initial.port);
  expect((await client.put("key-1", value)).outcome).toBe("ok");
  expect((await client.get("key-1", toExpectedValue(value))).outcome).toBe(
    "ok",
  );
  expect([initial.requests.length, owner.requests.length]).toEqual([1, 2]);
  expect(owner.requests[0]).toContain("SET");
  expect(owner.counts.taken).toBe(1);
});

test("RespClient uses the same host if MOVED names none", async () => {
  using owner = serveAnswers(["+OK\r\n"]);
  using initial = serveAnswers([`-MOVED 12706 :${owner.port}\r\n`]);
  using client = connect(initial.port);
  expect((await client.put("key-1", value)).outcome).toBe("ok");
});

test("RespClient follows ASK once, after ASKING", async () => {
  using importing = serveAnswers(["+OK\r\n", "+OK\r\n"]);
  using initial = serveAnswers([
    `-ASK 12706 127.0.0.1:${importing.port}\r\n`,
    "+OK\r\n",
  ]);
  using client = connect(initial.port);
  expect((await client.put("key-1", value)).outcome).toBe("ok");
  expect(importing.requests[0]).toBe("*1\r\n$6\r\nASKING\r\n");
  expect(importing.requests[1]).toContain("SET");
  expect((await client.put("key-1", value)).outcome).toBe("ok");
  expect([initial.requests.length, importing.requests.length]).toEqual([2, 2]);
});

test("RespClient gives up an endless redirection", async () => {
  using node = serveTcp(async (connection) => {
    while (await readSome(connection)) {
      await write(connection, `-MOVED 1 127.0.0.1:${node.port}\r\n`);
    }
  });
  using client = connect(node.port);
  expect(await client.put("key-1", value)).toMatchObject({
    outcome: "failed",
    error: "sent from node to node without an end",
  });
});

test("RespClient queries the initial node again when the owner of a slot is gone", async () => {
  const gone = closedPort();
  using initial = serveAnswers([
    `-MOVED 12706 127.0.0.1:${gone}\r\n`,
    "+OK\r\n",
  ]);
  using client = connect(initial.port);
  expect((await client.put("key-1", value)).outcome).toBe("refused");
  expect((await client.put("key-1", value)).outcome).toBe("ok");
});

test("RespClient drops the connection of a request that timed out", async () => {
  const late = Promise.withResolvers<void>();
  using server = serveTcp(async (connection, number) => {
    await readSome(connection);
    if (number === 0) await late.promise;
    await write(connection, number === 0 ? "-ERR late\r\n" : "+OK\r\n");
    await readSome(connection);
  });
  // On a busy machine, too, the second request is answered by then.
  using client = connect(server.port, 1);
  expect((await client.put("key-1", value)).outcome).toBe("timeout");
  late.resolve();
  expect((await client.put("key-1", value)).outcome).toBe("ok");
  using hanging = await hangingPort();
  using other = connect(hanging.port, 0.1);
  expect((await other.put("key-1", value)).outcome).toBe("timeout");
});

test.each([
  ["before a reply", "", "refused"],
  ["in a reply", "$5\r\nhel", "failed"],
])(
  "RespClient reconnects after a connection that was closed %s",
  async (_, reply, outcome) => {
    using server = serveTcp(async (connection, number) => {
      await readSome(connection);
      await write(connection, number === 0 ? reply : bulk);
    });
    using client = connect(server.port);
    expect((await client.get("key-1", toExpectedValue(value))).outcome).toBe(
      outcome,
    );
    expect((await client.get("key-1", toExpectedValue(value))).outcome).toBe(
      "ok",
    );
    client.close();
    await until(() => server.counts.open === 0);
  },
);
