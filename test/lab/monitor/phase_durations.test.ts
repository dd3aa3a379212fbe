import { expect, test } from "vitest";
import { phaseDurations } from "../../../src/lab/monitor/phase_durations.ts";
import { toTestParam } from "../../testing/records.ts";

const params = [
  toTestParam("warmup", 3),
  toTestParam("duration", 8),
  toTestParam("fault_duration", 5),
  toTestParam("recovery", 15),
  toTestParam("cooldown", 1),
];

function durations(fault: string) {
  return Object.fromEntries(
    phaseDurations({ params: [...params, toTestParam("fault", fault)] }),
  );
}

test("phaseDurations() has the phases of a run without a fault", () => {
  const load = { warm_up: 3, measure: 8, cool_down: 1 };
  expect(durations("none")).toEqual(load);
  expect(Object.fromEntries(phaseDurations({ params }))).toEqual(load);
});

test.for<[string, number]>([
  ["kill-leader", 5],
  ["slow-link+kill-leader", 5],
  ["kill-leader@0s..5s+pause-leader@15s..20s", 20],
  ["kill-leader@2s..3s", 3],
])("phaseDurations() takes the schedule of %s", ([fault, seconds]) => {
  expect(durations(fault)).toMatchObject({ fault: seconds, heal: 15 });
});

test("phaseDurations() does not know a fault of another version", () => {
  expect(durations("meteorite")).toEqual({
    warm_up: 3,
    measure: 8,
    cool_down: 1,
  });
});
