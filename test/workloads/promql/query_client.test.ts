import { expect, test } from "vitest";
import { QueryClient } from "../../../src/workloads/promql/query_client.ts";
import {
  closedPort,
  serveAnswers,
  serveTcp,
  write,
} from "../../lab/_servers.ts";

const full =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}';
const empty = '{"status":"success","data":{"resultType":"vector","result":[]}}';

function toHttp(status: string, body: string): string {
  return `HTTP/1.1 ${status}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

function connect(port: number, timeout = 5): QueryClient {
  return new QueryClient({ url: `http://127.0.0.1:${port}`, timeout });
}

test.each([
  [toHttp("200 OK", full), "ok", "", full.length],
  [toHttp("200 OK", empty), "miss", "200 with an empty result", empty.length],
  [toHttp("429 Too Many Requests", "slow"), "rejected", "429 slow", 4],
  [toHttp("503 Service Unavailable", "no"), "failed", "503 no", 2],
  [
    "HTTP/1.1 302 Found\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
    "failed",
    "302",
    0,
  ],
  ["", "failed", "connection closed before message completed", 0],
  [
    `HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${full}`,
    "failed",
    "error reading a body from connection",
    0,
  ],
])(
  "QueryClient.query() classifies %j",
  async (text, outcome, error, bytes) => {
    using server = serveTcp(async (connection) => {
      await connection.read(new Uint8Array(4096));
      await write(connection, text);
    });
    using client = connect(server.port);
    expect(await client.query("up")).toEqual({
      outcome,
      error,
      // Responses with a status state it first.
      code: /^\d{3}/.exec(error)?.[0] ?? "",
      bytes,
    });
  },
);

test("QueryClient.query() is refused by a closed port", async () => {
  using client = connect(closedPort());
  const { outcome, error } = await client.query("up");
  expect(outcome).toBe("refused");
  expect(error).toMatch(/connect error: Connection re(fused|set)/);
});

test("QueryClient.query() times out before and within a response", async () => {
  const partial = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
  using silent = serveAnswers([]);
  using slow = serveAnswers([partial]);
  for (const { port } of [silent, slow]) {
    using client = connect(port, 0.2);
    const from = performance.now();
    expect(await client.query("up")).toEqual({
      outcome: "timeout",
      error: "no answer in 0.2 s",
      code: "",
      bytes: 0,
    });
    expect(performance.now() - from).toBeGreaterThan(199);
    expect(performance.now() - from).toBeLessThan(2000);
  }
});

test("QueryClient.query() encodes the query, accepts compression, and keeps its connection", async () => {
  using server = serveAnswers([toHttp("200 OK", full), toHttp("200 OK", full)]);
  using client = connect(server.port);
  const query = 'rate(m{a="b&c=d+é"}[5m])[3300s:300ms]';
  await client.query(query);
  await client.query(query);
  expect(server.counts.taken).toBe(1);
  expect(server.requests).toHaveLength(2);
  const [request = ""] = server.requests;
  const [, path = ""] = request.split(" ");
  const url = new URL(path, "http://127.0.0.1");
  expect(url.pathname).toBe("/api/v1/query");
  expect(url.searchParams.get("query")).toBe(query);
  expect(request.toLowerCase()).toContain("accept-encoding: gzip\r\n");
});

test("QueryClient.query() counts the bytes of a response before compression", async () => {
  const text = full.replace("{}", `{"a":"${"x".repeat(100_000)}"}`);
  const packed = await new Response(
    new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  using server = serveTcp(async (connection) => {
    await connection.read(new Uint8Array(4096));
    await write(
      connection,
      `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`,
    );
    await connection.write(packed);
  });
  using client = connect(server.port);
  expect(packed.length).toBeLessThan(5000);
  expect(await client.query("up")).toEqual({
    outcome: "ok",
    error: "",
    code: "",
    bytes: text.length,
  });
});
