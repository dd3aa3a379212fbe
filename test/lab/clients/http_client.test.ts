import { expect, test } from "vitest";
import type { HttpClientSpec } from "../../../src/lab/system/client_spec.ts";
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
import { sleep, until } from "../_until.ts";

const spec: HttpClientSpec = {
  protocol: "http",
  put: {
    method: "PUT",
    path: "/kv/{key}",
    headers: { "x-ttl": "5" },
    body: "{value}",
    ok: [200, 201],
    degraded: [202],
    miss: [],
  },
  get: {
    method: "GET",
    path: "/kv/{key}",
    headers: {},
    body: "",
    ok: [200],
    degraded: [],
    miss: [404],
  },
  found: "value",
};
const etcd: HttpClientSpec = {
  ...spec,
  get: {
    ...spec.get,
    method: "POST",
    path: "/range",
    body: '{"key":"{key64}"}',
  },
  put: {
    ...spec.put,
    method: "POST",
    path: "/put",
    body: '{"key":"{key64}","value":"{value64}"}',
  },
  found: "value64",
};

function connect(port: number, { timeout = 5, template = spec } = {}) {
  return connectClient(
    template,
    { name: "node-0", host: "127.0.0.1", port },
    { timeout },
  );
}

function toHttp(status: number, body = "", headers = ""): string {
  return `HTTP/1.1 ${status} X\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
}

function toValue(key: string, size: number): Uint8Array {
  return toValueWriter(size)(key, 42);
}

const value = toValue("key-1", 10);

test.each([
  [200, "ok", "", 10],
  [201, "ok", "", 10],
  [202, "degraded", "202 gone", 10],
  [404, "failed", "404 gone", 0],
  [429, "rejected", "429 gone", 0],
  [503, "failed", "503 gone", 0],
  [301, "failed", "301 gone", 0],
])(
  "HttpClient.put() takes %i for %s",
  async (status, outcome, error, bytes) => {
    using server = serveAnswers([toHttp(status, "gone")]);
    using client = connect(server.port);
    expect(await client.put("key-1", value)).toEqual({
      outcome,
      error,
      code: outcome === "ok" ? "" : String(status),
      bytes,
    });
  },
);

test.each([
  [200, toText(value), "ok", "", 10],
  [200, toText(value).slice(0, -1), "miss", "answered without", 0],
  [200, toText(value) + "x", "miss", "answered without", 0],
  [200, toText(toValue("key-2", 10)), "miss", "answered without", 0],
  [200, "", "miss", "answered without", 0],
  [404, "no such key", "miss", "404 no such key", 0],
  [429, '{"error":"slow\\ndown"}', "rejected", "429 slow down", 0],
  [500, "x".repeat(1000), "failed", "500 xxx", 0],
])(
  "HttpClient.get() takes %i with %j for %s",
  async (status, body, outcome, error, bytes) => {
    using server = serveAnswers([toHttp(status, body)]);
    using client = connect(server.port);
    const attempt = await client.get("key-1", toExpectedValue(value));
    expect(attempt).toMatchObject({ outcome, bytes });
    expect(attempt.error).toContain(error);
    expect(attempt.error.length).toBeLessThanOrEqual(120);
  },
);

test("HttpClient.get() accepts any value if none is expected", async () => {
  using server = serveAnswers([toHttp(200, "else"), toHttp(404)]);
  using client = connect(server.port);
  expect(await client.get("k", null)).toMatchObject({
    outcome: "ok",
    bytes: 4,
  });
  expect((await client.get("k", null)).outcome).toBe("miss");
});

test("HttpClient sends valid requests on one connection", async () => {
  using server = serveAnswers([toHttp(201), toHttp(404), toHttp(200)]);
  using client = connect(server.port);
  await client.put("key-1", value);
  await client.get("key-1", toExpectedValue(value));
  using other = connect(server.port, { template: etcd });
  await other.put("key-1", toValue("key-1", 3));
  const host = `host: 127.0.0.1:${server.port}\r\n`;
  expect(server.requests).toEqual([
    `PUT /kv/key-1 HTTP/1.1\r\n${host}x-ttl: 5\r\ncontent-length: 10\r\n\r\n${
      toText(value)
    }`,
    `GET /kv/key-1 HTTP/1.1\r\n${host}\r\n`,
    // printf key-1 | base64, printf :-1 | base64
    `POST /put HTTP/1.1\r\n${host}x-ttl: 5\r\ncontent-length: 33\r\n\r\n{"key":"a2V5LTE=","value":"Oi0x"}`,
  ]);
  expect(server.counts.taken).toBe(2);
});

test.each(Array.from({ length: 20 }, (_, i) => i + 1))(
  "HttpClient.get() finds a value of %i bytes in JSON, and no other",
  async (size) => {
    for (const key of ["key-1", "key-10", "key-100", "key-1000"]) {
      const [own, other] = [toValue(key, size), toValue("key-99", size)];
      const toJson = (value64: string) =>
        `{"kvs":[{"key":"${btoa(key)}","lease":0,"value":"${value64}"}]}`;
      const bodies: [string, string][] = [
        [toJson(own.toBase64()), "ok"],
        [toJson(""), "miss"],
        [`{"header":{"revision":7},"kvs":[{"key":"${btoa(key)}"}]}`, "miss"],
        [toJson(toValue(key, size + 1).toBase64()), "miss"],
        // A few bytes do not distinguish keys.
        [
          toJson(other.toBase64()),
          toText(own) === toText(other) ? "ok" : "miss",
        ],
      ];
      using server = serveAnswers(bodies.map(([body]) => toHttp(200, body)));
      using client = connect(server.port, { template: etcd });
      for (const [body, outcome] of bodies) {
        const attempt = await client.get(key, toExpectedValue(own));
        expect([body, attempt.outcome]).toEqual([body, outcome]);
      }
    }
  },
);

test("HttpClient reads responses that arrive byte by byte", async () => {
  const body = toText(toValue("key-1", 20));
  using server = serveAnswers([toHttp(200, body), toHttp(200, body)], {
    pieces: (text) => [...text],
  });
  using client = connect(server.port);
  for (let i = 0; i < 2; i++) {
    expect(
      (await client.get("key-1", toExpectedValue(toValue("key-1", 20))))
        .outcome,
    ).toBe(
      "ok",
    );
  }
  expect(server.counts.taken).toBe(1);
});

test.each([
  ["before a response", "", "refused"],
  ["in the middle of a body", toHttp(200, "ab").slice(0, -1), "failed"],
  ["in the middle of a head", "HTTP/1.1 200 OK\r\nconte", "failed"],
  ["after bytes that are not HTTP", "SSH-2.0-OpenSSH\r\n\r\n\r\n", "failed"],
])(
  "HttpClient reconnects after a connection that was closed %s",
  async (_, response, outcome) => {
    using server = serveTcp(async (connection, number) => {
      await readSome(connection);
      if (number === 0) return await write(connection, response);
      await write(connection, toHttp(200));
      await readSome(connection);
    });
    using client = connect(server.port);
    expect((await client.put("key-1", value)).outcome).toBe(outcome);
    expect((await client.put("key-1", value)).outcome).toBe("ok");
    expect(server.counts.taken).toBe(2);
  },
);

test.each([
  ["announced the close", toHttp(200, "", "connection: close\r\n")],
  ["sent more than one response", toHttp(200) + toHttp(500)],
])(
  "HttpClient does not reuse a connection whose server %s",
  async (_, response) => {
    using server = serveAnswers([response, response]);
    using client = connect(server.port);
    expect((await client.put("key-1", value)).outcome).toBe("ok");
    expect((await client.put("key-1", value)).outcome).toBe("ok");
    expect(server.counts.taken).toBe(2);
  },
);

test.each([
  ["closes it", ""],
  ["sends unsolicited bytes", toHttp(408)],
])(
  "HttpClient detects between two requests that the server %s",
  async (_, response) => {
    using server = serveTcp(async (connection) => {
      await readSome(connection);
      await write(connection, toHttp(200));
      await write(connection, response);
    });
    using client = connect(server.port);
    for (let i = 0; i < 3; i++) {
      expect((await client.put("key-1", value)).outcome).toBe("ok");
      await until(() => server.counts.open === 0);
      await sleep(20);
    }
    expect(server.counts.taken).toBe(3);
  },
);

test("HttpClient takes the response of a server that does not read the whole request", async () => {
  using server = serveTcp(async (connection, number) => {
    await readSome(connection);
    await write(connection, toHttp(number === 0 ? 429 : 200));
    await connection.closeWrite();
    await sleep(50);
  });
  using client = connect(server.port);
  const large = new Uint8Array(16 * 2 ** 20);
  expect((await client.put("key-1", large)).outcome).toBe("rejected");
  expect((await client.put("key-1", value)).outcome).toBe("ok");
});

test("HttpClient is refused by a closed port, and by an unknown host", async () => {
  const port = closedPort();
  using client = connect(port);
  const attempt = await client.put("key-1", value);
  expect(attempt).toMatchObject({ outcome: "refused", bytes: 0 });
  expect(attempt.error).toContain("refused");
  using unknownHost = connectClient(spec, {
    name: "",
    host: "nobody.invalid",
    port: 80,
  }, { timeout: 5 });
  expect((await unknownHost.put("key-1", value)).outcome).toBe("refused");
  using server = serveAnswers([toHttp(200)], { port });
  expect((await client.put("key-1", value)).outcome).toBe("ok");
  expect(server.counts.taken).toBe(1);
});

test("HttpClient times out a request without a response, and drops its connection", async () => {
  const late = Promise.withResolvers<void>();
  using server = serveTcp(async (connection, number) => {
    await readSome(connection);
    // A late response must not be taken for that of the second request.
    if (number === 0) await late.promise;
    await write(connection, toHttp(number === 0 ? 500 : 200));
    await readSome(connection);
  });
  // On a busy machine, too, the second request is answered by then.
  using client = connect(server.port, { timeout: 1 });
  const from = performance.now();
  expect(await client.put("key-1", value)).toEqual({
    outcome: "timeout",
    error: "no answer in 1 s",
    code: "",
    bytes: 0,
  });
  expect(performance.now() - from).toBeGreaterThan(995);
  late.resolve();
  await until(() => server.counts.open === 0);
  expect((await client.put("key-1", value)).outcome).toBe("ok");
  expect(server.counts.taken).toBe(2);
});

test("HttpClient times out a request that is not read, and a body that does not end", async () => {
  using unread = serveTcp(() => sleep(2000));
  using client = connect(unread.port, { timeout: 0.1 });
  const large = new Uint8Array(16 * 2 ** 20);
  expect((await client.put("key-1", large)).outcome).toBe("timeout");
  using endless = serveAnswers(["HTTP/1.1 200 OK\r\n\r\nand"]);
  using other = connect(endless.port, { timeout: 0.1 });
  expect((await other.get("key-1", null)).outcome).toBe("timeout");
});

test("HttpClient times out connecting", async () => {
  using hanging = await hangingPort();
  using client = connect(hanging.port, { timeout: 0.1 });
  for (let i = 0; i < 2; i++) {
    expect((await client.put("key-1", value)).outcome).toBe("timeout");
  }
});

test("HttpClient.close() cancels the request in flight, and closes the connection", async () => {
  using server = serveAnswers([]);
  const client = connect(server.port);
  const attempt = client.put("key-1", value);
  await until(() => server.requests.length === 1);
  client.close();
  expect((await attempt).outcome).toBe("cancelled");
  expect((await client.put("key-1", value)).outcome).toBe("cancelled");
  await until(() => server.counts.open === 0);
});

test.each([
  { ...spec.put, path: "/kv/{value}" },
  { ...spec.put, path: "/kv /{key}" },
  { ...spec.put, headers: { "Content-Length": "5" } },
  { ...spec.put, headers: { x: "a\r\nb: c" } },
])("connectClient() refuses an invalid request template: %j", (put) => {
  expect(() => connect(1, { template: { ...spec, put } })).toThrow(TypeError);
});
