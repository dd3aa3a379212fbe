import { expect, test } from "vitest";
import {
  type Reply,
  ReplyReader,
} from "../../../src/lab/clients/resp_reply.ts";

/** Parses bytes in pieces; null if the reply is incomplete. */
function read(text: string, size = Infinity): unknown {
  const reader = new ReplyReader();
  const bytes = new TextEncoder().encode(text);
  let reply: Reply | null = null;
  for (let at = 0; at < bytes.length && reply === null;) {
    const room = reader.freeSpace();
    const piece = bytes.subarray(at, at + Math.min(size, room.length));
    room.set(piece);
    at += piece.length;
    reply = reader.parse(piece.length);
  }
  return reply?.type === "bulk"
    ? { ...reply, value: new TextDecoder().decode(reply.value) }
    : reply;
}

// Examples of the protocol's specification.
test.each<[string, unknown]>([
  ["+OK\r\n", { type: "status", text: "OK" }],
  [
    "-ERR unknown command 'asdf'\r\n",
    { type: "error", text: "ERR unknown command 'asdf'" },
  ],
  [":1000\r\n", { type: "integer", number: 1000 }],
  [":-3\r\n", { type: "integer", number: -3 }],
  ["$5\r\nhello\r\n", { type: "bulk", value: "hello" }],
  ["$4\r\na\r\nb\r\n", { type: "bulk", value: "a\r\nb" }],
  ["$0\r\n\r\n", { type: "bulk", value: "" }],
  ["$-1\r\n", { type: "nil" }],
])("ReplyReader parses %j, split at every byte", (text, reply) => {
  expect(read(text)).toEqual(reply);
  expect(read(text, 1)).toEqual(reply);
  for (let length = 1; length < text.length; length++) {
    expect(read(text.slice(0, length))).toBeNull();
  }
});

test.each([
  ["another type", "*1\r\n"],
  ["another protocol", "HTTP/1.1 400 Bad Request\r\n"],
  ["an empty line", "\r\n"],
  ["a line without CR", "+OK\n"],
  ["an invalid length", "$\r\n"],
  ["a length below -1", "$-2\r\n"],
  ["an oversized length", "$99999999999\r\n"],
  ["a string longer than its length", "$3\r\nhello\r\n"],
  ["an invalid number", ":1e3\r\n"],
  ["an endless line", "-" + "x".repeat(70_000)],
  ["an unsolicited reply", "+OK\r\n+OK\r\n"],
])("ReplyReader throws a SyntaxError for %s", (_, text) => {
  expect(() => read(text)).toThrow(SyntaxError);
  expect(() => read(text)).toThrow("Cannot read a reply of Redis");
});

test("ReplyReader parses a large value", () => {
  expect(read(`$300000\r\n${"x".repeat(300_000)}\r\n`)).toEqual({
    type: "bulk",
    value: "x".repeat(300_000),
  });
});
