import { expect, test } from "vitest";
import { toRequestBytes } from "../../../src/workloads/scenario/function_request.ts";
import type { RequestInput } from "../../../src/workloads/scenario/journey_function.ts";

const target = { host: "127.0.0.1:8080", cookies: "cookie: a=b\r\n" };

function write(request: RequestInput): string {
  return new TextDecoder().decode(toRequestBytes(request, target));
}

test("a request has its method, headers, cookies and body", () => {
  expect(write({ path: "/a?b={c}" })).toBe(
    "GET /a?b={c} HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncookie: a=b\r\n\r\n",
  );
  expect(
    write({ method: "POST", path: "/", json: { a: "ä" }, headers: { X: "1" } }),
  ).toBe(
    'POST / HTTP/1.1\r\nhost: 127.0.0.1:8080\r\ncookie: a=b\r\nx: 1\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{"a":"ä"}',
  );
  expect(write({ method: "DELETE", path: "/" })).toContain(
    "content-length: 0\r\n\r\n",
  );
  expect(
    write({ method: "PUT", path: "/", body: new Uint8Array([65, 66]) }),
  ).toMatch(/content-length: 2\r\n\r\nAB$/);
});

test.each([
  [{ path: "a" }, "must begin with /"],
  [{ path: "/\r\nx: y" }, "must begin with /"],
  [{ path: "/", headers: { a: "b\r\nc: d" } }, "not ASCII on one line"],
  [{ path: "/", headers: { Host: "x" } }, "reserved"],
  [{ path: "/", json: 1, body: "x" }, "both json and body"],
])("%j cannot be sent", (request, text) => {
  expect(() => write(request)).toThrow(text);
});
