import { expect, test, vi } from "vitest";
import {
  drawPort,
  noFreePort,
  serverPorts,
  spreadPorts,
  takePort,
} from "../../../src/lab/processes/server_ports.ts";

const { from, below } = serverPorts;

test("ports of servers are below those that Linux gives to connections", () => {
  // The first of /proc/sys/net/ipv4/ip_local_port_range by default.
  expect(below).toBeLessThanOrEqual(32_768);
  for (const port of Array.from({ length: 200 }, drawPort)) {
    expect(port).toBeGreaterThanOrEqual(from);
    expect(port).toBeLessThan(below);
  }
});

test("spreadPorts() is evenly apart, over all of them", () => {
  expect(spreadPorts(3)).toEqual([20_000, 24_000, 28_000]);
  expect(spreadPorts(1)).toEqual([from]);
  expect(() => spreadPorts(0)).toThrow(RangeError);
});

test("noFreePort() says how many were tried, and where", () => {
  expect(noFreePort(1000).message).toBe(
    "Cannot find a free port as 1,000 between 20000 and 32000 are taken: end what holds them",
  );
  expect(noFreePort(50, " on far").message)
    .toContain("a free port on far as 50 between");
});

test("takePort() returns the first port that is claimed, and none if none can be", () => {
  const offered: number[] = [];
  const port = takePort((port) => offered.push(port) === 3);
  expect(offered[2]).toBe(port);
  expect(() => takePort(() => false)).toThrow("Cannot find a free port");
});

test("takePort() passes over a port at which somebody listens", () => {
  const port = takePort(() => true);
  using _ = Deno.listen({ hostname: "127.0.0.1", port });
  // It is drawn first.
  const random = vi.spyOn(Math, "random")
    .mockReturnValueOnce((port - from + 0.5) / (below - from));
  try {
    expect(takePort(() => true)).not.toBe(port);
    expect(random.mock.calls.length).toBeGreaterThan(1);
  } finally {
    random.mockRestore();
  }
});
