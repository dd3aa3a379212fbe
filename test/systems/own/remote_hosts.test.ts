import { expect, test } from "vitest";
import {
  endpointSystem,
  processSystem,
} from "../../../src/systems/own/declaration.ts";
import {
  remoteHosts,
  remoteHostsIn,
  requireAllowedHosts,
  requireAllowedTargets,
} from "../../../src/systems/own/remote_hosts.ts";

function at(...urls: string[]) {
  return endpointSystem({ name: "shop", title: "a shop", urls, health: "/" });
}

test("remoteHosts() finds hosts that are not this machine, each once", () => {
  expect(remoteHosts(at(
    ...["http://127.0.0.1:1", "http://127.9.9.9:1", "http://localhost:1"],
    ...["http://[::1]:1", "http://shop.example:1", "http://shop.example:2"],
    ...["http://127.0.0.1.example:1", "http://10.0.0.1:1"],
  ))).toEqual(["shop.example", "127.0.0.1.example", "10.0.0.1"]);
  expect(remoteHosts(processSystem({
    ...{ name: "shop", title: "a shop", command: ["x"] },
    ready: { tcp: true },
  }))).toEqual([]);
});

test("remoteHosts() goes by the address that a name is given, and names the proxy", () => {
  const remote = (more: object) =>
    remoteHosts(endpointSystem({
      ...{ name: "shop", title: "a shop", health: "/" },
      urls: ["http://shop.example:1", "http://localhost:2"],
      ...more,
    }));
  expect(remote({ resolve: { "shop.example": "127.0.0.1" } })).toEqual([]);
  expect(remote({ resolve: { localhost: "10.0.0.1" } })).toEqual([
    "shop.example",
    "localhost",
  ]);
  expect(remote({ proxy: "http://proxy.example:3128" })).toEqual([
    "shop.example",
    "proxy.example",
  ]);
});

test("requireAllowedHosts() asks for a word before load goes to another machine", () => {
  const systems = [at("http://shop.example:1")];
  expect(() => requireAllowedHosts(systems, [])).toThrow(
    "if you may, use --allow-remote shop.example",
  );
  requireAllowedHosts(systems, ["shop.example"]);
});

test("remoteHosts() names machines as ssh does, and the addresses of their nodes", () => {
  expect(remoteHosts(processSystem({
    ...{ name: "shop", title: "a shop", command: ["a"], ready: { tcp: true } },
    machines: [
      ...["web-1", "me@web-2", "me@127.0.0.1", "localhost"],
      ...[{ ssh: "web-3", address: "127.0.0.1" }],
      ...[{ ssh: "web-1", address: "10.0.0.11" }],
    ],
  }))).toEqual(["web-1", "web-2", "web-3", "10.0.0.11"]);
});

test("remoteHostsIn() finds hosts in the words of a command, but those of placeholders", () => {
  expect(remoteHostsIn([
    ...["hey", "-c", "8", "{url}/items", "http://{host}:{port}/"],
    ...["http://127.0.0.1:{port}/x", "http://localhost", "https://a.example/x"],
    ...["--target=https://user:key@b.example:8443", "see http://[::1]:80"],
    ...["const u = 'wss://c.example/';", "https://a.example/y"],
  ])).toEqual(["a.example", "b.example", "c.example"]);
  const targets = [{ host: "a.example", name: "the driver" }];
  expect(() => requireAllowedTargets(targets, [])).toThrow(
    "Cannot send load to a.example, of the driver, as it is not this machine",
  );
  requireAllowedTargets(targets, ["a.example"]);
});
