import { expect, test } from "vitest";
import type { HttpClientSpec } from "../../src/lab/client_spec.ts";
import { connectClient } from "../../src/lab/client.ts";
import { readRequest, startTcpServer, writeText } from "./_tcp_server.ts";

const request = { headers: {}, degraded: [], miss: [404], body: "" };
const spec: HttpClientSpec = {
  protocol: "http",
  put: {
    ...request,
    method: "PUT",
    path: "/{key}",
    body: "{value}",
    ok: [200],
  },
  get: { ...request, method: "GET", path: "/{key}", ok: [200] },
  found: "value",
};
const value = new Uint8Array(100);
const answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";

function connect(port: number, timeout = 2) {
  const endpoint = { name: "node-0", host: "127.0.0.1", port };
  return connectClient(spec, endpoint, { timeout });
}

test("HttpClient connects anew when the server has ended an idle connection, and nothing fails", async () => {
  await using server = startTcpServer(async (connection) => {
    await readRequest(connection);
    await writeText(connection, answer);
  });
  using client = connect(server.port);
  for (let count = 1; count <= 3; count++) {
    expect((await client.put("k", value)).outcome).toBe("ok");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.accepted).toBe(count);
  }
});

test("HttpClient gives up connecting after its time-out", async () => {
  // Nobody accepts, and the kernel keeps only so many connections for later.
  const listener = Deno.listen({
    hostname: "127.0.0.1",
    port: 0,
    tcpBacklog: 1,
  });
  const { port } = listener.addr;
  const clients = Array.from({ length: 6 }, () => connect(port, 0.2));
  const started = performance.now();
  const attempts = await Promise.all(
    clients.map((client) => client.put("k", value)),
  );
  expect(performance.now() - started).toBeLessThan(2000);
  expect(new Set(attempts.map(({ outcome }) => outcome)))
    .toEqual(new Set(["timeout"]));
  for (const client of clients) client.close();
  listener.close();
});

test("HttpClient takes an answer that comes before all was sent, and connects anew", async () => {
  await using server = startTcpServer(async (connection) => {
    await connection.read(new Uint8Array(100));
    await writeText(connection, "HTTP/1.1 413 x\r\ncontent-length: 0\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  using client = connect(server.port);
  const attempt = await client.put("k", new Uint8Array(20_000_000));
  expect(attempt.outcome).toBe("failed");
  expect(attempt.error).toContain("413");
  await client.put("k", value);
  expect(server.accepted).toBe(2);
});

test("HttpClient connects anew after bytes that nobody asked for", async () => {
  await using server = startTcpServer(async (connection) => {
    await readRequest(connection);
    await writeText(connection, answer + "HTTP/1.1 500 x\r\n");
    await readRequest(connection);
  });
  using client = connect(server.port);
  for (const accepted of [1, 2]) {
    expect((await client.put("k", value)).outcome).toBe("ok");
    expect(server.accepted).toBe(accepted);
  }
});
