import { expect, test } from "vitest";
import type { HttpClientSpec } from "../../src/lab/client_spec.ts";
import { HttpClient } from "../../src/lab/http_client.ts";
import { toValue } from "../../src/lab/keys.ts";

const request = {
  headers: { "x-ttl": "60" },
  ok: [201],
  degraded: [202],
  miss: [404],
};
const raw: HttpClientSpec = {
  protocol: "http",
  put: { ...request, method: "PUT", path: "/{key}", body: "{value}" },
  get: { ...request, method: "GET", path: "/{key}", body: "", ok: [200] },
  found: "value",
};
const gateway: HttpClientSpec = {
  protocol: "http",
  put: {
    ...request,
    method: "POST",
    path: "/put",
    body: '{"key":"{key64}","value":"{value64}"}',
  },
  get: {
    ...request,
    method: "POST",
    path: "/get",
    body: '{"key":"{key64}"}',
    ok: [200],
  },
  found: "value64",
};

async function withServer(
  handler: (request: Request) => Response | Promise<Response>,
  body: (
    endpoint: { name: string; host: string; port: number },
  ) => Promise<void>,
): Promise<void> {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
  try {
    await body({ name: "node-0", host: "127.0.0.1", port: server.addr.port });
  } finally {
    await server.shutdown();
  }
}

test.each([
  [201, "ok"],
  [202, "degraded"],
  [404, "miss"],
  [429, "rejected"],
  [503, "failed"],
  [200, "failed"],
])(
  "HttpClient.put() calls an answer of %i %s",
  (status, outcome) =>
    withServer(() => new Response("why", { status }), async (endpoint) => {
      using client = new HttpClient(raw, endpoint, { timeout: 2 });
      expect(await client.put("k", new Uint8Array(3))).toEqual({
        outcome,
        error: outcome === "ok" ? "" : `${status} why`,
        bytes: outcome === "ok" ? 3 : 0,
      });
    }),
);

test("HttpClient sends what the template says", () =>
  withServer(async (request) => {
    const { pathname } = new URL(request.url);
    const told = `${request.method} ${pathname} ${
      request.headers.get("x-ttl")
    }`;
    return new Response(`${told} ${await request.text()}`, { status: 500 });
  }, async (endpoint) => {
    using client = new HttpClient(raw, endpoint, { timeout: 2 });
    expect((await client.put("key-1", toValue("key-1", 8))).error)
      .toMatch(/^500 PUT \/key-1 60 key-1:/);
    using other = new HttpClient(gateway, endpoint, { timeout: 2 });
    expect((await other.put("foo", new TextEncoder().encode("bar"))).error)
      .toBe('500 POST /put 60 {"key":"Zm9v","value":"YmFy"}');
  }));

test.each([1, 3, 5, 7, 20, 1024])(
  "HttpClient.get() is ok only when the value of the key is found, of %i bytes",
  (size) =>
    withServer((request) => {
      const { pathname } = new URL(request.url);
      const value = toValue("key-7", size);
      return pathname === "/get"
        ? Response.json({ kvs: [{ key: "a2V5", value: value.toBase64() }] })
        : new Response(value);
    }, async (endpoint) => {
      for (const spec of [raw, gateway]) {
        using client = new HttpClient(spec, endpoint, { timeout: 2 });
        expect(await client.get("key-7", toValue("key-7", size)))
          .toEqual({ outcome: "ok", error: "", bytes: size });
        expect((await client.get("key-7", null)).outcome).toBe("ok");
        // Of values too short to hold their key, nothing can be told.
        if (size < 7) continue;
        expect((await client.get("key-8", toValue("key-8", size))).outcome)
          .toBe("miss");
      }
    }),
);

test("HttpClient.get() finds nothing in an answer without the key, whatever its status", () =>
  withServer(() => Response.json({ count: "0" }), async (endpoint) => {
    using client = new HttpClient(gateway, endpoint, { timeout: 2 });
    expect((await client.get("key-7", toValue("key-7", 64))).outcome)
      .toBe("miss");
  }));

test("HttpClient drops a connection that answers too late, and goes on with another", () => {
  let late = true;
  return withServer(async () => {
    if (late) await new Promise((resolve) => setTimeout(resolve, 400));
    return new Response(null, { status: 201 });
  }, async (endpoint) => {
    using client = new HttpClient(raw, endpoint, { timeout: 0.1 });
    const started = performance.now();
    expect((await client.put("k", new Uint8Array(1))).outcome).toBe("timeout");
    expect(performance.now() - started).toBeLessThan(350);
    late = false;
    expect((await client.put("k", new Uint8Array(1))).outcome).toBe("ok");
  });
});

test("HttpClient tells when nobody listens, and when somebody listens again", async () => {
  let endpoint = { name: "node-0", host: "127.0.0.1", port: 0 };
  await withServer(() => new Response(null, { status: 201 }), (found) => {
    endpoint = found;
    return Promise.resolve();
  });
  using client = new HttpClient(raw, endpoint, { timeout: 1 });
  expect((await client.put("k", new Uint8Array(1))).outcome).toBe("refused");
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: endpoint.port, onListen() {} },
    () => new Response(null, { status: 201 }),
  );
  expect((await client.put("k", new Uint8Array(1))).outcome).toBe("ok");
  await server.shutdown();
});
