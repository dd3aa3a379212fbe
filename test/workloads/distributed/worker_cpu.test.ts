import { expect, test } from "vitest";
import {
  addShare,
  describeCpu,
  judgeCpu,
  unknownCpu,
  type WorkerCpu,
} from "../../../src/workloads/distributed/worker_cpu.ts";

/** The first line covers the start of the program. */
function read(shares: readonly number[], warned = false): WorkerCpu {
  return [1, ...shares].reduce(
    (cpu, share) => addShare(cpu, { cpu: share, warned }),
    unknownCpu,
  );
}

test("a worker above 90 % for five seconds is saturated", () => {
  const [code, message] =
    judgeCpu("worker-1", read([0.1, 0.95, 0.95, 0.95, 0.95, 0.95])) ?? [];
  expect(code).toBe("worker-saturated");
  expect(message).toContain(
    "worker-1 was near the limit of its core, of which it used up to 95 % over 5 s",
  );
});

test("a worker of which Locust warned is saturated, however short it ran", () => {
  const [code, message] = judgeCpu("worker-1", read([0.1], true)) ?? [];
  expect(code).toBe("worker-saturated");
  expect(message).toContain("near the limit of its core: Locust warns above");
});

test.each([
  [[0.95, 0.95, 0.95, 0.95], ""],
  [[1, 0.5, 1, 0.5, 1], "at most 80 % of a core over 5 s"],
  [[0.9, 0.9, 0.9, 0.9, 0.9, 0], "at most 90 % of a core over 5 s"],
])("a worker with the shares %j is not saturated", (shares, text) => {
  expect(judgeCpu("worker-1", read(shares))).toBeNull();
  expect(describeCpu(read(shares))).toBe(text);
});
