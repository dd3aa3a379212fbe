import { expect, test } from "vitest";
import type { Json } from "../../../src/lab/plan/template.ts";
import { type Auth, Step } from "../../../src/workloads/scenario/scenario.ts";
import { compileRequest } from "../../../src/workloads/scenario/step_request.ts";

function requestOf(
  step: object,
  { values = {}, headers = {}, auth = "none" }: {
    readonly values?: Readonly<Record<string, Json>>;
    readonly headers?: Record<string, string>;
    readonly auth?: Auth | "none";
  } = {},
) {
  const write = compileRequest(
    Step.parse({ name: "s", path: "/", ...step }),
    { headers },
    auth,
  );
  const target = {
    host: "127.0.0.1:80",
    cookies: "",
    buffer: new Uint8Array(1),
  };
  const bytes = write(new Map(Object.entries(values)), target);
  return new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
}

test("a GET has no body, and the values in its path are encoded", () => {
  expect(requestOf({ path: "/a/{x}?b={y}" }, { values: { x: "ü/", y: 1 } }))
    .toBe("GET /a/%C3%BC%2F?b=1 HTTP/1.1\nhost: 127.0.0.1:80\n\n");
});

test("a JSON body has its type and its length in bytes", () => {
  const text = requestOf({ method: "POST", json: { a: "{x}" } }, {
    values: { x: "ü" },
  });
  expect(text).toBe(
    "POST / HTTP/1.1\nhost: 127.0.0.1:80\ncontent-type: application/json\n" +
      'content-length: 10\n\n{"a":"ü"}',
  );
});

test("a form is encoded, and a request without a body says so", () => {
  expect(
    requestOf({ method: "PUT", form: { a: "{x}", b: "c d" } }, {
      values: { x: "&" },
    }),
  ).toMatch(/x-www-form-urlencoded\ncontent-length: 11\n\na=%26&b=c\+d$/);
  expect(requestOf({ method: "DELETE" })).toMatch(/\ncontent-length: 0\n\n$/);
});

test("a header of the step replaces that of the scenario, whatever its case", () => {
  expect(
    requestOf({ headers: { "X-A": "{x}" } }, {
      headers: { "x-a": "1", "x-b": "2" },
      values: { x: "3" },
    }),
  ).toBe("GET / HTTP/1.1\nhost: 127.0.0.1:80\nx-a: 3\nx-b: 2\n\n");
});

test.each([
  [{ bearer: "{t}" }, "authorization: Bearer abc"],
  [{ user: "ü", password: "{t}" }, "authorization: Basic w7w6YWJj"],
])("authentication is a header: %j", (auth, header) => {
  expect(requestOf({}, { auth, values: { t: "abc" } })).toContain(
    `\n${header}\n`,
  );
});

test.each(["a\r\nx: y", "ü", "\0"])(
  "a value that would end or break its header makes no request: %j",
  (x) => {
    expect(() => requestOf({ headers: { a: "{x}" } }, { values: { x } }))
      .toThrow("a value for a header is not ASCII on one line");
    expect(() => requestOf({}, { auth: { bearer: "{x}" }, values: { x } }))
      .toThrow("a value for a header");
  },
);

test("a buffer grows with the request, and is used again", () => {
  const step = Step.parse({ name: "s", path: "/", json: "{x}" });
  const write = compileRequest(step, { headers: {} }, "none");
  const target = { host: "h", cookies: "", buffer: new Uint8Array(8) };
  const long = "ü".repeat(5000);
  const text = new TextDecoder().decode(
    write(new Map([["x", long]]), target),
  );
  expect(text).toContain(`"${long}"`);
  const { buffer } = target;
  write(new Map([["x", "short"]]), target);
  expect(target.buffer).toBe(buffer);
});

test("a text is a body with its placeholders, and its type may be another one", () => {
  const text = requestOf({ method: "POST", body: "<a>{x}</a>" }, {
    values: { x: "ü" },
  });
  expect(text).toBe(
    "POST / HTTP/1.1\nhost: 127.0.0.1:80\ncontent-type: text/plain; charset=utf-8\n" +
      "content-length: 9\n\n<a>ü</a>",
  );
  expect(
    requestOf({
      method: "POST",
      body: "<a/>",
      headers: { "Content-Type": "application/xml" },
    }),
  ).toContain("content-type: application/xml\ncontent-length: 4\n");
});

test("bytes are a body as they are, also those that are no text", () => {
  const write = compileRequest(
    Step.parse({
      ...{ name: "s", path: "/", method: "PUT" },
      body: new Uint8Array([0, 255, 123, 120, 125]),
    }),
    { headers: {} },
    "none",
  );
  const target = { host: "a", cookies: "", buffer: new Uint8Array(1) };
  const bytes = write(new Map(), target);
  expect([...bytes.slice(-5)]).toEqual([0, 255, 123, 120, 125]);
  const head = new TextDecoder().decode(bytes.slice(0, -5));
  expect(head).toContain("content-type: application/octet-stream\r\n");
  expect(head).toMatch(/content-length: 5\r\n\r\n$/);
});
