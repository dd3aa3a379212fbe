import { expect, test } from "vitest";
import {
  type ApiAnswer,
  type ApiRequest,
  toApiClient,
} from "../../../../src/systems/kubernetes/api/api_client.ts";

const limits = { timeout: 20, signal: new AbortController().signal };

const request: ApiRequest = {
  ...{ verb: "patch", resource: "nodes", path: "/api/v1/nodes/n" },
  body: { a: 1 },
};

/** Listens, and lets `serve` have each connection. */
async function withListener(
  serve: (connection: Deno.Conn) => void | Promise<void>,
  act: (server: string) => Promise<void>,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) await serve(connection);
  })();
  await act(`http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`);
  listener.close();
  await serving;
}

function toClient(server: string, calls: [ApiRequest, ApiAnswer][] = []) {
  return toApiClient(
    { server, caCerts: [], cert: "", key: "", token: "t0ken" },
    (...call) => void calls.push(call),
  );
}

test("a request has its method, its token, and JSON as a merge patch; it is told when it has ended", async () => {
  let text = "";
  const calls: [ApiRequest, ApiAnswer][] = [];
  await withListener(async (connection) => {
    const buffer = new Uint8Array(4096);
    while (!text.includes('{"a":1}')) {
      const n = await connection.read(buffer) ?? 0;
      text += new TextDecoder().decode(buffer.subarray(0, n));
    }
    const body = '{"kind":"Node"}';
    await connection.write(new TextEncoder().encode(
      `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    ));
    connection.close();
  }, async (server) => {
    using client = toClient(server, calls);
    const answer = await client.call(request, limits);
    expect(answer).toMatchObject({
      ...{ outcome: "ok", error: "", code: "", bytes: 15 },
      json: { kind: "Node" },
    });
    expect(calls).toEqual([[request, answer]]);
  });
  expect(text).toMatch(/^PATCH \/api\/v1\/nodes\/n HTTP/);
  expect(text).toMatch(/authorization: Bearer t0ken/i);
  expect(text).toMatch(/content-type: application\/merge-patch\+json/i);
});

test("a connection that is lost, or that there is not, is an answer", async () => {
  let closed = "";
  await withListener((connection) => connection.close(), async (server) => {
    closed = server;
    using client = toClient(server);
    expect(await client.call(request, limits)).toMatchObject({
      ...{ outcome: "failed", code: "connection-lost", json: null },
    });
  });
  using client = toClient(closed);
  expect(await client.call(request, limits)).toMatchObject({
    ...{ outcome: "refused", code: "no-connection", json: null },
  });
  expect(await client.text("/readyz", limits)).toBe(null);
});

test("a request that was cancelled says no more than that", async () => {
  using client = toClient("http://127.0.0.1:9");
  const signal = AbortSignal.abort();
  expect(await client.call(request, { timeout: 1, signal })).toMatchObject({
    ...{ outcome: "cancelled", error: "", code: "" },
  });
});
