import { expect, test } from "vitest";
import {
  endpointSystem,
  processSystem,
} from "../../../src/systems/own/declaration.ts";
import { toScenarioSystem } from "../../../src/systems/own/own_system.ts";

function canOf(command: string[], metrics = "") {
  return toScenarioSystem(processSystem({
    ...{ name: "shop", title: "a shop", command, metrics },
    ready: { tcp: true },
  })).can;
}

test("a system can what its command lets the lab do", () => {
  const always = ["scenario", "several-nodes", "kill", "pause", "throttle"];
  expect(canOf(["shop", "{port}"]).toSorted()).toEqual(always.toSorted());
  expect(canOf(["shop", "--listen={host}:{port}"])).toContain("namespaces");
  expect(canOf(["shop", "{port}", "{peers}"])).toContain("proxies");
  expect(canOf(["shop", "{port}"], "/metrics")).toContain("metrics");
});

test("a system that already runs cannot be disturbed, and has the nodes that it has", () => {
  const system = toScenarioSystem(endpointSystem({
    ...{ name: "shop", title: "a shop", health: "/health" },
    urls: ["http://127.0.0.1:8080", "http://127.0.0.1:8081"],
  }));
  expect(system.can).toEqual(["scenario", "several-nodes"]);
  expect(system.sizes({})).toEqual([2]);
});
