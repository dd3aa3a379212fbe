import { expect, test } from "vitest";
import { toRequestWriter } from "../../../src/lab/clients/http_request.ts";

const endpoint = { name: "node-0", host: "127.0.0.1", port: 80 };
const statuses = { ok: [200], degraded: [], miss: [] };
const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const requests: readonly (readonly [key: string, value: string])[] = [
  ["a", "one"],
  ["b", "two"],
  ["key-10", "three"],
  // Larger than the first buffer, and then smaller again.
  ["c", "x".repeat(10_000)],
  ["d", "y".repeat(10_000)],
  ["e", ""],
  ["a", "one"],
];

test.each([
  ["/fixed", "{value}"],
  ["/kv/{key}", "{value}"],
  ["/fixed", '{"key":"{key64}","value":"{value64}"}'],
  ["/kv/{key64}", "[{key},{value}]"],
])("requests to %s with %s say what they are given", (path, body) => {
  const write = toRequestWriter(
    { ...statuses, method: "PUT", path, body, headers: { "x-ttl": "5" } },
    endpoint,
  );
  for (const [key, value] of requests) {
    const fill = (template: string) =>
      template.replace("{key}", key).replace("{value}", value)
        .replace("{key64}", btoa(key)).replace("{value64}", btoa(value));
    const filled = fill(body);
    expect(decode(write(key, encode(value)))).toBe(
      `PUT ${
        path.replace("{key}", key)
          .replace("{key64}", encodeURIComponent(btoa(key)))
      } HTTP/1.1\r\nhost: 127.0.0.1:80\r\nx-ttl: 5\r\ncontent-length: ${filled.length}\r\n\r\n${filled}`,
    );
  }
});

test("a writer of requests without a body says no length", () => {
  const write = toRequestWriter(
    { ...statuses, method: "GET", path: "/{key}", body: "", headers: {} },
    { ...endpoint, host: "::1" },
  );
  for (const key of ["a", "bc"]) {
    expect(decode(write(key, new Uint8Array())))
      .toBe(`GET /${key} HTTP/1.1\r\nhost: [::1]:80\r\n\r\n`);
  }
});
