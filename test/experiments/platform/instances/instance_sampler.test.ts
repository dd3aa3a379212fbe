import { expect, test } from "vitest";
import { toInstanceSampler } from "../../../../src/experiments/platform/instances/instance_sampler.ts";
import type { Sample } from "../../../../src/record/mod.ts";

test("a sampler records desired and running instances of each kind, at most once at a time, and in between when due", () => {
  const rows: Sample[] = [];
  let now = Date.parse("2026-11-29T10:00:00Z");
  const sampler = toInstanceSampler({
    run_id: "r",
    clock: { now: () => now },
    tracker: {
      counts: () => [{ kind: "web", desired: 4, running: 3, memory: 1 }],
    },
    onSamples: (samples) => void rows.push(...samples),
  });
  sampler.sample();
  sampler.sample();
  expect(rows).toEqual([
    ["desired_instances", 4],
    ["running_instances", 3],
  ].map(([metric, value]) => ({
    ...{ run_id: "r", source: "web", metric, unit: "", value },
    at: "2026-11-29T10:00:00.000000Z",
  })));
  now += 9999;
  sampler.sampleIfDue();
  expect(rows).toHaveLength(2);
  now += 1;
  sampler.sampleIfDue();
  expect(rows).toHaveLength(4);
  now += 1;
  sampler.sample();
  expect(rows).toHaveLength(6);
});
