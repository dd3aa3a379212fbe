import { expect, test } from "vitest";
import { HttpResponseReader } from "../../../src/lab/clients/http_response.ts";
import { readHead } from "../../../src/lab/clients/http_response_head.ts";

/** Parses bytes in pieces; null if the response is incomplete. */
function read(
  text: string,
  { size = Infinity, ended = false } = {},
): { status: number; body: string; reusable: boolean } | null {
  const reader = new HttpResponseReader();
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  for (let at = 0; at < bytes.length;) {
    const room = reader.freeSpace();
    const piece = bytes.subarray(at, at + Math.min(size, room.length));
    room.set(piece);
    at += piece.length;
    const response = reader.parse(piece.length);
    if (response === null) continue;
    // The rest of the text comes after the response.
    return {
      status: response.status,
      body: new TextDecoder("latin1").decode(response.body),
      reusable: response.reusable && at === bytes.length,
    };
  }
  const response = ended ? reader.end() : null;
  return response && {
    ...{ status: response.status, reusable: response.reusable },
    body: new TextDecoder("latin1").decode(response.body),
  };
}

const OK = "HTTP/1.1 200 OK\r\n";
const chunks = "5;name=value\r\nhello\r\n06 \r\n world\r\n0;last\r\n";

test.each([
  ["a length", `${OK}content-length: 5\r\n\r\nhello`, 200, "hello", true],
  ["a length of 0", `${OK}Content-Length:0\r\n\r\n`, 200, "", true],
  [
    "chunks with extensions and trailers",
    `${OK}Transfer-Encoding: chunked\r\n\r\n${chunks}x-sum: 1\r\ny: 2\r\n\r\n`,
    200,
    "hello world",
    true,
  ],
  [
    "interim responses before it",
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\nhi`,
    201,
    "hi",
    true,
  ],
  ["204", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true],
  [
    "304 with a length",
    `HTTP/1.1 304\r\ncontent-length: 9\r\n\r\n`,
    304,
    "",
    true,
  ],
  [
    "close",
    `${OK}Connection: close\r\ncontent-length: 1\r\n\r\na`,
    200,
    "a",
    false,
  ],
  [
    "HTTP/1.0",
    "HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na",
    200,
    "a",
    false,
  ],
  [
    "HTTP/1.0 that keeps the connection",
    "HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 1\r\n\r\na",
    200,
    "a",
    true,
  ],
  [
    "the same length twice",
    `${OK}content-length: 1\r\ncontent-length: 1\r\n\r\na`,
    200,
    "a",
    true,
  ],
])(
  "HttpResponseReader parses a response with %s, split at every byte",
  (_, text, status, body, reusable) => {
    const expected = { status, body, reusable };
    expect(read(text)).toEqual(expected);
    expect(read(text, { size: 1 })).toEqual(expected);
    for (let length = 1; length < text.length; length++) {
      expect(read(text.slice(0, length)), `${length} bytes`).toBeNull();
      expect(read(text.slice(0, length), { ended: true })).toBeNull();
    }
  },
);

test.each([`${OK}\r\nup to`, "HTTP/1.0 200 OK\r\nserver: x\r\n\r\nup to"])(
  "HttpResponseReader reads to the end of the stream if no length is given",
  (text) => {
    expect(read(text)).toBeNull();
    for (const size of [1, 1000]) {
      expect(read(text, { size, ended: true })).toEqual({
        status: 200,
        body: "up to",
        reusable: false,
      });
    }
  },
);

test.each([
  `${OK}content-length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\n`,
  `${OK}transfer-encoding: chunked\r\n\r\n0\r\n\r\n\r\n`,
  "HTTP/1.1 204 No Content\r\n\r\nbody",
])(
  "HttpResponseReader does not reuse a connection with unsolicited bytes",
  (text) => {
    expect(read(text)?.reusable).toBe(false);
  },
);

test.each([
  ["another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n"],
  ["HTTP/2", "HTTP/2 200\r\n\r\n"],
  ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
  ["a change of protocol", "HTTP/1.1 101 Switching\r\nupgrade: x\r\n\r\n"],
  ["an invalid length", `${OK}content-length: 1e3\r\n\r\n`],
  ["a negative length", `${OK}content-length: -1\r\n\r\n`],
  ["two lengths", `${OK}content-length: 1\r\ncontent-length: 2\r\n\r\n`],
  [
    "length and chunks",
    `${OK}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n`,
  ],
  ["another coding", `${OK}transfer-encoding: gzip, chunked\r\n\r\n`],
  ["a folded header", `${OK}x: a\r\n b\r\n\r\n`],
  ["an oversized body", `${OK}content-length: 99999999999\r\n\r\n`],
  [
    "an invalid chunk size",
    `${OK}transfer-encoding: chunked\r\n\r\n5x\r\n`,
  ],
  ["an empty chunk size", `${OK}transfer-encoding: chunked\r\n\r\n\r\n`],
  ["a negative chunk size", `${OK}transfer-encoding: chunked\r\n\r\n-5\r\n`],
  [
    "an oversized chunk",
    `${OK}transfer-encoding: chunked\r\n\r\nffffffff\r\n`,
  ],
  [
    "a chunk longer than its size",
    `${OK}transfer-encoding: chunked\r\n\r\n3\r\nhello\r\n`,
  ],
  [
    "an endless chunk line",
    `${OK}transfer-encoding: chunked\r\n\r\n5;${"x".repeat(2000)}`,
  ],
  ["an endless head", `${OK}${"x: y\r\n".repeat(12_000)}`],
  ["endless interim responses", "HTTP/1.1 100 Continue\r\n\r\n".repeat(3000)],
  [
    "endless trailers",
    `${OK}transfer-encoding: chunked\r\n\r\n0\r\n${"x: y\r\n".repeat(12_000)}`,
  ],
])("HttpResponseReader throws a SyntaxError for %s", (_, text) => {
  expect(() => read(text)).toThrow(SyntaxError);
  expect(() => read(text, { size: 7 })).toThrow("Cannot read an HTTP answer");
});

test("HttpResponseReader parses a large body, and then the next", () => {
  const reader = new HttpResponseReader();
  const body = "x".repeat(300_000);
  for (const size of [body.length, 3]) {
    const text = `${OK}content-length: ${size}\r\n\r\n${body.slice(0, size)}`;
    const bytes = new TextEncoder().encode(text);
    let response = null;
    for (let at = 0; at < bytes.length && response === null;) {
      const room = reader.freeSpace();
      const length = Math.min(room.length, bytes.length - at);
      room.set(bytes.subarray(at, at + length));
      at += length;
      response = reader.parse(length);
    }
    expect(response?.body.length).toBe(size);
    expect(reader.partial).toBe(false);
  }
});

test("a head that repeats says the same, and one that differs in a byte says what it says", () => {
  const reader = new HttpResponseReader();
  const answer = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    reader.freeSpace().set(bytes);
    const response = reader.parse(bytes.length);
    return response && {
      ...{ status: response.status, cookies: response.cookies },
      body: new TextDecoder().decode(response.body),
    };
  };
  const first = `${OK}set-cookie: a=1\r\ncontent-length: 2\r\n\r\n`;
  const says = { status: 200, cookies: ["a=1"], body: "hi" };
  expect(answer(`${first}hi`)).toEqual(says);
  expect(answer(`${first}ho`)).toEqual({ ...says, body: "ho" });
  expect(answer(`${first.replace("a=1", "a=2")}hi`)).toEqual({
    ...says,
    cookies: ["a=2"],
  });
  expect(answer(`${first.replace("h: 2", "h: 3")}hi!`)).toEqual({
    ...says,
    body: "hi!",
  });
  expect(answer(`${first.replace("200", "500")}hi`)).toEqual({
    ...says,
    status: 500,
  });
});

test("cookies are given as they came, and none where there are none", () => {
  const head = "HTTP/1.1 200 OK\r\ncontent-length: 0";
  expect(readHead(head).cookies).toEqual([]);
  expect(
    readHead(`${head}\r\nSet-Cookie: Id=A; Path=/\r\nset-cookie:b=2`).cookies,
  ).toEqual(["Id=A; Path=/", "b=2"]);
});
