import { expect, test } from "vitest";
import {
  findFreeSubnet,
  readRoutes,
} from "../../../src/lab/network/free_subnet.ts";
import { findProgram } from "../../testing/programs.ts";

const first = { random: () => 0 };

for (
  const [routes, subnet] of [
    [[], "198.18.0"],
    [["127.0.0.0/8", "192.0.2.0/24"], "198.18.0"],
    [["198.18.0.0/24", "198.18.1.7"], "198.18.2"],
    [["198.18.0.0/15"], "10.0.0"],
    [["198.0.0.0/8", "10.0.0.0/9"], "10.128.0"],
    [["198.18.0.0/15", "10.0.0.0/8", "172.16.0.0/30"], "172.16.1"],
  ] as const
) {
  test(`findFreeSubnet() avoids routes to ${routes.join(" ") || "nothing"}`, () => {
    expect(findFreeSubnet(routes, first)).toBe(subnet);
  });
}

test("findFreeSubnet() searches the whole range from a random start", () => {
  expect(findFreeSubnet(["198.19.0.0/16"], { random: () => 0.999 }))
    .toBe("198.18.0");
});

test("findFreeSubnet() names the routes when no subnet is free", () => {
  const all = ["0.0.0.0/1", "128.0.0.0/1"];
  expect(() => findFreeSubnet(all)).toThrow("0.0.0.0/1, 128.0.0.0/1");
});

test.skipIf(!findProgram("ip"))(
  "readRoutes() includes loopback, and not the default route [iproute2]",
  async () => {
    const routes = await readRoutes();
    expect(routes).toContain("127.0.0.0/8");
    expect(routes).not.toContain("0.0.0.0/0");
    expect(findFreeSubnet(routes)).toMatch(/^\d+\.\d+\.\d+$/);
  },
);
