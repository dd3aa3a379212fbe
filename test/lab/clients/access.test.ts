import { expect, test } from "vitest";
import {
  type Access,
  addressOf,
  plainAccess,
  toClientOptions,
  toServer,
} from "../../../src/lab/clients/access.ts";

const server = { host: "shop.example", port: 8080 };

function optionsOf(access: Partial<Access>) {
  return toClientOptions({ ...plainAccess, ...access }, server);
}

test("a client speaks one version of HTTP, and no other", () => {
  expect(optionsOf({})).toEqual({
    ...{ poolMaxIdlePerHost: 1, http1: true, http2: false },
  });
  expect(optionsOf({ http2: true })).toMatchObject({
    ...{ http1: false, http2: true },
  });
});

test("a client gets authorities, its certificate, a proxy, and the address of a name", () => {
  const certificate = { cert: "cert", key: "key" };
  expect(optionsOf({ caCerts: ["ca"], certificate })).toMatchObject({
    caCerts: ["ca"],
    ...certificate,
  });
  expect(optionsOf({ proxy: "http://127.0.0.1:3128" }).proxy).toEqual({
    url: "http://127.0.0.1:3128",
  });
  const resolve = { "shop.example": "127.0.0.1" };
  expect(optionsOf({ resolve }).proxy).toEqual({
    ...{ transport: "tcp", hostname: "127.0.0.1", port: 8080 },
  });
  expect(optionsOf({ resolve: { "other.example": "127.0.0.1" } }))
    .not.toHaveProperty("proxy");
});

test("addressOf() is that of the host, or the host", () => {
  const resolve = { a: "127.0.0.1" };
  expect(addressOf("a", { resolve })).toBe("127.0.0.1");
  expect(addressOf("b", { resolve })).toBe("b");
  expect(addressOf("toString", { resolve })).toBe("toString");
});

test.each([
  ["http://a/x", "a", 80],
  ["https://a/x", "a", 443],
  ["https://a:1/x", "a", 1],
  ["http://[::1]:2/", "::1", 2],
])("toServer() of %s is %s, %i", (url, host, port) => {
  expect(toServer(url)).toEqual({ host, port });
});
