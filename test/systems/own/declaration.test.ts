import { expect, test } from "vitest";
import { UsageError } from "../../../src/record/mod.ts";
import {
  endpointSystem,
  OwnSystem,
  processSystem,
} from "../../../src/systems/own/declaration.ts";

const shop = {
  name: "shop",
  title: "a shop",
  command: ["node", "server.js", "--port", "{port}"],
  ready: { http: "/health" },
};

const running = {
  name: "staging",
  title: "a shop that runs",
  urls: ["http://127.0.0.1:8080", "http://127.0.0.1:8081/"],
  health: "/health",
};

test("processSystem() returns plain data with its defaults, and is the same when it is read again", () => {
  const declared = processSystem({
    ...shop,
    folder: new URL("./", import.meta.url),
  });
  expect(declared).toMatchObject({
    ...{ kind: "processes", stop_signal: "SIGTERM", ready_timeout: 30 },
    ...{ env: {}, metrics: "", version: null, sizes: [] },
    folder: decodeURIComponent(new URL("./", import.meta.url).pathname),
  });
  expect(OwnSystem.parse(declared)).toEqual(declared);
  expect(structuredClone(declared)).toEqual(declared);
});

test("endpointSystem() returns plain data with its defaults", () => {
  const declared = endpointSystem(running);
  expect(declared.urls).toEqual([
    "http://127.0.0.1:8080",
    "http://127.0.0.1:8081",
  ]);
  expect(OwnSystem.parse(declared)).toEqual(declared);
});

test.each([
  [{ name: "Shop" }, "name must be lower-case letters"],
  [{ command: [] }, "command must not be empty"],
  [{ folder: "shop" }, "folder must be absolute: use new URL("],
  [{ ready: { http: "health" } }, "ready.http must begin with /"],
  [{ ready: { log: "(" } }, "ready.log must be a regular expression"],
  [{ ready: { after: 5 } }, "ready must be { http: "],
  [{ stop_signal: "SIGKILL" }, "stop_signal must be one of SIGTERM, "],
  [{ metrics: "metrics" }, "metrics must begin with /"],
  [{ ready_timeout: 0 }, "ready_timeout must be above 0"],
  [{ machines: ["-oProxyCommand=x"] }, "machines[0] must be "],
  [{ machines: ["a b"] }, "machines[0] must be "],
  [{ machines: [{ ssh: "a", address: "b c" }] }, "machines[0]"],
  [{ machines: ["a"], own_network: true }, "own_network cannot be on other"],
  [{ ssh_config: "/a" }, "ssh_config is of no use without machines"],
  [{ ssh_config: "a", machines: ["a"] }, "ssh_config must be absolute"],
  [{ env: { "a b": "c" } }, "env.a b must be the name of a variable"],
  [{ comand: [] }, "did you mean 'command'?"],
])("processSystem() refuses %j with its key and a remedy", (wrong, reason) => {
  const declare = () =>
    processSystem({ ...shop, ...wrong } as Parameters<typeof processSystem>[0]);
  expect(declare).toThrow(UsageError);
  expect(declare).toThrow(reason);
});

test.each([
  [[], "urls must not be empty"],
  [["127.0.0.1:8080"], "urls[0] must be http://host:port"],
  [["http://127.0.0.1/path"], "urls[0] must be http://host:port"],
  [["ftp://127.0.0.1"], "urls[0] must be http://host:port"],
  [["http://a:1", "https://a:1"], "urls must all be http, or all https"],
  [["http://a:1", "http://a:1"], "urls must be distinct"],
])("endpointSystem() refuses the addresses %j", (urls, reason) => {
  expect(() => endpointSystem({ ...running, urls })).toThrow(reason);
});

test.each([
  [{ proxy: "http://me:hunter2@127.0.0.1:1" }, "proxy must "],
  [{ proxy: "127.0.0.1:1" }, "proxy must "],
  [{ resolve: { a: "b" } }, "resolve.a must be an address, such as 127.0.0.1"],
  [
    { proxy: "http://127.0.0.1:1", resolve: { a: "127.0.0.1" } },
    "resolve cannot be beside a proxy",
  ],
  [{ http: "3" }, "http must be one of "],
  [{ certificate: { cert: "a.pem", key: "/b.pem" } }, "certificate.cert must"],
])("endpointSystem() refuses %j with its key and a remedy", (wrong, reason) => {
  const declare = () =>
    endpointSystem(
      { ...running, ...wrong } as Parameters<typeof endpointSystem>[0],
    );
  expect(declare).toThrow(UsageError);
  expect(declare).toThrow(reason);
});

test("endpointSystem() refuses a password in an address, and does not repeat it", () => {
  const urls = ["http://shop:hunter2@127.0.0.1:8080"];
  let message = "";
  try {
    endpointSystem({ ...running, urls });
  } catch (error) {
    ({ message } = error as Error);
  }
  expect(message).toContain("urls[0] must have no password: use `auth`");
  expect(message).not.toContain("hunter2");
});
