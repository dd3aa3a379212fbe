import { expect, test } from "vitest";
import { isSecretName, toRedactor } from "../../../src/lab/recording/redact.ts";

const redact = toRedactor(['p4ss "word"', "s3cr3t-token-of-many-letters"]);

test.each([
  ['wrong p4ss "word" given', "wrong *** given"],
  ['{"got":"p4ss \\"word\\""}', '{"got":"***"}'],
  ["?q=p4ss%20%22word%22", "?q=***"],
  [`x ${btoa('p4ss "word"')} y`, "x *** y"],
  ["no s3cr3t-token-of-many-letters here", "no *** here"],
])(
  "toRedactor() removes a declared secret in each of its forms: %s",
  (text, clean) => {
    expect(redact(text)).toBe(clean);
  },
);

test("toRedactor() removes a beginning of a secret at the end of a text that was cut", () => {
  expect(redact("body: s3cr3t-token-of")).toBe("body: ***");
  expect(redact("body: s3c")).toBe("body: s3c");
});

test.each([
  ["postgres://shop:hunter2@db:5432/x", "postgres://***@db:5432/x"],
  ["Authorization: Bearer abc.DEF-1", "Authorization: *** ***"],
  ["got Bearer abcDEF123=", "got Bearer ***"],
  ["--password=hunter2 --port 80", "--password=*** --port 80"],
  ["DB_PASSWORD=hunter2", "DB_PASSWORD=***"],
  ['{"access_token":"abc","n":1}', '{"access_token":"***","n":1}'],
  ['{"sessionToken":"abc","n":1}', '{"sessionToken":"***","n":1}'],
  ["?X-Amz-Signature=abc&page=1", "?X-Amz-Signature=***&page=1"],
  ["Set-Cookie: id=abc; Path=/", "Set-Cookie: ***; Path=/"],
  ["x eyJhbGciOiJIUzI1.eyJzdWIiOjF9.sig y", "x *** y"],
])(
  "toRedactor() removes what stands beside well-known names: %s",
  (text, clean) => {
    expect(redact(text)).toBe(clean);
  },
);

test.each([
  "a bearer token is missing",
  "basic authentication is required",
  "503 try again: 3 of 5 nodes are down",
  "http://127.0.0.1:8080/items",
  "the connection was closed before an answer",
])("toRedactor() leaves a text without secrets: %s", (text) => {
  expect(redact(text)).toBe(text);
});

test("toRedactor() removes secrets that are known only later, and ignores short ones", () => {
  expect(redact("a later-one b", ["later-one"])).toBe("a *** b");
  expect(redact("a b", ["a"])).toBe("a b");
});

test("isSecretName() knows names in any spelling", () => {
  for (
    const name of ["token", "access_token", "accessToken", "API-Key"]
      .concat("csrf_token", "sessionToken", "DB_PASSWORD")
  ) {
    expect([name, isSecretName(name)]).toEqual([name, true]);
  }
  for (const name of ["order", "tokens", "item"]) {
    expect([name, isSecretName(name)]).toEqual([name, false]);
  }
});
