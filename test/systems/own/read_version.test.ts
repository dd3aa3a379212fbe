import { expect, test } from "vitest";
import { plainAccess } from "../../../src/lab/clients/access.ts";
import { readVersion } from "../../../src/systems/own/read_version.ts";

test.each([
  [{ http: "/v", json: "" }, "1.2\n", "1.2"],
  [{ http: "/v", json: "version" }, '{"version":"1.2"}', "1.2"],
  [{ http: "/v", json: "version" }, '{"version":{}}', ""],
  [{ http: "/v", json: "version" }, "<html>", ""],
  [{ http: "/v", json: "toString" }, "{}", ""],
  [null, "1.2", ""],
])("readVersion() by %j of '%s' is '%s'", async (version, body, expected) => {
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, () => new Response(body));
  const origin = `http://127.0.0.1:${server.addr.port}`;
  expect(await readVersion({ version }, origin, plainAccess)).toBe(expected);
});

test("readVersion() is empty where nobody answers, and short where much is answered", async () => {
  const version = { http: "/v", json: "" };
  expect(await readVersion({ version }, "http://127.0.0.1:1", plainAccess))
    .toBe("");
  await using server = Deno.serve({
    ...{ hostname: "127.0.0.1", port: 0, onListen: () => {} },
  }, () => new Response("x".repeat(10_000)));
  expect(
    await readVersion(
      { version },
      `http://127.0.0.1:${server.addr.port}`,
      plainAccess,
    ),
  ).toHaveLength(80);
});
