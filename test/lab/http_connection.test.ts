import { expect, test } from "vitest";
import { HttpConnection } from "../../src/lab/http_connection.ts";

/** Answers every request on one connection with these pieces, each in a packet of its own, then closes it if told to. */
async function withAnswers(
  pieces: readonly string[],
  body: (connection: HttpConnection) => Promise<void>,
  { close = false } = {},
): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    using socket = await listener.accept();
    socket.setNoDelay(true);
    const request = new Uint8Array(4096);
    while (await socket.read(request).catch(() => null)) {
      for (const piece of pieces) {
        await socket.write(new TextEncoder().encode(piece)).catch(() => 0);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      if (close) return;
    }
  })();
  const { port } = listener.addr as Deno.NetAddr;
  {
    using connection = await HttpConnection.connect("127.0.0.1", port);
    await body(connection);
  }
  await serving;
}

const request = new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n");

async function text(connection: HttpConnection): Promise<string> {
  const { status, body } = await connection.send(request);
  return `${status} ${new TextDecoder().decode(body)}`;
}

test.each([
  [
    "a length",
    "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "200 hello",
  ],
  ["no body", "HTTP/1.1 204 No Content\r\n\r\n", "204 "],
  ["a length of 0", "HTTP/1.1 404 x\r\ncontent-length:0\r\n\r\n", "404 "],
  [
    "chunks, extensions and trailers",
    "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nX: y\r\n\r\n",
    "201 hello world",
  ],
  [
    "an interim answer",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
    "201 ok",
  ],
])(
  "HttpConnection reads %s, split at every byte, twice on one connection",
  (_, answer, expected) =>
    withAnswers([...answer], async (connection) => {
      expect(await text(connection)).toBe(expected);
      expect(await text(connection)).toBe(expected);
      expect(connection.closed).toBe(false);
    }),
);

test("HttpConnection reads to the end where no length is given, and is closed then", () =>
  withAnswers(
    ["HTTP/1.1 200 OK\r\n\r\n", "to the ", "end"],
    async (connection) => {
      expect(await text(connection)).toBe("200 to the end");
      expect(connection.closed).toBe(true);
    },
    { close: true },
  ));

test("HttpConnection is closed when the server wants no more", () =>
  withAnswers(
    ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"],
    async (connection) => {
      expect(await text(connection)).toBe("200 ");
      expect(connection.closed).toBe(true);
    },
    { close: true },
  ));

test.each([
  ["nothing", "", "ConnectionLostError"],
  ["half a head", "HTTP/1.1 200 OK\r\nContent-", "ConnectionLostError"],
  [
    "half a body",
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
    "ConnectionLostError",
  ],
  ["another protocol", "SSH-2.0-OpenSSH\r\n\r\n", "HttpError"],
  [
    "a chunk without a size",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HttpError",
  ],
  [
    "a body too large",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
    "HttpError",
  ],
  [
    "a head too long",
    `HTTP/1.1 200 OK\r\nX: ${"x".repeat(70_000)}`,
    "HttpError",
  ],
])(
  "HttpConnection refuses %s, and is closed",
  (_, answer, name) =>
    withAnswers([answer], async (connection) => {
      await expect(connection.send(request)).rejects.toThrow(
        expect.objectContaining({ name }),
      );
      expect(connection.closed).toBe(true);
    }, { close: true }),
);
