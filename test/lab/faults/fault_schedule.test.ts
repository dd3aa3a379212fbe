import { expect, test } from "vitest";
import {
  formatSchedule,
  parseSchedule,
  requireCapabilities,
  scheduleSeconds,
  toNetworkNeeds,
} from "../../../src/lab/faults/fault_schedule.ts";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";

function describe(text: string) {
  return parseSchedule(text, 5).map(({ fault, from, until }) =>
    `${fault.name} ${from} ${until}`
  );
}

test("parseSchedule() parses one fault, several together, and several with their own times", () => {
  expect(describe("none")).toEqual([]);
  expect(describe("kill-leader")).toEqual(["kill-leader 0 5"]);
  expect(describe("kill-leader+slow-link"))
    .toEqual(["kill-leader 0 5", "slow-link 0 5"]);
  const schedule = [
    { at: 5, fault: "kill-leader", duration: 5 },
    { at: 20, fault: "pause-leader", duration: 2.5 },
  ];
  const text = formatSchedule(schedule);
  expect(text).toBe("kill-leader@5s..10s+pause-leader@20s..22.5s");
  expect(describe(text)).toEqual(["kill-leader 5 10", "pause-leader 20 22.5"]);
  expect(scheduleSeconds(parseSchedule(text, 5))).toBe(22.5);
});

test.each([
  ["kill-leder", "Cannot do fault 'kill-leder' as there is none"],
  ["none+kill-leader", "Cannot do fault 'none' as there is none"],
  ["kill-leader@5", "Cannot do fault 'kill-leader@5' as there is none"],
  ["kill-leader@5s..5s", "as it would not last"],
  [
    "partition-leader+slow-link",
    "as one needs network namespaces and another proxies",
  ],
])("parseSchedule() refuses %s", (text, message) => {
  expect(() => parseSchedule(text, 5)).toThrow(UsageError);
  expect(() => parseSchedule(text, 5)).toThrow(message);
});

test("toNetworkNeeds() is how the nodes must be started", () => {
  expect(toNetworkNeeds(parseSchedule("kill-leader+drop-link", 5)))
    .toEqual({ namespaces: false, proxies: true });
  expect(toNetworkNeeds(parseSchedule("partition-leader", 5)))
    .toEqual({ namespaces: true, proxies: false });
});

test("requireCapabilities() names the fault and what the system lacks", () => {
  const schedule = parseSchedule("kill-leader+partition-leader", 5);
  const kv = { name: "kv", can: ["kill", "several-nodes"] } as const;
  expect(() => requireCapabilities(kv, schedule)).toThrow(UnavailableError);
  expect(() => requireCapabilities(kv, schedule)).toThrow(
    "Cannot do partition-leader as kv cannot give each node a network namespace",
  );
  requireCapabilities(kv, parseSchedule("kill-leader", 5));
});
