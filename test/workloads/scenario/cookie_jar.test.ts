import { expect, test } from "vitest";
import { CookieJar } from "../../../src/workloads/scenario/cookie_jar.ts";

function lineOf(...headers: string[]): string {
  const jar = new CookieJar();
  for (const header of headers) jar.take([header]);
  return jar.line;
}

test("a jar keeps cookies in the order they came, the last value of each", () => {
  expect(lineOf("id=1; Path=/; HttpOnly", "b=x=y", "id=2")).toBe(
    "cookie: id=2; b=x=y\r\n",
  );
  expect(new CookieJar().line).toBe("");
});

test.each(["id=; Max-Age=0", "id=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT"])(
  "a jar removes a cookie by %s",
  (header) => expect(lineOf("id=1", header)).toBe(""),
);

test("a jar keeps a cookie that expires later", () => {
  expect(lineOf("id=1; max-age=60; expires=Thu, 01 Jan 2970 00:00:00 GMT"))
    .toBe("cookie: id=1\r\n");
});

test.each(["", "id", "=1", "a b=1", "id=a b", "id=\x01", "id=ü", "id=a\r\nx"])(
  "a jar ignores %j",
  (header) => expect(lineOf(header)).toBe(""),
);

test("a jar does not grow without bound", () => {
  const many = Array.from({ length: 100 }, (_, i) => `c${i}=1`);
  expect(lineOf(...many, `long=${"x".repeat(5000)}`).match(/=1/g)).toHaveLength(
    50,
  );
});
